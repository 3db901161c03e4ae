#include "omnillm/easy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

using testing::HasSubstr;

using Variables = std::map<std::string, std::string, std::less<>>;

// A client without a network and without a process around it.
EasyClient client(std::shared_ptr<Transport> transport, Variables variables = {}) {
  return EasyClient({.environment = std::make_shared<FixedEnvironment>(std::move(variables)),
                     .transport = std::move(transport)});
}

std::shared_ptr<ScriptedTransport> answers(std::vector<ScriptedAnswer> script) {
  return std::make_shared<ScriptedTransport>(std::move(script));
}

std::shared_ptr<ScriptedTransport> hello_back() {
  return answers({ScriptedAnswer::json(kChatAnswer)});
}

std::string chat_answer(const std::string& escaped_content) {
  return R"({"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
      "message":{"role":"assistant","content":")" +
         escaped_content + R"("},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
}

std::string tool_answer(const std::string& escaped_arguments) {
  return R"({"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
      "message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
        "function":{"name":"answer","arguments":")" +
         escaped_arguments + R"("}}]},"finish_reason":"tool_calls"}]})";
}

ScriptedAnswer refusal_of(const std::string& message) {
  return ScriptedAnswer::refusal(400, R"({"error":{"message":")" + message + R"("}})");
}

JsonText city_schema() {
  return JsonText::parse(R"({"type":"object","properties":{"city":{"type":"string"}},
                             "required":["city"],"additionalProperties":false})")
      .value();
}

TEST(GenerateText, AnswersWithTextUseAndRecord) {
  auto provider = hello_back();
  auto reply = client(provider).generate_text("vllm:my-model", "Hello!");
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->text, "Hello back!");
  EXPECT_EQ(reply->usage->total(), 15);
  EXPECT_EQ(reply->finish_reason, FinishReason::Stop);
  EXPECT_EQ(reply->record->attempts.at(0).provider, "vllm");
}

TEST(GenerateText, KnowsNoCostWhereThereIsNoPrice) {
  EXPECT_EQ(client(hello_back()).generate_text("vllm:my-model", "Hello!")->cost, std::nullopt);
}

TEST(GenerateText, KnowsTheCostOfAModelWithAPrice) {
  auto reply = client(hello_back())
                   .generate_text("groq:llama-3.3-70b-versatile", "Hello!", {.api_key = "gsk-1"});
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_GT(reply->cost.value(), Money{});
}

TEST(GenerateText, SaysWhatTheOptionsSay) {
  auto provider = hello_back();
  ASSERT_TRUE(client(provider).generate_text("vllm:my-model", "Hello!",
                                             {.base_url = "http://gpu-7:9000/v1",
                                              .system = "Be brief",
                                              .max_output_tokens = 77,
                                              .temperature = 0.5}));
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_EQ(sent.url, "http://gpu-7:9000/v1/chat/completions");
  for (const char* part : {"Be brief", "my-model", "77", R"("temperature":0.5)"})
    EXPECT_THAT(sent.body, HasSubstr(part));
}

TEST(GenerateText, LooksForVllmOnThisMachineAndShowsNoKeyAtAll) {
  auto provider = hello_back();
  ASSERT_TRUE(client(provider).generate_text("vllm:my-model", "Hello!"));
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_EQ(sent.url, "http://localhost:8000/v1/chat/completions");
  EXPECT_FALSE(sent.headers.find("Authorization"));
}

TEST(GenerateText, ShowsOpenAisKeyToAVllmOnThisMachineAlone) {
  auto provider = hello_back();
  const EasyClient easy = client(provider, {{"OPENAI_API_KEY", "sk-openai"}});
  ASSERT_TRUE(easy.generate_text("vllm:m", "Hello!"));
  ASSERT_TRUE(easy.generate_text("vllm:m", "Hello!", {.base_url = "http://gpu-7:8000/v1"}));
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer sk-openai");
  EXPECT_FALSE(provider->requests().at(1).headers.find("Authorization"));
}

