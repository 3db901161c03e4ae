#include "omnillm/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/support/gateway_fixture.h"
#include "gateway/support/heard_events.h"
#include "omnillm/dummy_model_instance.h"

namespace omnillm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

JsonText json(const char* text) { return JsonText::parse(text).value(); }

ChatCompletionRequest question() {
  return {.model = "m", .messages = {ChatCompletionMessage::user("Hello!")}};
}

class ClientTest : public testing::Test {
 protected:
  Completions completions() { return Client(model_).completions(); }
  LlmRequest asked() { return model_->requests().at(0); }

  const std::shared_ptr<DummyModelInstance> model_ = std::make_shared<DummyModelInstance>();
};

TEST_F(ClientTest, AnswersInTheShapeOfOpenAi) {
  LlmResponse answer = LlmResponse::from_message(
      WireFormat::AnthropicMessages, "claude", Message::assistant("Hello back!"),
      TokenUsage{.prompt_tokens = 3, .completion_tokens = 4});
  answer.finish_reason = FinishReason::Length;
  answer.response_id = "msg_1";
  model_->reply(answer, Money::parse("0.25").value());
  auto completion = completions().create(question());
  ASSERT_TRUE(completion) << completion.error();
  EXPECT_EQ(completion->id, "msg_1");
  EXPECT_EQ(completion->model, "claude");
  ASSERT_EQ(completion->choices.size(), 1u);
  const ChatCompletionChoice& choice = completion->choices.front();
  EXPECT_EQ(choice.message.role, "assistant");
  EXPECT_EQ(choice.message.content, "Hello back!");
  EXPECT_EQ(choice.finish_reason, "length");
  EXPECT_EQ(choice.message.finish_reason, "length");
  EXPECT_EQ(completion->usage->total(), 7);
  EXPECT_EQ(completion->record->charged, Money::parse("0.25").value());
  EXPECT_THAT(completion->json.text(), HasSubstr("chat.completion"));
}

TEST_F(ClientTest, AsksWhatTheRequestSays) {
  model_->reply("ok");
  ChatCompletionRequest request = question();
  request.messages.insert(request.messages.begin(), ChatCompletionMessage::system("Be brief"));
  request.tools = {{.name = "f", .description = "d", .parameters = json(R"({"type":"object"})")}};
  request.tool_choice = "f";
  request.parallel_tool_calls = false;
  request.max_completion_tokens = 7;
  request.temperature = 0.5;
  request.top_p = 0.25;
  request.presence_penalty = 1;
  request.frequency_penalty = -1;
  request.n = 2;
  request.seed = 11;
  request.stop = {"END"};
  request.reasoning_effort = "low";
  request.user = "u7";
  request.response_format = json(R"({"type":"json_object"})");
  ASSERT_TRUE(completions().create(request));

  const LlmRequest sent = asked();
  EXPECT_EQ(sent.model, "m");
  EXPECT_EQ(sent.capabilities.tools.at(0).name, "f");
  EXPECT_EQ(sent.capabilities.tool_choice, ToolChoice::named("f"));
  EXPECT_EQ(sent.capabilities.parallel_tool_calls, false);
  EXPECT_EQ(sent.capabilities.reasoning->effort, "low");
  EXPECT_TRUE(sent.capabilities.structured_output);
  EXPECT_EQ(sent.generation.max_output_tokens, 7);
  EXPECT_EQ(sent.generation.temperature, 0.5);
  EXPECT_EQ(sent.generation.top_p, 0.25);
  EXPECT_EQ(sent.generation.presence_penalty, 1);
  EXPECT_EQ(sent.generation.frequency_penalty, -1);
  EXPECT_EQ(sent.generation.choices, 2);
  EXPECT_EQ(sent.generation.seed, 11);
  EXPECT_THAT(sent.generation.stop_sequences, ElementsAre("END"));
  EXPECT_EQ(sent.user, "u7");
}

TEST_F(ClientTest, CarriesAConversationWithTools) {
  model_->reply_tool_call("get_weather", R"({"city":"Rome"})").reply("Sunny");
  ChatCompletionRequest request = question();
  auto first = completions().create(request);
  ASSERT_TRUE(first) << first.error();
  const ChatCompletionMessage& said = first->choices.front().message;
  EXPECT_EQ(said.finish_reason, "tool_calls");
  ASSERT_EQ(said.tool_calls.size(), 1u);
  EXPECT_EQ(said.tool_calls[0].function,
            (ChatCompletionFunctionCall{"get_weather", R"({"city":"Rome"})"}));

  request.messages.push_back(said);
  request.messages.push_back(ChatCompletionMessage::tool(said.tool_calls[0].id, "24 degrees"));
  ASSERT_TRUE(completions().create(request));
  const LlmRequest sent = model_->requests().at(1);
  const Conversation conversation(sent);
  ASSERT_EQ(conversation.turns().size(), 3u);
  EXPECT_EQ(conversation.turns()[1].message->parts.at(0).get_if<ToolCallPart>()->name,
            "get_weather");
  EXPECT_EQ(conversation.turns()[2].message->role, MessageRole::Tool);
}

