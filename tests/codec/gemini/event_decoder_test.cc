#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gemini/gemini.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace gemini_test;
using namespace testing_support;

// Chunks as they come on the wire, each on a line of its own.
std::string stream(std::initializer_list<std::string_view> chunks) {
  std::string out;
  for (std::string chunk : std::vector<std::string>(chunks.begin(), chunks.end())) {
    std::replace(chunk.begin(), chunk.end(), '\n', ' ');
    out.append("data: ").append(chunk).append("\r\n\r\n");
  }
  return out;
}
LlmResponse completed(std::string_view body) {
  const auto events = decode_stream(kGemini, body);
  const auto* end = events.back().get_if<event::Completed>();
  EXPECT_NE(end, nullptr) << events.back();
  return end ? end->response : LlmResponse();
}
ProviderError failed(std::string_view body) {
  const auto events = decode_stream(kGemini, body);
  const auto* end = events.back().get_if<event::Error>();
  EXPECT_NE(end, nullptr) << events.back();
  return end ? end->error : ProviderError();
}
std::string with_part(std::string_view part, std::string_view rest = "") {
  return std::string(R"({"candidates":[{"content":{"parts":[)")
      .append(part)
      .append(R"(],"role":"model"})")
      .append(rest)
      .append("}]}");
}
constexpr std::string_view kStop = R"(,"finishReason":"STOP")";

TEST(GeminiDecoder, GivesTheSameEventsWhereverTheStreamIsCut) {
  for (const std::string& name : fixtures("gemini", "streamGenerateContent", ".sse"))
    expect_same_events_wherever_cut(kGemini, fixture(name));
}

TEST(GeminiDecoder, PutsTextTogetherAndCountsTheLastUsage) {
  const LlmResponse response = completed(fixture("gemini/streamGenerateContent.text.sse"));
  EXPECT_EQ(response.content_text, "Paris is the capital of France.");
  EXPECT_EQ(response.output.size(), 1u);
  EXPECT_EQ(response.usage->completion_tokens, 8);
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  EXPECT_EQ(response.response_id, "rWZ3aV");
  EXPECT_EQ(response.model, "gemini-3-pro");
}

TEST(GeminiDecoder, GivesThoughtsCallsAndSignatures) {
  const LlmResponse response = completed(fixture("gemini/streamGenerateContent.function_call.sse"));
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].get_if<part::Reasoning>()->text, "Looking it up.");
  const auto* call = response.output[1].get_if<ToolCallPart>();
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->call_id, "fc-1");
  EXPECT_EQ(call->arguments, js(R"({"city":"Paris","unit":"celsius"})"));
  EXPECT_EQ(response.output[1].single()->signature, (Signature{"AVSoXO4=", kGemini}));
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  EXPECT_EQ(response.usage->reasoning_tokens, 9);
  EXPECT_EQ(response.content_text, "");
}

TEST(GeminiDecoder, TakesABodyWithoutAFinishReasonForCutOff) {
  const ProviderError error = failed(stream({with_part(R"({"text":"a"})")}));
  EXPECT_EQ(error.kind, ErrorKind::Protocol);
  EXPECT_THAT(error.message, testing::HasSubstr("cut off"));
  EXPECT_EQ(failed("").kind, ErrorKind::Protocol);
}

TEST(GeminiDecoder, ReportsAFailureInTheMiddle) {
  const ProviderError error =
      failed(stream({with_part(R"({"text":"a"})"),
                     R"({"error":{"code":503,"message":"full","status":"UNAVAILABLE"}})"}));
  EXPECT_EQ(error.kind, ErrorKind::Overloaded);
  EXPECT_EQ(error.message, "full");
}

TEST(GeminiDecoder, ReportsAFailureThatComesAsAnArray) {
  EXPECT_EQ(
      failed(stream({R"([{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}])"}))
          .kind,
      ErrorKind::ProviderLimit);
}