TEST(GenerateText, ShowsNoKeyToAServerThatWantsNone) {
  auto provider = hello_back();
  const EasyClient easy = client(provider, {{"VLLM_API_KEY", "token"}});
  ASSERT_TRUE(easy.generate_text("vllm:m", "Hello!"));
  ASSERT_TRUE(easy.generate_text("vllm:m", "Hello!", {.keyless = true}));
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer token");
  EXPECT_FALSE(provider->requests().at(1).headers.find("Authorization"));
}

TEST(GenerateText, TakesTheKeyOfTheOptionsBeforeTheEnvironments) {
  auto provider = hello_back();
  const EasyClient easy = client(provider, {{"GROQ_API_KEY", "gsk-env"}});
  ASSERT_TRUE(easy.generate_text("groq:m", "Hello!"));
  ASSERT_TRUE(easy.generate_text("groq:m", "Hello!", {.api_key = "gsk-own"}));
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer gsk-env");
  EXPECT_EQ(provider->requests().at(1).headers.find("Authorization"), "Bearer gsk-own");
}

TEST(GenerateText, SaysWhichVariableIsMissing) {
  auto reply = client(hello_back()).generate_text("openai:gpt-4.1-mini", "Hello!");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Configuration);
  EXPECT_THAT(reply.error().message(), HasSubstr("OPENAI_API_KEY"));
}

TEST(GenerateText, SaysHowAModelIsWritten) {
  auto reply = client(hello_back()).generate_text("my-model", "Hello!");
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message(), HasSubstr("provider:model"));
}

TEST(GenerateText, TalksToAServerNobodyKnowsByItsAddress) {
  auto provider = hello_back();
  ASSERT_TRUE(client(provider).generate_text("mine:some/model:7b", "Hello!",
                                             {.base_url = "http://10.0.0.7/v1"}));
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_EQ(sent.url, "http://10.0.0.7/v1/chat/completions");
  EXPECT_THAT(sent.body, HasSubstr("some/model:7b"));
}

TEST(GenerateText, TalksToAProxyByItsName) {
  auto provider = hello_back();
  Proxy acme("acme");
  acme.at("https://llm.acme.example/v1").key("acme-key");
  const EasyClient easy({.environment = std::make_shared<FixedEnvironment>(Variables{}),
                         .transport = provider,
                         .providers = {acme}});
  ASSERT_TRUE(easy.generate_text("acme:llama-70b", "Hello!"));
  ASSERT_TRUE(easy.generate_text("acme:llama-70b", "Hello!", {.api_key = "other"}));
  ASSERT_TRUE(easy.generate_text("acme:llama-70b", "Hello!", {.keyless = true}));
  EXPECT_EQ(provider->requests().at(0).url, "https://llm.acme.example/v1/chat/completions");
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer acme-key");
  EXPECT_EQ(provider->requests().at(1).headers.find("Authorization"), "Bearer other");
  EXPECT_FALSE(provider->requests().at(2).headers.find("Authorization"));
}

TEST(GenerateText, SpeaksTheProtocolOfAProviderThatABareNameMeans) {
  auto provider = answers({ScriptedAnswer::refusal(400)});
  EXPECT_FALSE(client(provider).generate_text("claude-sonnet-4-5", "Hello!", {.api_key = "k"}));
  EXPECT_EQ(provider->requests().at(0).url, "https://api.anthropic.com/v1/messages");
}

TEST(EasyClient, KeepsAGatewayForEachProviderAddressAndKey) {
  const EasyClient easy = client(hello_back());
  auto first = easy.target("vllm:a").value();
  ASSERT_TRUE(first.gateway.call(hello("a")));
  EXPECT_EQ(easy.target("vllm:b")->gateway.metrics().totals.requests, 1u);
  EXPECT_EQ(easy.target("vllm:a", {.api_key = "k"})->gateway.metrics().totals.requests, 0u);
}

