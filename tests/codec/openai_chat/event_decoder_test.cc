#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::decode_stream;
using testing_support::fixture;

const std::string kFinish = chunk(R"("delta":{},"finish_reason":"stop")");

const char* const kStreams[] = {
    "openai/chat.stream.text.sse",         "openai/chat.stream.tool_calls.sse",
    "openai/chat.stream.error.sse",        "vllm/chat.stream.reasoning.sse",
    "azure/deployments.chat.stream.sse",   "dialects/deepseek.chat.stream.sse",
    "dialects/groq.chat.stream.sse",       "dialects/mistral.chat.stream.sse",
    "dialects/openrouter.chat.stream.sse", "dialects/openrouter.chat.stream.error.sse",
};

TEST(ChatStream, IsTheSameWhereverItsBytesAreCut) {
  for (const char* name : kStreams) {
    SCOPED_TRACE(name);
    testing_support::expect_same_events_wherever_cut(kChat, fixture(name));
  }
}

TEST(ChatStream, PutsTheTextTogether) {
  const LlmResponse response =
      completed(decode_stream(kChat, fixture("openai/chat.stream.text.sse")));
  EXPECT_EQ(response.content_text, "Paris is the capital of France.");
  EXPECT_EQ(response.response_id, "chatcmpl-S1");
  EXPECT_EQ(response.model, "gpt-5.6-2026-06-01");
  EXPECT_EQ(response.service_tier, "default");
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  EXPECT_EQ(response.usage->prompt_tokens, 24);
  EXPECT_EQ(response.usage->completion_tokens, 8);
}

TEST(ChatStream, TakesNoUsageFromANull) {
  const auto events = decoded({chunk(R"("delta":{"content":"a"})", R"(,"usage":null)"), kFinish});
  EXPECT_TRUE(all_of<event::Usage>(events).empty());
  EXPECT_FALSE(completed(events).usage);
}

TEST(ChatStream, ReadsUsageInAChunkWithoutChoices) {
  const LlmResponse response = completed(
      decoded({chunk(R"("delta":{"content":"a"})"), kFinish,
               R"({"id":"c1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}})"}));
  EXPECT_EQ(response.usage->prompt_tokens, 11);
  EXPECT_EQ(response.usage->completion_tokens, 7);
}

TEST(ChatStream, FindsUsageWhereRelativesHideIt) {
  EXPECT_EQ(completed(decode_stream(kChat, fixture("dialects/groq.chat.stream.sse")))
                .usage->prompt_tokens,
            18);
  EXPECT_EQ(completed(decode_stream(kChat, fixture("dialects/openrouter.chat.stream.sse")))
                .usage->prompt_tokens,
            12);
  const auto in_choice = decoded(
      {chunk(R"("delta":{"content":"a"},"finish_reason":"stop","usage":{"prompt_tokens":3})")});
  EXPECT_EQ(completed(in_choice).usage->prompt_tokens, 3);
}

TEST(ChatStream, KeepsParallelCallsApart) {
  const auto events = decode_stream(kChat, fixture("openai/chat.stream.tool_calls.sse"));
  const auto deltas = all_of<event::ToolCallDelta>(events);
  ASSERT_EQ(deltas.size(), 3U);
  for (const auto& delta : deltas) EXPECT_EQ(delta.name, "get_weather");
  EXPECT_EQ(deltas[1].call_id, "call_a1");
  EXPECT_EQ(deltas[2].call_id, "call_b2");
  const LlmResponse response = completed(events);
  ASSERT_EQ(response.tool_calls().size(), 2U);
  EXPECT_EQ(response.tool_calls()[0]->arguments, json(R"({"city":"Paris","unit":"celsius"})"));
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
}

TEST(ChatStream, TellsCallsApartThatAllHaveTheSameIndexOrNone) {
  const auto call = [](std::string_view index, std::string_view id) {
    return chunk(std::string(R"("delta":{"tool_calls":[{)")
                     .append(index)
                     .append(R"("id":")")
                     .append(id)
                     .append(R"(","function":{"name":"f","arguments":"{}"}}]})"));
  };
  EXPECT_EQ(completed(decoded({call(R"("index":0,)", "a"), call(R"("index":0,)", "b"), kFinish}))
                .tool_calls()
                .size(),
            2U);
  EXPECT_EQ(completed(decoded({call("", "a"), call("", "b"), kFinish})).tool_calls().size(), 2U);
}

TEST(ChatStream, GoesOnWithACallWhoseIdIsRepeated) {
  const auto piece = [](std::string_view arguments) {
    return chunk(std::string(R"("delta":{"tool_calls":[{"index":0,"id":"a","function":
        {"name":"f","arguments":")")
                     .append(arguments)
                     .append(R"("}}]})"));
  };
  const LlmResponse response = completed(decoded({piece(R"({\"x\")"), piece(":1}"), kFinish}));
  ASSERT_EQ(response.tool_calls().size(), 1U);
  EXPECT_EQ(response.tool_calls()[0]->arguments, json(R"({"x":1})"));
}

