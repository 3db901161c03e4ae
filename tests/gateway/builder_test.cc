#include "omnillm/gateway_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Environment> variables(
    std::map<std::string, std::string, std::less<>> values) {
  return std::make_shared<const FixedEnvironment>(std::move(values));
}

std::string refusal(const GatewayBuilder& builder) {
  auto built = builder.build();
  if (built) return "it was built";
  EXPECT_EQ(built.error().kind(), ErrorKind::Configuration);
  return built.error().message();
}

GatewayBuilder with_key(
    GatewayBuilder builder = GatewayBuilder(ProviderEndpoint::openai_responses())) {
  return builder.add_key(KeyConfig("sk-1", "one"));
}

TEST(GatewayBuilderTest, SaysWhatIsMissing) {
  EXPECT_THAT(refusal(GatewayBuilder()), HasSubstr("ProviderConfig"));
  EXPECT_THAT(refusal(GatewayBuilder(ProviderEndpoint::openai_responses())),
              HasSubstr("OPENAI_API_KEY"));
  EXPECT_THAT(refusal(GatewayBuilder().provider(ProviderConfig("nobody"))), HasSubstr("speaks("));
  EXPECT_THAT(refusal(GatewayBuilder().provider(ProviderConfig("azure"))), HasSubstr("at("));
}

TEST(GatewayBuilderTest, RefusesFiguresThatMakeNoSense) {
  EXPECT_THAT(refusal(with_key().budget_limit_usd(-1)), HasSubstr("budget_limit_usd"));
  EXPECT_THAT(refusal(with_key().budget_limit_usd(std::nan(""))), HasSubstr("budget_limit_usd"));
  EXPECT_THAT(refusal(with_key().retry({.max_attempts = 0})), HasSubstr("max_attempts"));
  EXPECT_THAT(refusal(with_key().request_timeout(Duration(0))), HasSubstr("positive"));
  EXPECT_THAT(
      refusal(GatewayBuilder(ProviderEndpoint::openai_responses()).add_key(KeyConfig("", "empty"))),
      HasSubstr("empty"));
  EXPECT_THAT(refusal(with_key().add_key(KeyConfig("sk-2", "one"))), HasSubstr("one"));
}

TEST(GatewayBuilderTest, RefusesRoutesToNowhere) {
  EXPECT_THAT(refusal(with_key().route(route::to("mars", "rover"))), HasSubstr("mars"));
  EXPECT_THAT(refusal(with_key().route("x", Route())), HasSubstr("x"));
}

TEST(GatewayBuilderTest, NeverTellsAKey) {
  GatewayBuilder builder(ProviderEndpoint::openai_responses());
  builder.add_key(KeyConfig("sk-canary\r\n-secret", "one"));
  EXPECT_THAT(refusal(builder), testing::Not(HasSubstr("canary")));
}

TEST(GatewayBuilderTest, FindsKeysInTheEnvironmentItIsHanded) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = GatewayBuilder()
                        .provider(ProviderConfig("groq"))
                        .environment(variables({{"GROQ_API_KEY", "gsk-1"}}))
                        .transport(transport)
                        .build()
                        .value();
  ASSERT_TRUE(gateway.call(hello("llama")));
  EXPECT_EQ(transport->requests().at(0).url, "https://api.groq.com/openai/v1/chat/completions");
  EXPECT_EQ(transport->requests().at(0).headers.find("Authorization"), "Bearer gsk-1");
}

TEST(GatewayBuilderTest, SendsNoCredentialToAServerThatNeedsNone) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway =
      GatewayBuilder().provider(ProviderConfig("vllm")).transport(transport).build().value();
  ASSERT_TRUE(gateway.call(hello("my-model")));
  const HttpRequest sent = transport->requests().at(0);
  EXPECT_EQ(sent.url, "http://localhost:8000/v1/chat/completions");
  EXPECT_FALSE(sent.headers.find("Authorization"));
}

TEST(GatewayBuilderTest, ShowsOpenAisKeyToAVllmOnThisMachineAlone) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  const auto openai = variables({{"OPENAI_API_KEY", "sk-openai"}});
  for (const char* address : {"http://localhost:8000/v1", "http://gpu-7:8000/v1"}) {
    auto gateway = GatewayBuilder()
                       .provider(ProviderConfig("vllm").at(address))
                       .environment(openai)
                       .transport(transport)
                       .build();
    ASSERT_TRUE(gateway->call(hello("my-model")));
  }
  EXPECT_EQ(transport->requests().at(0).headers.find("Authorization"), "Bearer sk-openai");
  EXPECT_FALSE(transport->requests().at(1).headers.find("Authorization"));
}

