#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace gemini_test;
using namespace testing_support;

LlmResponse with_candidate(std::string_view members) {
  return response_of(std::string(R"({"candidates":[{)").append(members).append("}]}"));
}

TEST(GeminiResponse, OfEveryExampleComesBackTheSame) {
  for (const std::string& name : fixtures("gemini", "generateContent.response"))
    expect_response_round_trip(kGemini, fixture(name));
  expect_response_round_trip(kGemini, fixture("gemini/vertex.generateContent.response.json"));
}

TEST(GeminiResponse, OfEveryExampleIsWrittenAsItCame) {
  for (const std::string& name : fixtures("gemini", "generateContent.response")) {
    const Emitted again = emitted(response_of(fixture(name)));
    EXPECT_EQ(js(again.body), js(fixture(name))) << name;
    EXPECT_THAT(again.losses, testing::IsEmpty()) << name;
  }
}

TEST(GeminiResponse, KeepsThoughtsOutOfTheText) {
  const LlmResponse response =
      response_of(fixture("gemini/generateContent.response.thoughts_cache.json"));
  EXPECT_EQ(response.content_text, "No, 9.8 is greater.");
  EXPECT_EQ(response.reasoning_text(), "Compare 0.11 and 0.80.");
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[1].message()->parts.at(0).signature, (Signature{"AVSoXO4=", kGemini}));
  EXPECT_EQ(response.usage->reasoning_tokens, 40);
  EXPECT_EQ(response.usage->cache_read_tokens, 1536);
}

TEST(GeminiResponse, HasACallOnceAndFinishesWithIt) {
  const LlmResponse response =
      response_of(fixture("gemini/generateContent.response.function_call.json"));
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  EXPECT_EQ(response.finish_reason->word(), "STOP");
  ASSERT_EQ(response.output.size(), 1u);
  EXPECT_EQ(response.tool_calls().at(0)->call_id, "fc-1");
  EXPECT_EQ(response.output[0].single()->signature, (Signature{"AVSoXO4=", kGemini}));
}

TEST(GeminiResponse, GivesCallsWithoutIdsDifferentOnes) {
  const LlmResponse response = response_of(R"({"responseId":"r1","candidates":[{"content":{"parts":[
      {"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]})");
  const auto calls = response.tool_calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_FALSE(calls[0]->call_id.empty());
  EXPECT_NE(calls[0]->call_id, calls[1]->call_id);
  EXPECT_EQ(calls[1]->arguments, js("{}"));
  EXPECT_THAT(emitted(response).body, testing::Not(testing::HasSubstr("gemini_call_")));
}

TEST(GeminiResponse, OfABlockedPromptIsAnAnswer) {
  const LlmResponse response =
      response_of(fixture("gemini/generateContent.response.prompt_blocked.json"));
  EXPECT_EQ(response.finish_reason, FinishReason::ContentFilter);
  EXPECT_TRUE(response.output.empty());
  EXPECT_EQ(response.usage->prompt_tokens, 12);
}

TEST(GeminiResponse, OfABlockedCandidateHasNothingInIt) {
  const LlmResponse response =
      response_of(fixture("gemini/generateContent.response.candidate_blocked.json"));
  EXPECT_EQ(response.finish_reason, FinishReason::ContentFilter);
  EXPECT_EQ(response.finish_reason->word(), "SAFETY");
  EXPECT_TRUE(response.output.empty());
}

TEST(GeminiResponse, MayHaveContentWithoutParts) {
  EXPECT_EQ(
      with_candidate(R"("content":{"role":"model"},"finishReason":"MAX_TOKENS")").finish_reason,
      FinishReason::Length);
}

TEST(GeminiResponse, KnowsWhyItFinished) {
  const auto code = [](std::string word, bool with_text = true) {
    return with_candidate((with_text ? R"("content":{"parts":[{"text":"a"}]},)" : std::string()) +
                          R"("finishReason":")" + word + "\"")
        .finish_reason->code();
  };
  EXPECT_EQ(code("STOP"), FinishReason::Stop);
  EXPECT_EQ(code("MAX_TOKENS"), FinishReason::Length);
  for (const char* word :
       {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE",
        "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR"})
    EXPECT_EQ(code(word), FinishReason::ContentFilter) << word;
  for (const char* word : {"OTHER", "MALFORMED_FUNCTION_CALL", "NO_IMAGE"}) {
    EXPECT_EQ(code(word), FinishReason::Other) << word;
    EXPECT_EQ(code(word, false), FinishReason::Error) << word;
  }
  EXPECT_EQ(code("SOMETHING_NEW", false), FinishReason::Other);
}