TEST(GeminiDecoder, AcceptsALastChunkWithoutParts) {
  const LlmResponse response =
      completed(stream({with_part(R"({"text":"a"})"),
                        R"({"candidates":[{"content":{"role":"model"},"finishReason":"SAFETY"}],
          "usageMetadata":{"promptTokenCount":3}})"}));
  EXPECT_EQ(response.finish_reason, FinishReason::ContentFilter);
  EXPECT_EQ(response.usage->prompt_tokens, 3);
}

TEST(GeminiDecoder, TakesABlockedPromptForAnAnswer) {
  const LlmResponse response =
      completed(stream({R"({"promptFeedback":{"blockReason":"SAFETY"}})"}));
  EXPECT_EQ(response.finish_reason, FinishReason::ContentFilter);
  EXPECT_TRUE(response.output.empty());
}

TEST(GeminiDecoder, KeepsCandidatesApart) {
  const LlmResponse response = completed(stream(
      {R"({"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]}},{"index":0,"content":{"parts":[{"text":"a"}]}}]})",
       R"({"candidates":[{"index":0,"finishReason":"STOP"},{"index":1,"content":{"parts":[{"text":"B"}]},"finishReason":"MAX_TOKENS"}]})"}));
  EXPECT_EQ(response.content_text, "a");
  ASSERT_EQ(response.alternatives.size(), 1u);
  EXPECT_EQ(visible_text(response.alternatives[0].output), "bB");
  EXPECT_EQ(response.alternatives[0].finish_reason, FinishReason::Length);
}

TEST(GeminiDecoder, GivesCallsWithoutIdsDifferentOnes) {
  const LlmResponse response = completed(stream({with_part(
      R"({"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"f"}})", kStop)}));
  const auto calls = response.tool_calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_NE(calls[0]->call_id, calls[1]->call_id);
  EXPECT_EQ(calls[1]->arguments, js("{}"));
}

TEST(GeminiDecoder, AssemblesArgumentsThatComeInPieces) {
  const LlmResponse response = completed(stream(
      {with_part(R"({"functionCall":{"name":"f","id":"c","willContinue":true}})"),
       with_part(
           R"({"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"Par","willContinue":true}],"willContinue":true}})"),
       with_part(
           R"({"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"is"},{"jsonPath":"$.days[1]['n']","numberValue":2}],"willContinue":true}})"),
       with_part(R"({"functionCall":{}})", kStop)}));
  ASSERT_EQ(response.output.size(), 1u);
  EXPECT_EQ(response.tool_calls().at(0)->arguments,
            js(R"({"city":"Paris","days":[null,{"n":2}]})"));
  EXPECT_EQ(response.tool_calls().at(0)->call_id, "c");
}

TEST(GeminiDecoder, RefusesAPathThatLeadsNowhere) {
  for (const char* path : {"", "$", "city", "$[99999999]", "$.a[", "$..a", "$[x]"}) {
    const std::string part =
        std::string(R"({"functionCall":{"name":"f","partialArgs":[{"jsonPath":")")
            .append(path)
            .append(R"(","stringValue":"x"}]}})");
    EXPECT_EQ(failed(stream({with_part(part, kStop)})).kind, ErrorKind::Protocol) << path;
  }
}

TEST(GeminiDecoder, SealsATextWithItsSignature) {
  const LlmResponse response = completed(
      stream({with_part(R"({"text":"a"})"), with_part(R"({"text":"","thoughtSignature":"S1"})"),
              with_part(R"({"text":"b","thoughtSignature":"S2"})", kStop)}));
  EXPECT_EQ(response.content_text, "ab");
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].message()->parts.at(0).signature->value, "S1");
  EXPECT_EQ(response.output[1].message()->parts.at(0).signature->value, "S2");
}

TEST(GeminiDecoder, GivesImagesCodeAndSources) {
  const LlmResponse response = completed(
      stream({with_part(R"({"executableCode":{"code":"1"}})"),
              with_part(R"({"text":"Grüße"},{"inlineData":{"mimeType":"image/png","data":"AA"}})"),
              with_part(R"({"text":" aus Rom"})",
                        R"(,"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"],
          "groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"startIndex":8,"endIndex":11},"groundingChunkIndices":[0]}]})")}));
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].get_if<part::Raw>()->type, "executableCode");
  const auto& parts = response.output[1].message()->parts;
  ASSERT_EQ(parts.size(), 3u);
  const Citation& citation = parts[2].get_if<part::Text>()->citations.at(0);
  EXPECT_EQ(citation.url, "https://a");
  EXPECT_EQ(citation.start_index, 6);
}

TEST(GeminiDecoder, NamesWhatIsNotOfTheProtocol) {
  EXPECT_EQ(failed(stream({"not json"})).kind, ErrorKind::Protocol);
  EXPECT_THAT(failed(stream({R"({"candidates":[{"content":{"parts":[{"text":1}]}}]})"})).message,
              testing::StartsWith("/candidates/0/content/parts/0/text:"));
  EXPECT_EQ(failed(stream({R"({"candidates":[{"index":100000}]})"})).kind, ErrorKind::Protocol);
}

TEST(GeminiDecoder, PassesOverTheEndMarkOfOthers) {
  EXPECT_EQ(completed(stream({with_part(R"({"text":"a"})", kStop), "[DONE]"})).content_text, "a");
}

}  // namespace
}  // namespace omnillm
