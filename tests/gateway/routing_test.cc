#include <gtest/gtest.h>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

// Two providers of one protocol at two addresses; each says by its model who it is.
class GatewayRouting : public testing::Test {
 protected:
  GatewayBuilder two_providers() {
    GatewayBuilder builder;
    for (const char* name : {"near", "far"})
      builder.provider(
          ProviderConfig(name)
              .speaks(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions,
                                           std::string("https://") + name + ".test/v1"))
              .key(KeyConfig(std::string("sk-") + name, name)));
    builder.transport(transport).seed(1);
    builder.retry({.max_attempts = 3, .backoff = std::chrono::milliseconds(1)});
    return builder;
  }

  [[nodiscard]] int asked(std::string_view name) const {
    int count = 0;
    for (const HttpRequest& request : transport->requests())
      count += request.url.find("//" + std::string(name) + ".test") != std::string::npos;
    return count;
  }

  std::function<ScriptedAnswer(const HttpRequest&)> script = [](const HttpRequest&) {
    return ScriptedAnswer::json(kChatAnswer);
  };
  std::shared_ptr<ScriptedTransport> transport =
      std::make_shared<ScriptedTransport>([this](const HttpRequest& r) { return script(r); });
};

TEST_F(GatewayRouting, GoesWhereTheModelsNameSays) {
  Gateway gateway = two_providers().build().value();
  ASSERT_TRUE(gateway.call(hello("far:m")));
  ASSERT_TRUE(gateway.call(hello("near/m")));
  EXPECT_EQ(asked("far"), 1);
  EXPECT_EQ(asked("near"), 1);
  EXPECT_NE(transport->requests().at(0).body.find(R"("model":"m")"), std::string::npos);
}

TEST_F(GatewayRouting, SaysWhatToWriteWhenNothingSaysWhereToGo) {
  Gateway gateway = two_providers().build().value();
  const auto reply = gateway.call(hello("m"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Configuration);
  EXPECT_NE(reply.error().message().find("near, far"), std::string::npos);
}

TEST_F(GatewayRouting, TakesTheNextOfAFallbackWhenTheFirstFails) {
  script = [](const HttpRequest& request) {
    return request.url.find("near") != std::string::npos ? ScriptedAnswer::refusal(500)
                                                         : ScriptedAnswer::json(kChatAnswer);
  };
  Gateway gateway = two_providers()
                        .route(route::fallback({route::to("near", "a"), route::to("far", "b")}))
                        .build()
                        .value();
  auto reply = gateway.call(hello("any"));
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(asked("near"), 1);
  EXPECT_EQ(asked("far"), 1);
  EXPECT_EQ(reply->record->answered_by()->model, "b");
}

TEST_F(GatewayRouting, TakesAStepForALongContextOnlyWhenThePromptIsTooLong) {
  script = [](const HttpRequest& request) {
    return request.url.find("near") != std::string::npos
               ? ScriptedAnswer::refusal(
                     400, R"({"error":{"message":"too long","code":"context_length_exceeded"}})")
               : ScriptedAnswer::json(kChatAnswer);
  };
  Gateway gateway = two_providers()
                        .route(route::fallback(
                            {route::to("near", "a"),
                             Fallback::Step{route::to("far", "b"), {ErrorKind::ContextLength}}}))
                        .build()
                        .value();
  EXPECT_TRUE(gateway.call(hello("any")));
  EXPECT_EQ(asked("far"), 1);
}

TEST_F(GatewayRouting, ChangesTheRequestAsTheTargetSaysAndBackForTheNext) {
  script = [](const HttpRequest& request) {
    return request.url.find("near") != std::string::npos ? ScriptedAnswer::refusal(503)
                                                         : ScriptedAnswer::json(kChatAnswer);
  };
  Gateway gateway = two_providers()
                        .route(route::fallback(
                            {Target{"near", "a", {.temperature = 0.25}}, route::to("far", "b")}))
                        .build()
                        .value();
  LlmRequest request = hello("any");
  request.generation.temperature = 1.0;
  ASSERT_TRUE(gateway.call(request));
  EXPECT_NE(transport->requests().at(0).body.find("0.25"), std::string::npos);
  EXPECT_EQ(transport->requests().at(1).body.find("0.25"), std::string::npos);
}

TEST_F(GatewayRouting, AsksATargetWithoutAModelForTheRequestsOwn) {
  script = [](const HttpRequest& request) {
    return request.url.find("near") != std::string::npos ? ScriptedAnswer::refusal(500)
                                                         : ScriptedAnswer::json(kChatAnswer);
  };
  Gateway gateway = two_providers()
                        .route(route::fallback({route::to("near", "another-model"), Target{"far"}}))
                        .build()
                        .value();
  ASSERT_TRUE(gateway.call(hello("the-callers-own-model")));
  EXPECT_NE(transport->requests().at(1).body.find("the-callers-own-model"), std::string::npos);
}

TEST_F(GatewayRouting, TakesTheRouteThatTheCallNames) {
  Gateway gateway = two_providers().route("cheap", route::to("far", "b")).build().value();
  EXPECT_TRUE(gateway.call(hello("any"), {.route = "cheap"}));
  EXPECT_EQ(asked("far"), 1);
  EXPECT_EQ(gateway.call(hello("any"), {.route = "dear"}).error().kind(), ErrorKind::Configuration);
}

// A key goes to its own provider and nowhere else.
TEST_F(GatewayRouting, SendsNoKeyToAnotherHost) {
  Gateway gateway = two_providers()
                        .route(route::fallback({route::to("near", "a"), route::to("far", "b")}))
                        .build()
                        .value();
  script = [](const HttpRequest&) { return ScriptedAnswer::refusal(503); };
  for (int i = 0; i < 5; ++i) (void)gateway.call(hello("any"));
  for (const HttpRequest& request : transport->requests()) {
    const std::string_view key = request.headers.find("Authorization").value_or("");
    EXPECT_EQ(key.find("near") != std::string_view::npos,
              request.url.find("near") != std::string::npos);
  }
}

}  // namespace
}  // namespace omnillm
