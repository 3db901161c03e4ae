#include "sim/http_answer.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/http_text.h"
#include "sim/http_tokens.h"
#include "types/response_assembler.h"

namespace omnillm::sim {
namespace {

Chance chance() { return {Rng(1), Rng(2)}; }

LlmRequest prompt(std::string text) {
  return {.model = "m", .messages = {Message::user(std::move(text))}};
}

LlmResponse answer(const LlmRequest& request, AnswerSettings settings = {}) {
  return make_answer(request, settings, chance());
}

TEST(Tokens, AreRunsOfEightAndSingleOthers) {
  EXPECT_EQ(count_tokens(""), 0);
  EXPECT_EQ(count_tokens("the quick, fox."), 5);
  EXPECT_EQ(count_tokens("internationalisation"), 3);
  EXPECT_EQ(count_tokens("日本"), 2);
  EXPECT_EQ(count_tokens("   "), 1);
}

TEST(Tokens, TogetherAreTheText) {
  const std::string text = " The quick\nbrown fox, (says) é!  ";
  std::string joined;
  for (const std::string_view token : split_tokens(text)) joined += token;
  EXPECT_EQ(joined, text);
}

TEST(Prose, HasExactlyAsManyTokensAsAskedFor) {
  Rng rng(7);
  for (const std::int64_t tokens : {1, 2, 3, 17, 18, 100, 1'000})
    EXPECT_EQ(count_tokens(prose(rng, tokens)), tokens);
}

TEST(MakeAnswer, IsTheSameForTheSameChance) {
  EXPECT_EQ(answer(prompt("hi")), answer(prompt("hi")));
}

TEST(MakeAnswer, CountsWhatItSays) {
  const LlmResponse response = answer(prompt("hi"), {.output_tokens = 50});
  EXPECT_EQ(response.usage->completion_tokens, 50);
  EXPECT_EQ(count_tokens(response.content_text.str()), 50);
}

TEST(MakeAnswer, StopsAtAStopSequence) {
  LlmRequest request = prompt("say: one two three");
  request.generation.stop_sequences = {"three", "two"};
  const LlmResponse response = answer(request);
  EXPECT_EQ(response.content_text, "one ");
  EXPECT_EQ(response.stop_sequence, "two");
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
}

TEST(MakeAnswer, GivesAsManyChoicesAsAskedFor) {
  LlmRequest request = prompt("hi");
  request.generation.choices = 3;
  const LlmResponse response = answer(request);
  EXPECT_EQ(response.alternatives.size(), 2U);
  EXPECT_EQ(response.usage->completion_tokens, 96);
}

TEST(MakeAnswer, CallsSeveralToolsUnlessForbidden) {
  LlmRequest request = prompt("use get weather and get_time");
  request.capabilities.tools = {{.name = "get_weather"}, {.name = "get_time"}, {.name = "other"}};
  EXPECT_EQ(answer(request).tool_calls().size(), 2U);
  request.capabilities.parallel_tool_calls = false;
  EXPECT_EQ(answer(request).tool_calls().size(), 1U);
  request.capabilities.tool_choice = ToolChoice::none();
  EXPECT_EQ(answer(request).tool_calls().size(), 0U);
}

TEST(MakeAnswer, CallsTheToolItMust) {
  LlmRequest request = prompt("hello");
  request.capabilities.tools = {{.name = "one"}, {.name = "two"}};
  EXPECT_EQ(answer(request).tool_calls().size(), 0U);
  request.capabilities.tool_choice = ToolChoice::required();
  EXPECT_EQ(answer(request).tool_calls().at(0)->name, "one");
  request.capabilities.tool_choice = ToolChoice::named("two");
  EXPECT_EQ(answer(request).tool_calls().at(0)->name, "two");
}

TEST(MakeAnswer, SpeaksOnceAToolHasAnswered) {
  LlmRequest request = prompt("use the tool");
  request.capabilities.tools = {{.name = "one"}};
  request.messages.push_back(
      Message::assistant({MessagePart::tool_call("c", "one", JsonText::parse("{}").value())}));
  request.messages.push_back(Message::tool_result("c", "done"));
  EXPECT_EQ(answer(request).tool_calls().size(), 0U);
}

TEST(MakeAnswer, ThinksWhenAskedAndCountsIt) {
  LlmRequest request = prompt("hi");
  request.capabilities.reasoning = ReasoningCapability{.effort = "low"};
  const LlmResponse shown = answer(request);
  EXPECT_EQ(count_tokens(shown.reasoning_text()), shown.usage->reasoning_tokens);
  const LlmResponse hidden = answer(request, {.shows_reasoning = false});
  EXPECT_EQ(hidden.reasoning_text(), "");
  EXPECT_EQ(hidden.usage->reasoning_tokens, shown.usage->reasoning_tokens);
  request.capabilities.reasoning->effort = "none";
  EXPECT_EQ(answer(request).usage->reasoning_tokens, 0);
}

TEST(EventsOf, AddUpToTheAnswer) {
  LlmRequest request = prompt("use get_weather");
  request.capabilities.tools = {{.name = "get_weather"}};
  request.capabilities.reasoning = ReasoningCapability{.effort = "low"};
  for (const LlmRequest& one : {request, prompt("hi")}) {
    const LlmResponse whole = answer(one, {.format = WireFormat::AnthropicMessages});
    types::ResponseAssembler assembler;
    std::int64_t tokens = 0;
    for (const LlmStreamEvent& event : events_of(whole, 3)) {
      ASSERT_TRUE(assembler.add(event));
      tokens += tokens_of(event);
    }
    EXPECT_EQ(assembler.response(), whole);
    EXPECT_EQ(tokens, whole.usage->completion_tokens);
  }
}

TEST(Fingerprint, KnowsTheConversationAndNotItsForm) {
  LlmRequest streamed = prompt("hi");
  streamed.stream.emplace();
  EXPECT_EQ(fingerprint(prompt("hi")), fingerprint(streamed));
  EXPECT_NE(fingerprint(prompt("hi")), fingerprint(prompt("ho")));
}

}  // namespace
}  // namespace omnillm::sim