TEST(ChatStream, TakesArgumentsThatAreAnObject) {
  const LlmResponse response =
      completed(decoded({chunk(R"("delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f",
             "arguments":{"x":1}}}]})"),
                         kFinish}));
  EXPECT_EQ(response.tool_calls().at(0)->arguments, json(R"({"x":1})"));
}

TEST(ChatStream, ReadsCustomAndOldCalls) {
  const LlmResponse custom = completed(decoded(
      {chunk(R"("delta":{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":
             {"name":"sql","input":"sel"}}]})"),
       chunk(R"("delta":{"tool_calls":[{"index":0,"custom":{"input":"ect"}}]})"), kFinish}));
  EXPECT_TRUE(custom.tool_calls().at(0)->is_custom);
  EXPECT_EQ(custom.tool_calls().at(0)->arguments.as_text(), "select");
  const LlmResponse old =
      completed(decoded({chunk(R"("delta":{"function_call":{"name":"f","arguments":"{\"a\""}})"),
                         chunk(R"("delta":{"function_call":{"arguments":":1}"}})"),
                         chunk(R"("delta":{},"finish_reason":"function_call")")}));
  EXPECT_EQ(old.tool_calls().at(0)->name, "f");
  EXPECT_EQ(old.tool_calls().at(0)->arguments, json(R"({"a":1})"));
  EXPECT_EQ(old.finish_reason, FinishReason::ToolCall);
}

TEST(ChatStream, ReadsThoughtsInEverySpelling) {
  for (const char* delta :
       {R"("reasoning_content":"Hm.")", R"("reasoning":"Hm.")",
        R"("reasoning":"Hm.","reasoning_details":[{"type":"reasoning.text","text":"Hm."}])",
        R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}])"}) {
    const auto events = decoded({chunk(std::string(R"("delta":{)").append(delta).append("}")),
                                 chunk(R"("delta":{"content":"Yes."})"), kFinish});
    const LlmResponse response = completed(events);
    EXPECT_EQ(response.reasoning_text(), "Hm.") << delta;
    EXPECT_EQ(response.content_text, "Yes.") << delta;
    EXPECT_EQ(all_of<event::ReasoningDelta>(events).size(), 1U) << delta;
  }
}

TEST(ChatStream, KeepsTheSignatureOfAThought) {
  const LlmResponse response = completed(
      decoded({chunk(R"("delta":{"reasoning_details":[{"type":"reasoning.text","text":"Hm.",
             "format":"f","index":0}]})"),
               chunk(R"("delta":{"reasoning_details":[{"type":"reasoning.text","signature":"s",
             "format":"f","index":0}]})"),
               chunk(R"("delta":{"content":"Yes."})"), kFinish}));
  const MessagePart* thought = response.output.at(0).single();
  ASSERT_TRUE(thought && thought->signature);
  EXPECT_EQ(thought->signature->value, "s");
  EXPECT_TRUE(thought->vendor_extensions.contains("format"));
}

TEST(ChatStream, EndsAThoughtWhenTheTextBegins) {
  const auto events = decode_stream(kChat, fixture("vllm/chat.stream.reasoning.sse"));
  std::string order;
  for (const LlmStreamEvent& event : events) {
    if (event.is<event::OutputItemAdded>()) order += "(";
    if (event.is<event::OutputItemDone>()) order += ")";
    if (event.is<event::ReasoningDelta>()) order += "r";
    if (event.is<event::TextDelta>()) order += "t";
    if (event.is<event::Usage>()) order += "u";
    if (event.is<event::Finished>()) order += "f";
  }
  EXPECT_EQ(order, "(rr)(tu)f");
}

TEST(ChatStream, ReadsSeveralChoices) {
  const LlmResponse response = completed(
      decoded({R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"}}]})",
               R"({"id":"c","choices":[{"index":1,"delta":{"content":"x"}}]})",
               R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
               R"({"id":"c","choices":[{"index":1,"delta":{"content":"y"}}]})",
               R"({"id":"c","choices":[{"index":1,"delta":{},"finish_reason":"length"}]})"}));
  EXPECT_EQ(response.content_text, "a");
  ASSERT_EQ(response.alternatives.size(), 1U);
  EXPECT_EQ(visible_text(response.alternatives[0].output), "xy");
  EXPECT_EQ(response.alternatives[0].finish_reason, FinishReason::Length);
}