TEST_F(ClientTest, TakesPartsAndMembersThatHaveNoNameHere) {
  model_->reply("a cat");
  ChatCompletionRequest request = question();
  request.messages[0].content_parts = json(
      R"([{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"https://a/b.png"}}])");
  request.extra = {{"service_tier", json(R"("flex")")}};
  ASSERT_TRUE(completions().create(request));
  const LlmRequest sent = asked();
  const Conversation conversation(sent);
  EXPECT_EQ(conversation.turns()[0].message->parts.at(1).get_if<part::ImageUrl>()->url,
            "https://a/b.png");
  EXPECT_EQ(sent.service_tier, "flex");
}

TEST_F(ClientTest, GivesWhatTheModelThoughtAndRefused) {
  LlmResponse answer;
  answer.output = {MessagePart(part::Reasoning{"hm"}),
                   Message::assistant({MessagePart(part::Refusal{"no"})})};
  model_->reply(answer);
  auto completion = completions().create(question());
  ASSERT_TRUE(completion) << completion.error();
  EXPECT_EQ(completion->choices[0].message.reasoning_content, "hm");
  EXPECT_EQ(completion->choices[0].message.refusal, "no");
}

TEST_F(ClientTest, SaysWhichMemberIsWrong) {
  ChatCompletionRequest request = question();
  request.messages[0].role = "nobody";
  auto completion = completions().create(request);
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().kind(), ErrorKind::BadRequest);
  EXPECT_THAT(completion.error().message(), HasSubstr("/messages/0/role"));
  EXPECT_TRUE(model_->requests().empty());
}

TEST_F(ClientTest, RefusesTextThatIsNotUtf8) {
  ChatCompletionRequest request = question();
  request.messages[0].content = "\xff";
  EXPECT_EQ(completions().create(request).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(completions().create_stream(request).error().kind(), ErrorKind::BadRequest);
}

TEST_F(ClientTest, HandsErrorsOn) {
  const Error busy(ErrorKind::Overloaded, "busy");
  model_->fail(busy).fail(busy);
  EXPECT_EQ(completions().create(question()).error(), busy);
  EXPECT_EQ(completions().create_stream(question()).error(), busy);
}

TEST_F(ClientTest, StreamsChunks) {
  LlmResponse answer = LlmResponse::from_message(
      WireFormat::OpenAiResponses, "gpt", Message::assistant("Hello back!"),
      TokenUsage{.prompt_tokens = 3, .completion_tokens = 4});
  answer.finish_reason = FinishReason::Stop;
  model_->reply(answer);
  auto stream = completions().create_stream(question());
  ASSERT_TRUE(stream) << stream.error();
  std::string text, finish;
  std::optional<TokenUsage> usage;
  for (Result<ChatCompletionChunk>& chunk : *stream) {
    ASSERT_TRUE(chunk) << chunk.error();
    if (chunk->usage) usage = chunk->usage;
    for (const ChatCompletionChunkChoice& choice : chunk->choices) {
      text += choice.delta.content;
      if (!choice.finish_reason.empty()) finish = choice.finish_reason;
    }
  }
  EXPECT_EQ(text, "Hello back!");
  EXPECT_EQ(finish, "stop");
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->total(), 7);
}

TEST_F(ClientTest, StreamsToolCallsPieceByPiece) {
  model_->reply_tool_call("f", R"({"a":1})");
  auto stream = completions().create_stream(question());
  std::string id, name, arguments;
  for (Result<ChatCompletionChunk>& chunk : *stream)
    for (const ChatCompletionChunkChoice& choice : chunk.value().choices)
      for (const ChatCompletionToolCall& call : choice.delta.tool_calls) {
        EXPECT_EQ(call.index, 0);
        id += call.id;
        name += call.function.name;
        arguments += call.function.arguments;
      }
  EXPECT_EQ(id, "call_1");
  EXPECT_EQ(name, "f");
  EXPECT_EQ(arguments, R"({"a":1})");
}

TEST_F(ClientTest, GivesTheWholeOfAStream) {
  model_->reply("Hello back!");
  HeardEvents heard;
  auto stream = completions().create_stream(question(), &heard);
  auto completion = stream->collect();
  ASSERT_TRUE(completion) << completion.error();
  EXPECT_EQ(completion->choices[0].message.content, "Hello back!");
  ASSERT_TRUE(completion->record);
  EXPECT_THAT(heard.tokens, ElementsAre("Hello ", "back!"));
}

TEST_F(ClientTest, EndsAStreamWithItsError) {
  model_->stream({"Hel"}, Error(ErrorKind::Network, "reset"));
  auto stream = completions().create_stream(question());
  std::optional<Result<ChatCompletionChunk>> last;
  while (auto chunk = stream->next()) last = std::move(chunk);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->error().kind(), ErrorKind::Network);
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Network);
}

TEST_F(ClientTest, GivesAStreamUp) {
  model_->reply("a b c");
  auto stream = completions().create_stream(question());
  stream->cancel();
  EXPECT_EQ(stream->next()->error().kind(), ErrorKind::Cancelled);
  EXPECT_TRUE(stream->record());
}

TEST(ClientOverAGateway, SendsTheRequestToItsProvider) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(transport).build().value();
  ChatCompletionRequest request = question();
  request.max_completion_tokens = 16;
  auto completion = Client(gateway, {.project = "acme"}).completions().create(request);
  ASSERT_TRUE(completion) << completion.error();
  EXPECT_EQ(completion->choices[0].message.content, "Hello back!");
  EXPECT_EQ(completion->record->project, "acme");
  EXPECT_THAT(transport->requests().at(0).body, HasSubstr(R"("max_completion_tokens":16)"));
  expect_at_rest(gateway, *transport);
}

}  // namespace
}  // namespace omnillm