TEST(EasyClient, ForgetsTheGatewaysItUsedLongAgo) {
  const EasyClient easy = client(hello_back());
  auto first = easy.target("vllm:a").value();
  ASSERT_TRUE(first.gateway.call(hello("a")));
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(easy.target("vllm:a", {.api_key = std::to_string(i)}));
  EXPECT_EQ(easy.target("vllm:a")->gateway.metrics().totals.requests, 0u);
  EXPECT_TRUE(first.gateway.call(hello("a"))) << "whoever has one may use it";
}

TEST(StreamText, GivesTheTextPieceByPiece) {
  auto provider = answers({ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})});
  auto stream = client(provider).stream_text("vllm:m", "Hello!");
  ASSERT_TRUE(stream) << stream.error();
  std::vector<std::string> pieces;
  for (Result<std::string>& piece : *stream) pieces.push_back(piece.value());
  EXPECT_THAT(pieces, testing::ElementsAre("Hel", "lo"));
  EXPECT_EQ(stream->reply()->usage->total(), 15);
}

TEST(StreamText, CallsBackWithEachPieceAndAnswersWithTheWhole) {
  auto provider = answers({ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})});
  std::string seen;
  auto reply = client(provider).stream_text("vllm:m", "Hello!",
                                            [&](std::string_view piece) { seen += piece; });
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(seen, "Hello");
  EXPECT_EQ(reply->text, "Hello");
  ASSERT_TRUE(reply->record);
}

TEST(StreamText, EndsWithTheErrorOfAStreamThatBreaksOff) {
  ScriptedAnswer broken = ScriptedAnswer::sse({chat_chunk("Hel")});
  broken.after_pieces = Error(ErrorKind::Network, "connection reset");
  auto stream = client(answers({broken})).stream_text("vllm:m", "Hello!");
  ASSERT_TRUE(stream) << stream.error();
  EXPECT_EQ(stream->next()->value(), "Hel");
  EXPECT_EQ(stream->next()->error().kind(), ErrorKind::Network);
  EXPECT_FALSE(stream->next());
  EXPECT_EQ(stream->reply().error().kind(), ErrorKind::Network);
}