TEST(ChatStream, ReadsRefusalsSourcesSoundAndImages) {
  const LlmResponse response = completed(decoded(
      {chunk(R"("delta":{"refusal":"I"})"), chunk(R"("delta":{"refusal":" won't."})"),
       chunk(R"("delta":{"content":"x","annotations":[{"type":"url_citation","url_citation":
             {"url":"https://a","title":"A"}}]})"),
       chunk(R"("delta":{"audio":{"id":"a1","data":"UklG","transcript":"Hear."}})"),
       chunk(R"("delta":{"images":[{"type":"image_url","image_url":{"url":"https://i"}}]})"),
       kFinish}));
  EXPECT_EQ(response.refusal(), "I won't.");
  EXPECT_EQ(response.content_text, "xHear.");
  const Message* message = response.output.at(0).message();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->parts.back(), MessagePart::image_url("https://i"));
}

TEST(ChatStream, CarriesProbabilities) {
  const auto events = decoded(
      {chunk(R"("delta":{"content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.5}]})"),
       kFinish});
  const auto texts = all_of<event::TextDelta>(events);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_TRUE(texts[0].logprobs.is_object());
  EXPECT_TRUE(completed(events).logprobs.is_object());
}

TEST(ChatStream, IsAFailureWhenItHoldsAnError) {
  for (const char* name :
       {"openai/chat.stream.error.sse", "dialects/openrouter.chat.stream.error.sse"}) {
    const auto events = decode_stream(kChat, fixture(name));
    ASSERT_TRUE(events.back().is<event::Error>()) << name;
    EXPECT_EQ(events.back().get_if<event::Error>()->error.kind, ErrorKind::Server) << name;
    EXPECT_TRUE(all_of<event::Completed>(events).empty());
  }
}

TEST(ChatStream, IsAFailureWhenItIsCutOff) {
  const auto events = decoded({chunk(R"("delta":{"content":"a"})")}, false);
  ASSERT_TRUE(events.back().is<event::Error>());
  EXPECT_EQ(events.back().get_if<event::Error>()->error.kind, ErrorKind::Protocol);
  EXPECT_TRUE(decoded({}, false).back().is<event::Error>());
  EXPECT_TRUE(decoded({}, true).back().is<event::Error>());
}

TEST(ChatStream, IsCompleteWithAFinishReasonAndNoMark) {
  const auto events = decoded({chunk(R"("delta":{"content":"a"})"), kFinish}, false);
  EXPECT_EQ(completed(events).content_text, "a");
}

TEST(ChatStream, IsCompleteWithAMarkAndNoFinishReason) {
  const auto events = decoded({chunk(R"("delta":{"content":"a"})")});
  EXPECT_EQ(completed(events).finish_reason, FinishReason::Stop);
}

TEST(ChatStream, WaitsForItsNameBehindAzuresFilter) {
  const auto events = decode_stream(kChat, fixture("azure/deployments.chat.stream.sse"));
  const auto starts = all_of<event::ResponseStarted>(events);
  ASSERT_EQ(starts.size(), 1U);
  EXPECT_EQ(starts[0].response_id, "chatcmpl-Az2");
  EXPECT_TRUE(starts[0].vendor_extensions.contains("prompt_filter_results"));
  EXPECT_EQ(completed(events).content_text, "Paris.");
}

TEST(ChatStream, PassesOnWhatOnlyItsProviderKnows) {
  const auto events = decoded({chunk(R"("delta":{"content":"a"})", R"(,"provider":"P")"),
                               chunk(R"("delta":{"content":"b"},"native_finish_reason":"end_turn")",
                                     R"(,"provider":"P","citations":["https://a"])"),
                               kFinish});
  const auto raws = all_of<event::Raw>(events);
  ASSERT_EQ(raws.size(), 2U);
  EXPECT_EQ(raws[0].type, "citations");
  EXPECT_EQ(raws[1].type, "choice");
  EXPECT_EQ(raws[1].json, json(R"({"index":0,"native_finish_reason":"end_turn"})"));
}

TEST(ChatStream, RefusesWhatIsNoChunk) {
  for (const char* bad : {"{", "[]", R"({"choices":1})", R"({"id":"c","choices":[1]})",
                          R"({"id":"c","choices":[{"index":-1,"delta":{}}]})",
                          R"({"id":"c","choices":[{"index":999999999,"delta":{}}]})",
                          R"({"id":"c","choices":[{"delta":1}]})",
                          R"({"id":"c","choices":[{"delta":{"content":1}}]})",
                          R"({"id":"c","choices":[{"delta":{"tool_calls":1}}]})",
                          R"({"id":"c","choices":[{"delta":{"tool_calls":[1]}}]})",
                          R"({"id":"c","choices":[{"delta":{},"finish_reason":1}]})"}) {
    const auto events = decoded({bad});
    ASSERT_TRUE(events.back().is<event::Error>()) << bad;
    EXPECT_EQ(events.back().get_if<event::Error>()->error.kind, ErrorKind::Protocol) << bad;
  }
}

}  // namespace
}  // namespace omnillm
