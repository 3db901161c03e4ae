// What a builder and a provider can be told, each by what it changes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <future>
#include <map>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::shared_ptr<ScriptedTransport> answers(ScriptedAnswer answer) {
  return std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{std::move(answer)});
}
std::shared_ptr<ScriptedTransport> hello_back() {
  return answers(ScriptedAnswer::json(kChatAnswer));
}

std::shared_ptr<const Environment> variables(
    std::map<std::string, std::string, std::less<>> values) {
  return std::make_shared<const FixedEnvironment>(std::move(values));
}

// A model that no price book knows, and its answer.
LlmRequest to_ours() { return hello("our-model"); }
std::shared_ptr<ScriptedTransport> ours() {
  std::string answer = kChatAnswer;
  answer.replace(answer.find("gpt-4o"), 6, "our-model");
  return answers(ScriptedAnswer::json(std::move(answer)));
}

PricePolicy dollar_a_token() {
  return {
      OnUnknownPrice::ChargeFallback,
      {.input = Rate::from_pico(1'000'000'000'000), .output = Rate::from_pico(1'000'000'000'000)}};
}

TEST(GatewayBuilderOptions, TakesAKeyFromTheVariableItIsTold) {
  GatewayBuilder builder(ProviderEndpoint::openai_chat_completions());
  auto provider = hello_back();
  builder.add_key_from_env("MY_KEY").transport(provider);
  EXPECT_THAT(GatewayBuilder(builder).environment(variables({})).build().error().message(),
              HasSubstr("MY_KEY"));
  Gateway gateway = builder.environment(variables({{"MY_KEY", "sk-mine"}})).build().value();
  ASSERT_TRUE(gateway.call(hello()));
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer sk-mine");
}

TEST(GatewayBuilderOptions, TakesSeveralKeysAtOnce) {
  GatewayBuilder builder(ProviderEndpoint::openai_chat_completions());
  builder.add_keys({KeyConfig("sk-1", "one"), KeyConfig("sk-2", "two")}).transport(hello_back());
  EXPECT_EQ(builder.build()->pool_status().size(), 2u);
}

TEST(GatewayBuilderOptions, TellsItsObservers) {
  struct Counter : Observer {
    void on_finished(const CallRecord&) override { ++finished; }
    int finished = 0;
  };
  auto counter = std::make_shared<Counter>();
  ASSERT_TRUE(chat_gateway(hello_back()).observer(counter).build()->call(hello()));
  EXPECT_EQ(counter->finished, 1);
}

TEST(GatewayBuilderOptions, MakesRoomForAsManyKeysAsItIsTold) {
  const Gateway tight = chat_gateway(hello_back()).pool_config({.max_keys = 1}).build().value();
  EXPECT_FALSE(tight.add_key("openai", KeyConfig("sk-2", "two")));
  GatewayBuilder builder;
  builder.provider(ProviderConfig("openai").key("sk-1").with_pool({.max_keys = 1}));
  EXPECT_FALSE(builder.transport(hello_back()).build()->add_key("openai", KeyConfig("b", "two")));
}

TEST(GatewayBuilderOptions, TakesPricesFromItsBook) {
  GatewayBuilder builder = chat_gateway(ours()).budget_limit_usd(10);
  EXPECT_EQ(builder.build()->call(to_ours()).error().kind(), ErrorKind::Configuration);
  const auto book = PriceBook::embedded().with_overrides(
      R"({"models": {"openai/our-model": {"input": 1000, "output": 0}}})");
  auto reply = builder.price_book(book.value()).build()->call(to_ours());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->cost(), Money::parse("0.01").value()) << "of ten tokens";
}

