#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::fixture;

std::string with_message(std::string_view message, std::string_view more = {}) {
  std::string body = R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"message":)";
  return body.append(message).append(R"(,"finish_reason":"stop"}])").append(more).append("}");
}

TEST(ChatResponse, EveryExampleSurvivesARoundTrip) {
  for (const std::string& name : testing_support::fixtures("openai", "chat.response"))
    testing_support::expect_response_round_trip(kChat, fixture(name));
  for (const char* name :
       {"vllm/chat.response.reasoning.json", "azure/deployments.chat.response.json",
        "dialects/deepseek.chat.response.json", "dialects/groq.chat.response.json",
        "dialects/mistral.chat.response.json", "dialects/mistral.chat.response.thinking.json",
        "dialects/openrouter.chat.response.json", "dialects/together.chat.response.json",
        "dialects/xai.chat.response.json"}) {
    SCOPED_TRACE(name);
    testing_support::expect_response_round_trip(kChat, fixture(name));
  }
}

TEST(ChatResponse, ShowsTheTextAndNeitherThoughtsNorRefusals) {
  const LlmResponse response =
      answer(with_message(R"({"role":"assistant","content":"ok","reasoning_content":"THINK"})"));
  EXPECT_EQ(response.content_text, "ok");
  EXPECT_EQ(response.reasoning_text(), "THINK");
  const LlmResponse refused = answer(fixture("openai/chat.response.refusal.json"));
  EXPECT_EQ(refused.content_text, "");
  EXPECT_EQ(refused.refusal(), "I can't help with that.");
}

TEST(ChatResponse, HoldsACallOnce) {
  const LlmResponse response = answer(fixture("openai/chat.response.tool_calls.json"));
  ASSERT_EQ(response.tool_calls().size(), 1U);
  EXPECT_EQ(response.tool_calls()[0]->call_id, "call_a1");
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  EXPECT_EQ(response.output.size(), 1U);
  EXPECT_EQ(emitted(response).at("/choices/0/message/tool_calls/1"), "");
}

TEST(ChatResponse, KeepsTheAnswersAfterTheFirst) {
  const LlmResponse response = answer(
      R"({"id":"c","created":1,"model":"m","choices":[
          {"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"},
          {"index":1,"message":{"role":"assistant","content":"b"},"finish_reason":"length"}]})");
  ASSERT_EQ(response.alternatives.size(), 1U);
  EXPECT_EQ(response.alternatives[0].finish_reason, FinishReason::Length);
  EXPECT_EQ(emitted(response).at("/choices/1/message/content"), R"("b")");
  EXPECT_EQ(emitted(response).at("/choices/1/index"), "1");
}

TEST(ChatResponse, ReadsSoundSourcesImagesAndOldCalls) {
  const LlmResponse response = answer(with_message(
      R"({"role":"assistant","content":"See.","annotations":[{"type":"url_citation","url_citation":
          {"url":"https://a","title":"A","start_index":0,"end_index":4}}],
          "audio":{"id":"a1","expires_at":9,"data":"UklG","transcript":" Hear."},
          "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}}],
          "function_call":{"name":"f","arguments":"{}"}})"));
  EXPECT_EQ(response.content_text, "See. Hear.");
  EXPECT_EQ(response.tool_calls().at(0)->name, "f");
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  const Emitted body = emitted(response);
  EXPECT_TRUE(body.lossless());
  EXPECT_EQ(body.at("/choices/0/message/annotations/0/url_citation/end_index"), "4");
  EXPECT_EQ(body.at("/choices/0/message/audio/expires_at"), "9");
  EXPECT_EQ(body.at("/choices/0/message/images/0/image_url/url"),
            R"("data:image/png;base64,iVBO")");
}

TEST(ChatResponse, KnowsNoUsageFromNoneToNull) {
  EXPECT_FALSE(answer(with_message(R"({"content":"a"})")).usage);
  EXPECT_FALSE(answer(with_message(R"({"content":"a"})", R"(,"usage":null)")).usage);
  EXPECT_EQ(emitted(answer(with_message(R"({"content":"a"})"))).at("/usage"), "");
}

TEST(ChatResponse, CountsWhatWasCachedWhereverItIsTold) {
  const auto cached = [](std::string_view usage) {
    return answer(with_message(R"({"content":"a"})", std::string(R"(,"usage":)").append(usage)))
        .usage->cache_read_tokens;
  };
  EXPECT_EQ(cached(R"({"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":7}})"), 7);
  EXPECT_EQ(cached(R"({"prompt_tokens":10,"prompt_cache_hit_tokens":6})"), 6);
  EXPECT_EQ(cached(R"({"prompt_tokens":10,"num_cached_tokens":5})"), 5);
}

TEST(ChatResponse, AddsThoughtsThatAreCountedApart) {
  const LlmResponse response = answer(fixture("dialects/xai.chat.response.json"));
  EXPECT_EQ(response.usage->completion_tokens, 102);
  EXPECT_EQ(response.usage->reasoning_tokens, 100);
  EXPECT_EQ(response.usage->prompt_tokens, 16);
  EXPECT_TRUE(response.usage->is_consistent());
}

TEST(ChatResponse, RepairsCountsThatCannotBeTrue) {
  const LlmResponse response = answer(
      with_message(R"({"content":"a"})",
                   R"(,"usage":{"prompt_tokens":-5,"completion_tokens":1e30,"prompt_tokens_details":
          {"cached_tokens":9}})"));
  EXPECT_EQ(response.usage->prompt_tokens, 9);
  EXPECT_EQ(response.usage->completion_tokens, std::numeric_limits<std::int64_t>::max());
}

