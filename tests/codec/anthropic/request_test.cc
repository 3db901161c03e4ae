#include "speak.h"

namespace omnillm::codec::testing {
namespace {

LlmRequest with(std::string_view members) {
  return parse(R"({"model":"m","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],)" +
               std::string(members) + "}");
}

TEST(AnthropicRequest, SettingsHaveTheirFields) {
  const LlmRequest request = with(R"("temperature":0.2,"top_p":0.9,"top_k":40,"stream":true,
      "stop_sequences":["a","b"],"metadata":{"user_id":"u"},"service_tier":"standard_only")");
  EXPECT_EQ(request.generation.max_output_tokens, 10);
  EXPECT_EQ(request.generation.temperature, 0.2);
  EXPECT_EQ(request.generation.top_p, 0.9);
  EXPECT_EQ(request.generation.top_k, 40);
  EXPECT_EQ(request.generation.stop_sequences, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(request.user, "u");
  EXPECT_EQ(request.service_tier, "default");
  EXPECT_TRUE(request.stream);
  EXPECT_TRUE(request.vendor_extensions.empty());
}

TEST(AnthropicRequest, NumbersAreWrittenAsShortAsTheyCame) {
  const Written written = emit(with(R"("temperature":0.2,"top_p":0.95)"));
  EXPECT_THAT(written.text, ::testing::HasSubstr(R"("temperature":0.2,)"));
  EXPECT_THAT(written.text, ::testing::HasSubstr(R"("top_p":0.95)"));
}

TEST(AnthropicRequest, NullIsNotSaid) {
  const LlmRequest request =
      with(R"("temperature":null,"tools":null,"thinking":null,"system":null,"stream":null)");
  EXPECT_EQ(request.capabilities, CapabilitySet());
  EXPECT_FALSE(request.instructions);
  EXPECT_FALSE(request.stream);
}

TEST(AnthropicRequest, ALimitBeyond32BitsIsNotCut) {
  const LlmRequest request = parse(R"({"model":"m","max_tokens":4294967297,"messages":[]})");
  EXPECT_EQ(request.generation.max_output_tokens, 4294967297);
}

TEST(AnthropicRequest, MembersOfTheProtocolWithoutAFieldAreKept) {
  const std::string_view members =
      R"("container":"c","context_management":{"edits":[]},"mcp_servers":[],"speed":"fast",
         "cache_control":{"type":"ephemeral"},"inference_geo":"us")";
  const LlmRequest request = with(members);
  EXPECT_EQ(request.vendor_extensions.size(), 6U);
  const Written written = emit(request);
  EXPECT_EQ(written["/cache_control"], json(R"({"type":"ephemeral"})"));
  EXPECT_EQ(written["/container"], json(R"("c")"));
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST(AnthropicRequest, AFieldWinsOverAnExtensionOfItsName) {
  LlmRequest request = hello();
  request.vendor_extensions.set("max_tokens", json("1"));
  request.vendor_extensions.set("thinking", json(R"({"type":"disabled"})"));
  const Written written = emit(request);
  EXPECT_EQ(written["/max_tokens"], json("100"));
  EXPECT_EQ(written["/thinking"], json(R"({"type":"disabled"})"));
}

TEST(AnthropicRequest, WithoutALimitHasTheDefaultAndSaysSo) {
  LlmRequest request = hello();
  request.generation.max_output_tokens.reset();
  const Written written = emit(request, {.default_max_tokens = 8'192});
  EXPECT_EQ(written["/max_tokens"], json("8192"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("max_output_tokens"));
}

TEST(AnthropicRequest, TemperatureIsClampedAndReported) {
  LlmRequest request = hello();
  request.generation.temperature = 1.7;
  const Written written = emit(request);
  EXPECT_EQ(written["/temperature"], json("1"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("temperature"));
}

TEST(AnthropicRequest, StructuredOutputIsNative) {
  LlmRequest request = hello();
  request.capabilities.structured_output =
      StructuredOutputConfig{.schema = json(R"({"type":"object"})"), .strict = true};
  const Written written = emit(request);
  EXPECT_EQ(written["/output_config"],
            json(R"({"format":{"type":"json_schema","schema":{"type":"object"}}})"));
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST(AnthropicRequest, TheFormatOfTheBetaIsReadToo) {
  const LlmRequest request =
      with(R"("output_format":{"type":"json_schema","schema":{"type":"object"}})");
  EXPECT_EQ(emit(request)["/output_config/format/schema"], json(R"({"type":"object"})"));
  EXPECT_TRUE(emit(request)["/output_format"].is_null());
}

TEST(AnthropicRequest, UnknownMembersOfOutputConfigSurvive) {
  const LlmRequest request = with(R"("output_config":{"effort":"low","task_budget":{"total":5}})");
  EXPECT_EQ(request.capabilities.reasoning->effort, "low");
  EXPECT_EQ(emit(request)["/output_config"], json(R"({"effort":"low","task_budget":{"total":5}})"));
}

TEST(AnthropicRequest, OtherMetadataGoesBackWhereItCameFrom) {
  const LlmRequest request = with(R"("metadata":{"user_id":"u","team":"t"})");
  EXPECT_EQ(emit(request)["/metadata"], json(R"({"user_id":"u","team":"t"})"));
}

TEST(AnthropicRequest, AMemberTheProviderRefusesIsLeftOutAndReported) {
  LlmRequest request = hello();
  request.generation.top_k = 4;
  const Written written = emit(request, {.name = "picky", .refused_members = {"top_k"}});
  EXPECT_TRUE(written["/top_k"].is_null());
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("top_k"));
}

TEST(AnthropicRequest, WithoutMessagesIsRefusedBeforeItIsSent) {
  LlmRequest request = hello();
  request.messages.clear();
  const Result<void> refused = try_emit(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::BadRequest);
}

TEST(AnthropicRequest, TextThatIsNotUtf8IsRefused) {
  LlmRequest request = hello();
  request.messages = {Message::user(std::string("\xff"))};
  ASSERT_FALSE(try_emit(request));
}

}  // namespace
}  // namespace omnillm::codec::testing