TEST(GatewayBuilderOptions, ChargesWhatItsPolicySaysWhereNoPriceIsKnown) {
  GatewayBuilder builder = chat_gateway(ours()).budget_limit_usd(10'000);
  Gateway gateway = builder.price_policy(dollar_a_token()).build().value();
  auto reply = gateway.call(to_ours());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->cost(), Money::parse("15").value()) << "of fifteen tokens";
  EXPECT_EQ(gateway.budget_remaining_usd(), 9'985);
  EXPECT_EQ(gateway.budget_used_usd(), 15);
}

TEST(GatewayBuilderOptions, ReservesWhatItIsToldForARequestThatNothingBounds) {
  LlmRequest endless = to_ours();  // nobody knows how much a search brings in
  endless.capabilities.builtin_tools = {{.kind = BuiltinTool::Kind::WebSearch}};
  GatewayBuilder builder = chat_gateway(ours()).budget_limit_usd(10'000);
  builder.price_policy(dollar_a_token());
  EXPECT_FALSE(builder.build()->call(endless)) << "a hard budget pays";
  auto reply = builder.reserve_for_unbounded(Money::parse("17").value()).build()->call(endless);
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->record->reserved, Money::parse("17").value());
}

TEST(GatewayBuilderOptions, HasAnEndlessBudgetUnlessItIsTold) {
  EXPECT_TRUE(std::isinf(chat_gateway(hello_back()).build()->budget_remaining_usd()));
  EXPECT_EQ(chat_gateway(hello_back()).budget_limit_usd(50).build()->budget_remaining_usd(), 50);
}

TEST(GatewayBuilderOptions, RunsWhatIsAsynchronousOnThreadsOfItsOwn) {
  Gateway gateway = chat_gateway(hello_back()).io_threads(2).build().value();
  std::promise<std::pair<Result<ApiResponse>, std::thread::id>> done;
  gateway.async_execute(hello(), {}, [&](auto response, auto) {
    done.set_value({std::move(response), std::this_thread::get_id()});
  });
  const auto [response, thread] = done.get_future().get();
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(std::get<LlmResponse>(*response).content_text, "Hello back!");
  EXPECT_TRUE(thread != std::this_thread::get_id());
}

TEST(AsyncStream, IsPulledWithCallbacks) {
  Gateway gateway =
      chat_gateway(answers(ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})))
          .build()
          .value();
  std::promise<Result<LlmStream>> opened;
  gateway.async_stream(hello(), {}, [&](auto stream) { opened.set_value(std::move(stream)); });
  Result<LlmStream> stream = opened.get_future().get();
  ASSERT_TRUE(stream) << stream.error();
  std::string text;
  for (bool more = true; more;) {
    std::promise<LlmStream::Event> pulled;
    stream->async_next([&](auto event) { pulled.set_value(std::move(event)); });
    const LlmStream::Event event = pulled.get_future().get();
    more = event.has_value();
    if (const auto* delta = more ? event->value().get_if<event::TextDelta>() : nullptr)
      text += delta->delta.str();
  }
  EXPECT_EQ(text, "Hello");
}

TEST(ProviderConfigOptions, TakeAKeyFromTheVariableTheyAreTold) {
  auto provider = hello_back();
  GatewayBuilder builder;
  builder.provider(ProviderConfig("groq").key_from_env("MY_KEY")).transport(provider);
  builder.environment(variables({{"MY_KEY", "gsk-mine"}, {"GROQ_API_KEY", "gsk-usual"}}));
  ASSERT_TRUE(builder.build()->call(hello()));
  EXPECT_EQ(provider->requests().at(0).headers.find("Authorization"), "Bearer gsk-mine");
}

TEST(ProviderConfigOptions, SendWhatIsNoConversationElsewhere) {
  auto provider = answers(ScriptedAnswer::json(
      R"({"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[1]}],
          "usage":{"prompt_tokens":4,"total_tokens":4}})"));
  ProviderConfig mine("mine");
  mine.speaks(ProviderEndpoint::at(WireFormat::AnthropicMessages, "https://chat.example")).key("k");
  mine.also(ProviderEndpoint::at(WireFormat::OpenAiEmbeddings, "https://vectors.example/v1"));
  Gateway gateway = GatewayBuilder().provider(mine).transport(provider).build().value();
  ASSERT_TRUE(gateway.embed({.model = "m", .input = {Text("a")}}));
  EXPECT_EQ(provider->requests().at(0).url, "https://vectors.example/v1/embeddings");
}

