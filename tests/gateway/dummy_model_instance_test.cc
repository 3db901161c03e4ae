#include "omnillm/dummy_model_instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "gateway/support/heard_events.h"
#include "omnillm/stream_event.h"
#include "types/response_assembler.h"

namespace omnillm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LlmRequest question(const char* text = "Hello?") {
  return {.model = "m", .input = {Message::user(text)}};
}

TEST(DummyModelInstance, SaysWhatItWasToldInThatOrder) {
  DummyModelInstance model;
  model.reply("one").reply("two");
  EXPECT_EQ(model.turns_left(), 2u);
  EXPECT_EQ(model.execute(question())->content_text, "one");
  EXPECT_EQ(model.execute(question())->content_text, "two");
  EXPECT_EQ(model.turns_left(), 0u);
}

TEST(DummyModelInstance, RemembersWhatItWasAsked) {
  DummyModelInstance model;
  model.reply("one").fail(Error(ErrorKind::Overloaded, "busy"));
  (void)model.execute(question("first"));
  (void)model.execute_stream(question("second"));
  EXPECT_THAT(model.requests(), ElementsAre(question("first"), question("second")));
}

TEST(DummyModelInstance, SaysThatItWasNotToldEnough) {
  DummyModelInstance model;
  auto answer = model.execute(question());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::Configuration);
  EXPECT_THAT(answer.error().message(), HasSubstr("question 1"));
}

TEST(DummyModelInstance, FailsAsItIsTold) {
  DummyModelInstance model;
  const Error busy(ErrorKind::Overloaded, "busy");
  model.fail(busy).fail(busy);
  EXPECT_EQ(model.execute(question()).error(), busy);
  EXPECT_EQ(model.execute_stream(question()).error(), busy);
}

TEST(DummyModelInstance, AnswersByAFunctionWhenNoTurnIsLeft) {
  DummyModelInstance model;
  model.reply("told").answer_with([](const LlmRequest& request) -> Result<LlmResponse> {
    return LlmResponse{.content_text = "echo " + request.model};
  });
  EXPECT_EQ(model.execute(question())->content_text, "told");
  EXPECT_EQ(model.execute(question())->content_text, "echo m");
}

TEST(DummyModelInstance, CallsTools) {
  DummyModelInstance model;
  model.reply_tool_call("f", R"({"a":1})").reply_tool_call("g", "{broken");
  HeardEvents heard;
  auto first = model.execute(question(), &heard);
  EXPECT_EQ(first->finish_reason, FinishReason::ToolCall);
  EXPECT_EQ(first->model, "m");
  ASSERT_TRUE(model.execute_stream(question(), &heard)->collect());
  ASSERT_EQ(heard.calls.size(), 2u);
  EXPECT_EQ(heard.calls[0].call_id, "call_1");
  EXPECT_EQ(heard.calls[0].arguments.text(), R"({"a":1})");
  EXPECT_EQ(heard.calls[1].call_id, "call_2");
  EXPECT_EQ(heard.calls[1].arguments.as_text(), "{broken");
}

TEST(DummyModelInstance, StreamsWordByWord) {
  DummyModelInstance model;
  model.reply("Sunny, 24 degrees.");
  HeardEvents heard;
  auto response = model.execute_stream(question(), &heard)->collect();
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->content_text, "Sunny, 24 degrees.");
  EXPECT_THAT(heard.tokens, ElementsAre("Sunny, ", "24 ", "degrees."));
}

TEST(DummyModelInstance, StreamsInThePiecesItIsTold) {
  DummyModelInstance model;
  model.stream({"Hel", "lo"}).stream({"Hel", "lo"});
  HeardEvents heard;
  ASSERT_TRUE(model.execute_stream(question(), &heard)->collect());
  EXPECT_THAT(heard.tokens, ElementsAre("Hel", "lo"));
  EXPECT_EQ(model.execute(question())->content_text, "Hello");
}

TEST(DummyModelInstance, BreaksAStreamOff) {
  DummyModelInstance model;
  model.stream({"Hel"}, Error(ErrorKind::Network, "reset"));
  HeardEvents heard;
  auto stream = model.execute_stream(question(), &heard);
  ASSERT_TRUE(stream) << "it breaks off later";
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Network);
  EXPECT_THAT(heard.tokens, ElementsAre("Hel"));
  EXPECT_FALSE(stream->next());
}

TEST(DummyModelInstance, TellsTheCostItIsTold) {
  DummyModelInstance model;
  model.reply("a", Money::parse("0.25").value());
  LlmResponse counted{.usage = TokenUsage{.prompt_tokens = 3, .completion_tokens = 4}};
  model.reply(counted, Money::parse("0.5").value()).reply("free");
  HeardEvents heard;
  EXPECT_EQ(model.execute(question(), &heard)->cost(), Money::parse("0.25").value());
  ASSERT_TRUE(model.execute_stream(question(), &heard)->collect());
  ASSERT_TRUE(model.execute(question(), &heard));
  ASSERT_EQ(heard.costs.size(), 3u);
  EXPECT_EQ(heard.costs[1], (ModelCost{counted.usage, Money::parse("0.5").value()}));
  EXPECT_EQ(heard.costs[2], ModelCost{}) << "nobody said: that is not nothing";
}

TEST(DummyModelInstance, KeepsToTheGrammarOfStreams) {
  LlmResponse response;
  response.output = {MessagePart(part::Reasoning{"hm"}), Message::assistant("One two"),
                     MessagePart::tool_call("c", "f", JsonText::parse("{\"a\":1}").value())};
  response.finish_reason = FinishReason::ToolCall;
  DummyModelInstance model;
  model.reply(response);
  auto stream = model.execute_stream(question());
  types::ResponseAssembler assembler;
  for (Result<LlmStreamEvent>& event : *stream)
    ASSERT_TRUE(assembler.add(event.value())) << event.value();
  EXPECT_EQ(assembler.response().output, response.output);
}

TEST(DummyModelInstance, GivesUpWhenItIsStopped) {
  DummyModelInstance model;
  model.reply("a b c").reply("never said");
  CancellationToken token;
  auto stream = model.execute_stream(question(), nullptr, token);
  ASSERT_TRUE(stream->next());
  token.cancel();
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Cancelled);
  EXPECT_EQ(model.execute(question(), nullptr, token).error().kind(), ErrorKind::Cancelled);
  EXPECT_EQ(model.turns_left(), 1u) << "who is stopped takes no turn";
}

TEST(DummyModelInstance, GivesAStreamUp) {
  DummyModelInstance model;
  model.reply("a b c");
  auto stream = model.execute_stream(question());
  stream->cancel();
  EXPECT_EQ(stream->next()->error().kind(), ErrorKind::Cancelled);
  EXPECT_FALSE(stream->next());
}

TEST(DummyModelInstance, GivesEachOfSeveralThreadsATurnOfItsOwn) {
  constexpr int kEach = 200;
  DummyModelInstance model;
  for (int i = 0; i < 2 * kEach; ++i) model.reply(std::to_string(i));
  std::vector<std::string> heard[2];
  {
    std::vector<std::jthread> threads;
    for (auto& mine : heard)
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i)
          mine.push_back(model.execute(question())->content_text.str());
      });
  }
  std::set<std::string> all(heard[0].begin(), heard[0].end());
  all.insert(heard[1].begin(), heard[1].end());
  EXPECT_EQ(all.size(), 2u * kEach);
}

}  // namespace
}  // namespace omnillm
