#include "speak.h"

namespace omnillm::codec::testing {
namespace {

class AnthropicRequestFixture : public ::testing::TestWithParam<const char*> {};

TEST_P(AnthropicRequestFixture, IsTheSameAfterBeingWrittenAndReadAgain) {
  const LlmRequest request =
      parse(fixture(std::string("anthropic/messages.request.") + GetParam()));
  const Written written = emit(request);
  EXPECT_EQ(parse(written.text), request);
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST_P(AnthropicRequestFixture, IsWrittenWithTheMembersItCameWith) {
  const std::string body = fixture(std::string("anthropic/messages.request.") + GetParam());
  EXPECT_EQ(emit(parse(body)).body, json(body));
}

TEST_P(AnthropicRequestFixture, IsTheSameWithoutTheBytesOfItsMessages) {
  LlmRequest request = parse(fixture(std::string("anthropic/messages.request.") + GetParam()));
  for (Message& message : request.messages) message.raw_message.reset();
  LlmRequest again = parse(emit(request).text);
  for (Message& message : again.messages) message.raw_message.reset();
  EXPECT_EQ(again, request);
}

INSTANTIATE_TEST_SUITE_P(All, AnthropicRequestFixture,
                         ::testing::Values("adaptive_effort_structured.json", "basic.json",
                                           "cache_vision.json", "thinking.json", "tools.json"));

class AnthropicResponseFixture : public ::testing::TestWithParam<const char*> {};

TEST_P(AnthropicResponseFixture, IsWrittenAsItCame) {
  const std::string body = fixture(std::string("anthropic/messages.response.") + GetParam());
  const LlmResponse response = parse_response(body);
  const Written written = emit(response);
  EXPECT_EQ(written.body, json(body));
  EXPECT_EQ(parse_response(written.text), response);
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, AnthropicResponseFixture,
                         ::testing::Values("citations.json", "refusal.json", "text.json",
                                           "thinking_cache.json", "tool_use.json"));

class AnthropicStreamFixture : public ::testing::TestWithParam<const char*> {
 protected:
  std::string bytes() const {
    return fixture(std::string("anthropic/messages.stream.") + GetParam() + ".sse");
  }
};

TEST_P(AnthropicStreamFixture, SaysTheSameWhereverItIsCut) {
  const std::string stream = bytes();
  const Events whole = decode(stream);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut)
    ASSERT_EQ(decode(stream, cut), whole) << "cut at " << cut;
}

TEST_P(AnthropicStreamFixture, IsReadAgainFromWhatIsWritten) {
  Events events = decode(bytes());
  Events to_write = events;
  if (!events.back().is<event::Error>()) to_write.emplace_back(event::Completed{});
  EXPECT_EQ(decode(encode(to_write)), events);
}

TEST_P(AnthropicStreamFixture, NeverEndsWellBeforeItsEnd) {
  const std::string stream = bytes();
  const std::size_t last = stream.rfind("event: ");
  for (std::size_t size = 0; size < last; size += 7) {
    const Events events = decode(std::string_view(stream).substr(0, size));
    for (const LlmStreamEvent& event : events) EXPECT_FALSE(event.is<event::Finished>());
  }
}

INSTANTIATE_TEST_SUITE_P(All, AnthropicStreamFixture,
                         ::testing::Values("error", "text", "thinking", "tool_use"));

TEST(AnthropicOnBedrock, BodyHasItsVersionAndNoModel) {
  const std::string body = fixture("bedrock/invoke.anthropic.request.json");
  LlmRequest request = parse(body);
  request.model = "anthropic.claude-sonnet-4-6";
  request.stream = StreamOptions{};
  const Dialect bedrock{.anthropic_version_member = "bedrock-2023-05-31",
                        .model_in_body = false,
                        .stream_in_body = false};
  EXPECT_EQ(emit(request, bedrock).body, json(body));
}

TEST(AnthropicOnBedrock, StreamsTravelInFramesOfAws) {
  const Dialect bedrock{.anthropic_version_member = "bedrock-2023-05-31"};
  const auto events = testing_support::decode_stream(
      WireFormat::AnthropicMessages, fixture("bedrock/invoke_stream.anthropic.bin"), 1, bedrock);
  ASSERT_TRUE(events.back().is<event::Completed>()) << events.back();
  const LlmResponse& response = events.back().get_if<event::Completed>()->response;
  EXPECT_EQ(response.content_text, "Hi");
  EXPECT_EQ(response.usage->prompt_tokens, 9);
  EXPECT_EQ(response.usage->completion_tokens, 2);
}

TEST(AnthropicOnVertex, BodyKeepsStreamAndHasNoModel) {
  LlmRequest request = hello();
  request.stream = StreamOptions{};
  const Dialect vertex{.anthropic_version_member = "vertex-2023-10-16", .model_in_body = false};
  EXPECT_EQ(emit(request, vertex).body,
            json(R"({"anthropic_version":"vertex-2023-10-16","max_tokens":100,"stream":true,
                     "messages":[{"role":"user","content":"Hi"}]})"));
}

TEST(AnthropicOnVertex, VersionAndBetasOfAnotherHostStayBehind) {
  const LlmRequest request = parse(fixture("bedrock/invoke.anthropic.request.json"));
  const Written written = emit(request);
  EXPECT_TRUE(written["/anthropic_version"].is_null());
  EXPECT_TRUE(written["/anthropic_beta"].is_null());
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("vendor_extensions"));
}

}  // namespace
}  // namespace omnillm::codec::testing