TEST(GeminiResponse, FinishesInItsOwnWordsOnly) {
  const auto word = [](FinishReason reason) {
    return (*document(emitted(LlmResponse{.finish_reason = reason}).body)
                 .root()["candidates"]
                 .elements()
                 .begin())["finishReason"]
        .str();
  };
  EXPECT_EQ(word({FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages}), "STOP");
  EXPECT_EQ(word({FinishReason::ToolCall, "tool_use", WireFormat::AnthropicMessages}), "STOP");
  EXPECT_EQ(word(FinishReason::Length), "MAX_TOKENS");
  EXPECT_EQ(word(FinishReason::ContentFilter), "SAFETY");
  EXPECT_EQ(word(FinishReason::Cancelled), "OTHER");
  EXPECT_EQ(word(FinishReason::Error), "OTHER");
  EXPECT_EQ(word({FinishReason::Other, "RECITATION", kGemini}), "RECITATION");
}

TEST(GeminiResponse, KeepsItsOtherCandidates) {
  const std::string body = R"({"candidates":[
      {"content":{"parts":[{"text":"a"}],"role":"model"},"finishReason":"STOP","index":0,"avgLogprobs":-0.1},
      {"content":{"parts":[{"text":"b"}],"role":"model"},"finishReason":"MAX_TOKENS","index":1,"tokenCount":3,
       "logprobsResult":{"chosenCandidates":[]}}],"modelVersion":"m"})";
  const LlmResponse response = response_of(body);
  EXPECT_EQ(response.content_text, "a");
  ASSERT_EQ(response.alternatives.size(), 1u);
  EXPECT_EQ(response.alternatives[0].finish_reason, FinishReason::Length);
  EXPECT_EQ(visible_text(response.alternatives[0].output), "b");
  EXPECT_EQ(js(emitted(response).body), js(body));
}

TEST(GeminiResponse, GivesOutImagesAndCodeInOrder) {
  const LlmResponse response = with_candidate(R"("content":{"parts":[{"text":"a"},
      {"inlineData":{"mimeType":"image/png","data":"AA"}},{"executableCode":{"code":"1"}},{"text":"b"}]},"finishReason":"STOP")");
  ASSERT_EQ(response.output.size(), 3u);
  EXPECT_EQ(response.output[0].message()->parts.size(), 2u);
  EXPECT_TRUE(response.output[1].single()->is<part::Raw>());
  EXPECT_EQ(response.units.images_out, 1);
  EXPECT_EQ(response.content_text, "ab");
}

TEST(GeminiResponse, KnowsWhenItWasMade) {
  const LlmResponse response = response_of(fixture("gemini/vertex.generateContent.response.json"));
  EXPECT_EQ(response.created, 1'767'225'600);
  EXPECT_EQ(response.response_id, "abc");
  EXPECT_EQ(response.model, "gemini-3-pro");
  EXPECT_EQ(emitted(response)["createTime"], js(R"("2026-01-01T00:00:00Z")"));
}

TEST(GeminiResponse, ThatIsAnErrorIsOne) {
  LossLog losses;
  const auto response = codec::gemini_codec().parse_response(
      document(R"({"error":{"code":503,"message":"full","status":"UNAVAILABLE"}})"), losses);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind(), ErrorKind::Overloaded);
}

TEST(GeminiResponse, ReportsWhatItCannotSay) {
  LlmResponse response{.output = {Item(Message::assistant({part::Refusal{"No."}})),
                                  Item(MessagePart(part::Raw{WireFormat::OpenAiResponses,
                                                             "web_search_call", js("{}")}))},
                       .provider_protocol = WireFormat::OpenAiResponses,
                       .stop_sequence = "x",
                       .service_tier = "scale",
                       .logprobs = js("[]")};
  response.vendor_extensions.set("system_fingerprint", js("1"));
  const Emitted body = emitted(response);
  for (const char* code :
       {"refusal", "raw_part", "stop_sequence", "service_tier", "logprobs", "vendor_extensions"})
    EXPECT_TRUE(body.lost(code)) << code;
}

}  // namespace
}  // namespace omnillm