GatewayBuilder with_proxy(const Proxy& proxy, std::shared_ptr<Transport> transport) {
  return GatewayBuilder().provider(proxy).transport(std::move(transport));
}

Proxy acme() {
  Proxy proxy("acme");
  proxy.at("https://llm.acme.example/v1").key(std::string("acme-key"));
  return proxy;
}

TEST(ProxyTest, IsCalledByItsNameInModelsAndRecords) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = with_proxy(acme(), transport).build().value();
  auto reply = gateway.call(hello("acme:llama-70b"));
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->record->attempts.at(0).provider, "acme");
  EXPECT_EQ(reply->record->attempts.at(0).key_label, "acme");
  const HttpRequest sent = transport->requests().at(0);
  EXPECT_EQ(sent.url, "https://llm.acme.example/v1/chat/completions");
  EXPECT_EQ(sent.headers.find("Authorization"), "Bearer acme-key");
  EXPECT_THAT(sent.body, HasSubstr(R"("model":"llama-70b")"));
  EXPECT_THAT(sent.body, HasSubstr(R"("max_tokens":64)")) << "as OpenAI's relatives have it";
}

TEST(ProxyTest, DeviatesLikeTheProviderItIsLike) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Proxy proxy = acme();
  proxy.like("openai");
  Gateway gateway = with_proxy(proxy, transport).build().value();
  auto reply = gateway.call(hello("gpt-4.1-mini"));
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_GT(reply->cost(), Money{});
  EXPECT_THAT(transport->requests().at(0).body, HasSubstr("max_completion_tokens"));
}

TEST(ProxyTest, ShowsNoHeaderWhereItIsKeyless) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Proxy proxy("lab");
  proxy.at("http://10.0.0.7/v1").keyless();
  ASSERT_TRUE(with_proxy(proxy, transport).build()->call(hello("lab:m")));
  EXPECT_FALSE(transport->requests().at(0).headers.find("Authorization"));
}

TEST(ProxyTest, SaysWhatItStillNeeds) {
  EXPECT_THAT(refusal(GatewayBuilder().provider(Proxy("acme"))), HasSubstr("at("));
  EXPECT_THAT(refusal(GatewayBuilder().provider(Proxy("acme").at("https://a/v1"))),
              HasSubstr("keyless()"));
}

TEST(GatewayBuilderTest, TakesKeysOfAResolver) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway =
      GatewayBuilder()
          .provider(ProviderConfig("mistral"))
          .credentials([](std::string_view, std::string_view provider) -> Result<Credentials> {
            return Credentials::api_key("vault-" + std::string(provider));
          })
          .transport(transport)
          .build()
          .value();
  ASSERT_TRUE(gateway.call(hello("mistral-large")));
  EXPECT_EQ(transport->requests().at(0).headers.find("Authorization"), "Bearer vault-mistral");
}

TEST(GatewayBuilderTest, ChangesKeysAndBudgetsWhileItRuns) {
  auto transport = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(transport).budget_limit_usd(1).build().value();
  ASSERT_TRUE(gateway.add_key("openai", KeyConfig("sk-new", "new")));
  ASSERT_TRUE(gateway.remove_key("openai", "key-1"));
  ASSERT_TRUE(gateway.call(hello()));
  EXPECT_EQ(transport->requests().at(0).headers.find("Authorization"), "Bearer sk-new");
  ASSERT_TRUE(gateway.set_budget("gateway", Money{}));
  EXPECT_EQ(gateway.call(hello()).error().kind(), ErrorKind::OwnBudget);
  EXPECT_EQ(gateway.add_key("mars", KeyConfig("a", "b")).error().kind(), ErrorKind::NotFound);
}

TEST(GatewayBuilderTest, TakesARegionThatLooksLikeAPlaceToPutOne) {
  ProviderConfig config("vertex");
  config.at("https://{region}.example/{location}").in_region("{region}").key("sk-x");
  config.speaks(ProviderEndpoint::openai_chat_completions());
  EXPECT_FALSE(GatewayBuilder().provider(config).build()) << "it still has to be filled in";
}

}  // namespace
}  // namespace omnillm