TEST(GenerateObject, AsksForStructuredOutputAndChecksIt) {
  auto provider = answers({ScriptedAnswer::json(chat_answer(R"({\"city\":\"Rome\"})"))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->object.text(), R"({"city":"Rome"})");
  EXPECT_EQ(reply->records.size(), 1u);
  EXPECT_THAT(provider->requests().at(0).body, HasSubstr("json_schema"));
}

TEST(GenerateObject, ReadsJsonOutOfAFence) {
  auto provider =
      answers({ScriptedAnswer::json(chat_answer(R"(```json\n{\"city\":\"Rome\"}\n```)"))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->object, JsonText::parse(R"({"city":"Rome"})").value());
}

TEST(GenerateObject, TellsTheModelWhatIsWrongOnce) {
  auto provider = answers({ScriptedAnswer::json(chat_answer(R"({\"town\":\"Rome\"})")),
                           ScriptedAnswer::json(chat_answer(R"({\"city\":\"Rome\"})"))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->usage->total(), 30) << "both were used";
  EXPECT_EQ(reply->records.size(), 2u);
  EXPECT_THAT(provider->requests().at(1).body, HasSubstr(R"(member \"city\" is missing)"));
}

TEST(GenerateObject, GivesUpAfterTheSecondWrongObject) {
  auto provider = answers({ScriptedAnswer::json(chat_answer("Rome, of course."))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Protocol);
  EXPECT_EQ(provider->requests().size(), 2u);
}

TEST(GenerateObject, ForcesAToolWhereTheProviderTakesNoSchema) {
  auto provider = answers({ScriptedAnswer::json(tool_answer(R"({\"city\":\"Rome\"})"))});
  auto reply = client(provider).generate_object("deepseek:deepseek-chat", "Where?", city_schema(),
                                                {.api_key = "k"});
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->object, JsonText::parse(R"({"city":"Rome"})").value());
  EXPECT_THAT(provider->requests().at(0).body, HasSubstr("tool_choice"));
}

TEST(GenerateObject, ForcesAToolWhereTheModelRefusesTheSchema) {
  auto provider = answers({refusal_of("'response_format' is not supported with this model"),
                           ScriptedAnswer::json(tool_answer(R"({\"town\":\"Rome\"})")),
                           ScriptedAnswer::json(tool_answer(R"({\"city\":\"Rome\"})"))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(provider->requests().size(), 3u);
  EXPECT_THAT(provider->requests().at(2).body, HasSubstr("call_1"));
}

TEST(GenerateObject, HandsOnTheFirstRefusalWhereTheToolIsRefusedAsWell) {
  auto provider = answers({refusal_of("no such schema"), refusal_of("nor such a tool")});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message(), HasSubstr("no such schema"));
}

// A wrong parameter is wrong with a tool as well; asking again would only take time and money.
TEST(GenerateObject, HandsOnARefusalAtOnceThatIsAboutSomethingElse) {
  auto provider = answers({refusal_of("temperature must be between 0 and 2"),
                           ScriptedAnswer::json(tool_answer(R"({\"city\":\"Rome\"})"))});
  auto reply = client(provider).generate_object("vllm:m", "Where?", city_schema());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(provider->requests().size(), 1u);
}

class RefusedSchema : public testing::TestWithParam<const char*> {};

TEST_P(RefusedSchema, IsAskedForByATool) {
  auto provider = answers(
      {refusal_of(GetParam()), ScriptedAnswer::json(tool_answer(R"({\"city\":\"Rome\"})"))});
  EXPECT_TRUE(client(provider).generate_object("vllm:m", "Where?", city_schema()));
}

TEST(GenerateObject, SeesThatTheParameterAtFaultIsTheSchema) {
  auto provider = answers(
      {ScriptedAnswer::refusal(400, R"({"error":{"message":"no","param":"response_format"}})"),
       ScriptedAnswer::json(tool_answer(R"({\"city\":\"Rome\"})"))});
  EXPECT_TRUE(client(provider).generate_object("vllm:m", "Where?", city_schema()));
}

// In the ways in which providers name it.
INSTANTIATE_TEST_SUITE_P(
    Words, RefusedSchema,
    testing::Values("Invalid parameter: 'response_format' of type 'json_schema' is not supported",
                    "output_config.format: Extra inputs are not permitted",
                    "Unknown name 'responseJsonSchema' at 'generation_config'",
                    "Unsupported parameter: 'text.format'", "JSON mode is not enabled",
                    "failed to parse grammar", "structured outputs are not available here"));

TEST(GenerateObject, WantsASchemaOfAnObject) {
  auto provider = hello_back();
  auto reply = client(provider).generate_object("vllm:m", "Where?",
                                                JsonText::parse(R"({"type":"array"})").value());
  EXPECT_EQ(reply.error().kind(), ErrorKind::Configuration);
  EXPECT_TRUE(provider->requests().empty());
}

TEST(Embed, GivesAVectorForEachText) {
  auto provider = answers({ScriptedAnswer::json(
      R"({"object":"list","model":"m","data":[{"object":"embedding","index":1,"embedding":[3,4]},
          {"object":"embedding","index":0,"embedding":[1,2]}],
          "usage":{"prompt_tokens":4,"total_tokens":4}})")});
  auto reply = client(provider).embed("vllm:m", {"a", "b"});
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_THAT(reply->vectors,
              testing::ElementsAre(testing::ElementsAre(1, 2), testing::ElementsAre(3, 4)));
  EXPECT_EQ(reply->usage->prompt_tokens, 4);
}

TEST(Embed, RefusesVectorsThatBelongToNoText) {
  auto provider = answers({ScriptedAnswer::json(
      R"({"object":"list","model":"m","data":[{"object":"embedding","index":7,"embedding":[3]}],
          "usage":{"prompt_tokens":4,"total_tokens":4}})")});
  EXPECT_EQ(client(provider).embed("vllm:m", {"a"}).error().kind(), ErrorKind::Protocol);
}

}  // namespace
}  // namespace omnillm
