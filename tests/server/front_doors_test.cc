// Every front door to every provider, over real sockets: our own gateway is the client of the
// server, and the simulated providers stand behind it.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "gateway/support/sim_gateway.h"
#include "server/server.h"

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKey = "sk-front-door-canary-0123456789";

// A front door, as a client's base URL.
struct FrontDoor {
  const char* name;
  WireFormat format;
  const char* path;
};
constexpr FrontDoor kDoors[] = {
    {"chat", WireFormat::OpenAiChatCompletions, "/v1"},
    {"responses", WireFormat::OpenAiResponses, "/v1"},
    {"messages", WireFormat::AnthropicMessages, "/v1"},
    {"gemini", WireFormat::GeminiGenerateContent, "/v1beta"},
    {"converse", WireFormat::BedrockConverse, ""},
};

class FrontDoors : public ::testing::Test {
 protected:
  void SetUp() override {
    sim_ = SimServer::start({.seed = 3}).value();
    config_.listen = {.port = 0, .threads = 1};
    config_.keys = {{.label = "alice", .key = Secret(kKey)}};
  }

  void serve() {
    server_ =
        Server::start(config_, sim_gateway(*sim_).build().value(), std::make_shared<PreciseClock>())
            .value();
  }

  [[nodiscard]] Gateway client(const FrontDoor& door, const char* key = kKey) const {
    auto endpoint = ProviderEndpoint::at(door.format, server_->origin() + door.path);
    if (door.format == WireFormat::BedrockConverse) endpoint.auth = AuthScheme::bearer();
    return GatewayBuilder(std::move(endpoint))
        .add_key(KeyConfig(key, "client"))
        .retry({.max_attempts = 1})
        .build()
        .value();
  }

  // "gemini:gemini-2.5-flash", as the server's gateway takes it.
  static LlmRequest ask(const SpokenProtocol& upstream) {
    return {.model = std::string(upstream.name) + ":" + upstream.model,
            .input = {Message::user("Say something about tides, please.")},
            .generation = {.max_output_tokens = 64}};
  }

  std::unique_ptr<SimServer> sim_;
  ServerConfig config_;
  std::unique_ptr<Server> server_;
};

TEST_F(FrontDoors, LeadToEveryProvider) {
  serve();
  for (const FrontDoor& door : kDoors)
    for (const SpokenProtocol& upstream : spoken_protocols()) {
      SCOPED_TRACE(std::string(door.name) + " to " + upstream.name);
      auto reply = client(door).call(ask(upstream));
      ASSERT_TRUE(reply) << reply.error();
      EXPECT_FALSE(reply->content_text.empty());
      ASSERT_TRUE(reply->usage);
      EXPECT_GT(reply->usage->completion_tokens, 0);
    }
  expect_nothing_held(server_->gateway());
}

TEST_F(FrontDoors, StreamTheSameAnswer) {
  serve();
  for (const FrontDoor& door : kDoors)
    for (const SpokenProtocol& upstream : spoken_protocols()) {
      SCOPED_TRACE(std::string(door.name) + " to " + upstream.name);
      const Gateway gateway = client(door);
      const auto whole = gateway.call(ask(upstream));
      auto stream = gateway.stream(ask(upstream));
      ASSERT_TRUE(whole && stream);
      const auto streamed = stream->collect();
      ASSERT_TRUE(streamed) << streamed.error();
      EXPECT_EQ(streamed->content_text, whole->content_text);
      EXPECT_EQ(streamed->usage ? streamed->usage->completion_tokens : -1,
                whole->usage ? whole->usage->completion_tokens : -2);
    }
  expect_nothing_held(server_->gateway());
}

TEST_F(FrontDoors, StayShutWithoutAKey) {
  serve();
  for (const FrontDoor& door : kDoors) {
    const auto reply = client(door, "sk-another-0123456789").call(ask(spoken_protocols().front()));
    ASSERT_FALSE(reply) << door.name;
    EXPECT_EQ(reply.error().kind(), ErrorKind::Auth) << door.name;
  }
  EXPECT_EQ(server_->gateway().metrics().totals.requests, 0u);
}

TEST_F(FrontDoors, KeepACallerToItsModels) {
  config_.keys[0].models = {"chat:*"};
  serve();
  const Gateway gateway = client(kDoors[0]);
  EXPECT_TRUE(gateway.call(ask(spoken_protocols()[0])));
  const auto refused = gateway.call(ask(spoken_protocols()[2]));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Permission);
}

TEST_F(FrontDoors, TellACallerWhenItsMinuteIsUsedUp) {
  config_.keys[0].limits.requests_per_minute = 1;
  serve();
  ASSERT_TRUE(client(kDoors[0]).call(ask(spoken_protocols()[0])));
  for (const FrontDoor& door : kDoors) {
    SCOPED_TRACE(door.name);
    // A client that has not heard of the limit yet: it would keep to it.
    const auto refused = client(door).call(ask(spoken_protocols()[0]));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status(), 429) << refused.error();
    ASSERT_TRUE(refused.error().retry_after());
    EXPECT_GT(*refused.error().retry_after(), 0s);
  }
}

TEST_F(FrontDoors, PassOnWhatTheProviderRefuses) {
  serve();
  sim_->add_fault({.name = "content_policy", .provider = "openai"});
  for (const FrontDoor& door : kDoors) {
    const auto refused = client(door).call(ask(spoken_protocols()[0]));
    ASSERT_FALSE(refused) << door.name;
    EXPECT_TRUE(refused.error().kind() == ErrorKind::ContentPolicy ||
                refused.error().kind() == ErrorKind::BadRequest)
        << door.name << ": " << refused.error();
  }
}

TEST_F(FrontDoors, DoNotBlameTheCallerForAKeyOfTheServers) {
  serve();
  sim_->add_fault({.name = "unauthorized", .provider = "openai"});
  const auto refused = client(kDoors[0]).call(ask(spoken_protocols()[0]));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Server) << refused.error();
}

TEST_F(FrontDoors, LeaveNothingBehindOfAStreamThatTheCallerDrops) {
  serve();
  for (const FrontDoor& door : kDoors) {
    const Gateway gateway = client(door);
    auto stream = gateway.stream(ask(spoken_protocols()[2]));
    ASSERT_TRUE(stream) << door.name;
    (void)stream->next();
  }
  ASSERT_TRUE(server_->drain(5s));
  expect_nothing_held(server_->gateway());
}

TEST_F(FrontDoors, OpenToTheNetworkWithoutKeysOnlyIfThatIsSaid) {
  config_.keys.clear();
  const auto gateway = sim_gateway(*sim_).build().value();
  EXPECT_TRUE(Server::start(config_, gateway, std::make_shared<PreciseClock>()));
  config_.listen.address = "0.0.0.0";
  EXPECT_FALSE(Server::start(config_, gateway, std::make_shared<PreciseClock>()));
  config_.open_to_all = true;
  EXPECT_TRUE(Server::start(config_, gateway, std::make_shared<PreciseClock>()));
}

}  // namespace
}  // namespace omnillm::server