TEST(ProviderConfigOptions, SignForARegion) {
  auto provider = answers(ScriptedAnswer::refusal(400));
  ProviderConfig bedrock("bedrock");
  bedrock.in_region("eu-west-1")
      .signs_with(credential::AwsKeys{.access_key_id = Secret("AKIAIOSFODNN7EXAMPLE"),
                                      .secret_access_key = Secret("secret")});
  Gateway gateway = GatewayBuilder().provider(bedrock).transport(provider).build().value();
  EXPECT_FALSE(gateway.call(hello("anthropic.claude")));
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_THAT(sent.url, StartsWith("https://bedrock-runtime.eu-west-1.amazonaws.com/"));
  EXPECT_THAT(std::string(sent.headers.find("Authorization").value_or("")),
              testing::AllOf(StartsWith("AWS4-HMAC-SHA256"), HasSubstr("/eu-west-1/bedrock/")));
}

// What a provider is sent that knows us by `values` of the environment.
std::string authorization(std::string_view name, std::string_view region,
                          std::map<std::string, std::string, std::less<>> values) {
  auto provider = answers(ScriptedAnswer::refusal(400));
  auto gateway = GatewayBuilder()
                     .provider(ProviderConfig(name).in_region(region))
                     .environment(variables(std::move(values)))
                     .transport(provider)
                     .build();
  if (!gateway) return gateway.error().to_string();
  auto reply = gateway->call(hello("anthropic.claude"));
  if (provider->requests().empty()) return reply.error().to_string();
  return std::string(provider->requests()[0].headers.find("Authorization").value_or("nothing"));
}

TEST(ProviderConfigOptions, SignWithTheKeysOfAwsInTheEnvironment) {
  EXPECT_THAT(authorization("bedrock", "eu-west-1",
                            {{"AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"}}),
              StartsWith("AWS4-HMAC-SHA256"));
}

TEST(ProviderConfigOptions, ShowBedrocksOwnKeyAsABearer) {
  EXPECT_EQ(authorization("bedrock", "eu-west-1", {{"AWS_BEARER_TOKEN_BEDROCK", "bedrock-key"}}),
            "Bearer bedrock-key");
}

TEST(ProviderConfigOptions, TakeTheRegionOfTheEnvironmentToo) {
  EXPECT_THAT(authorization("bedrock", "",
                            {{"AWS_REGION", "us-west-2"},
                             {"AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"}}),
              HasSubstr("/us-west-2/bedrock/"));
}

TEST(ProviderConfigOptions, TakeTheFileOfGooglesForNoKey) {
  auto gateway = GatewayBuilder()
                     .provider(ProviderConfig("vertex").at("https://vertex.example/v1"))
                     .environment(variables({{"GOOGLE_APPLICATION_CREDENTIALS", "/not/there"}}))
                     .transport(hello_back())
                     .build();
  ASSERT_FALSE(gateway);
  EXPECT_THAT(gateway.error().message(), HasSubstr("there is no file /not/there"));
}

TEST(ProviderConfigOptions, SayWhatAwsHasInHalf) {
  EXPECT_THAT(authorization("bedrock", "eu-west-1", {{"AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7"}}),
              HasSubstr("AWS_SECRET_ACCESS_KEY"));
}

TEST(ProviderConfigOptions, SpeakTheDialectTheyAreTold) {
  auto provider = hello_back();
  Dialect old;
  old.max_tokens_name = Dialect::MaxTokensName::MaxTokens;
  ProviderConfig mine("mine");
  mine.speaks(ProviderEndpoint::openai_chat_completions_compat("https://mine.example/ask"));
  mine.key("k").with_dialect(old);
  ASSERT_TRUE(GatewayBuilder().provider(mine).transport(provider).build()->call(hello()));
  EXPECT_THAT(provider->requests().at(0).body, HasSubstr(R"("max_tokens":64)"));
}

TEST(ProviderConfigOptions, SendTheHeadersTheyAreTold) {
  auto provider = hello_back();
  ProviderConfig config("openai");
  config.speaks(ProviderEndpoint::openai_chat_completions()).key("k");
  config.with_header("x-team", "search");
  ASSERT_TRUE(GatewayBuilder().provider(config).transport(provider).build()->call(hello()));
  const Headers sent = provider->requests().at(0).headers;
  EXPECT_EQ(sent.find("x-team"), "search");
}

}  // namespace
}  // namespace omnillm