TEST(ChatResponse, WritesUsageAsItsProviderDidAndAnewForOthers) {
  const LlmResponse own = answer(fixture("dialects/openrouter.chat.response.json"));
  EXPECT_EQ(emitted(own).at("/usage/cost"), "1.56E-4");
  LlmResponse other = own;
  other.provider_protocol = WireFormat::AnthropicMessages;
  other.usage->cache_read_tokens = 3;
  EXPECT_EQ(emitted(other).at("/usage/cost"), "");
  EXPECT_EQ(emitted(other).at("/usage/prompt_tokens_details/cached_tokens"), "3");
}

TEST(ChatResponse, ReadsEveryFinishReason) {
  const std::pair<const char*, FinishReason::Code> reasons[] = {
      {"stop", FinishReason::Stop},
      {"length", FinishReason::Length},
      {"tool_calls", FinishReason::ToolCall},
      {"function_call", FinishReason::ToolCall},
      {"content_filter", FinishReason::ContentFilter},
      {"eos", FinishReason::Stop},
      {"model_length", FinishReason::Length},
      {"error", FinishReason::Error},
      {"abort", FinishReason::Error},
      {"insufficient_system_resource", FinishReason::Error},
      {"something_new", FinishReason::Other},
  };
  for (const auto& [word, code] : reasons) {
    const LlmResponse response =
        answer(std::string(R"({"choices":[{"message":{"content":"a"},"finish_reason":")") + word +
               "\"}]}");
    EXPECT_EQ(response.finish_reason->code(), code) << word;
    EXPECT_EQ(response.finish_reason->word(), word);
  }
}

TEST(ChatResponse, WritesOnlyItsOwnFinishReasons) {
  const auto written = [](FinishReason reason) {
    LlmResponse response =
        LlmResponse::from_message(WireFormat::AnthropicMessages, "m", Message::assistant("a"));
    response.finish_reason = reason;
    return emitted(response);
  };
  const auto word = [&](FinishReason::Code code) {
    return written({code, "x", WireFormat::AnthropicMessages}).at("/choices/0/finish_reason");
  };
  EXPECT_EQ(word(FinishReason::Stop), R"("stop")");
  EXPECT_EQ(word(FinishReason::Length), R"("length")");
  EXPECT_EQ(word(FinishReason::ToolCall), R"("tool_calls")");
  EXPECT_EQ(word(FinishReason::ContentFilter), R"("content_filter")");
  EXPECT_EQ(word(FinishReason::Pause), R"("stop")");
  EXPECT_NE(written(FinishReason::Pause).lost("finish_reason"), "");
}

TEST(ChatResponse, KeepsMembersNobodyKnowsWhereTheyStood) {
  const LlmResponse response = answer(
      R"({"id":"c","created":1,"model":"m","provider":"P","choices":[{"index":0,"message":
          {"role":"assistant","content":"a","own":1},"finish_reason":"stop",
          "native_finish_reason":"end_turn"}]})");
  const Emitted body = emitted(response);
  EXPECT_EQ(body.at("/provider"), R"("P")");
  EXPECT_EQ(body.at("/choices/0/native_finish_reason"), R"("end_turn")");
  EXPECT_EQ(body.at("/choices/0/message/own"), "1");
  EXPECT_TRUE(body.lossless());
}

TEST(ChatResponse, FailsWhenItHoldsAnErrorInstead) {
  const auto fixture_body =
      testing_support::error_fixture("dialects/openrouter.error.in_200_body.json").body;
  EXPECT_EQ(answer_error(fixture_body), "server: Provider returned error (HTTP 502)");
}

TEST(ChatResponse, WritesTextAndCallsTogether) {
  LlmResponse response;
  response.model = "m";
  response.response_id = "resp_1";
  response.provider_protocol = WireFormat::OpenAiResponses;
  response.output = {MessagePart(part::Reasoning{"Hm."}), Message::assistant("Let me look."),
                     MessagePart::tool_call("c", "f", json(R"({"a":1})"))};
  const Emitted body = emitted(response);
  EXPECT_EQ(body.at("/object"), R"("chat.completion")");
  EXPECT_EQ(body.at("/choices/0/message/content"), R"("Let me look.")");
  EXPECT_EQ(body.at("/choices/0/message/reasoning_content"), R"("Hm.")");
  EXPECT_EQ(body.at("/choices/0/message/tool_calls/0/function/arguments"), R"("{\"a\":1}")");
  EXPECT_EQ(body.at("/choices/0/finish_reason"), R"("tool_calls")");
  EXPECT_EQ(body.at("/choices/0/message/refusal"), "null");
}

TEST(ChatResponse, ReportsWhatHasNoPlaceHere) {
  LlmResponse response;
  response.provider_protocol = WireFormat::AnthropicMessages;
  MessagePart thought(part::Reasoning{"Hm."});
  thought.signature = Signature{"s", WireFormat::AnthropicMessages};
  response.output = {thought,
                     MessagePart(part::Raw{WireFormat::AnthropicMessages, "server_tool_use", {}})};
  response.vendor_extensions.set("container", JsonText::string("x"));
  const Emitted body = emitted(response);
  EXPECT_NE(body.lost("signature"), "");
  EXPECT_EQ(body.lost("raw_part").substr(0, 15), "major /output/1");
  EXPECT_NE(body.lost("vendor_extensions"), "");
}

}  // namespace
}  // namespace omnillm
