#include "omnillm/sim_transport.h"

#include <gtest/gtest.h>

#include <string>

#include "base/virtual_time.h"
#include "net/virtual_loop.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/transcode.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

class SimTransportTest : public ::testing::Test {
 protected:
  void start(SimOptions options = {}) {
    sim_ = SimTransport::create(std::move(options), time_).value();
  }
  HttpRequest request(const std::string& headers_fault = {}, bool stream = false,
                      std::string prompt = "say: the quick fox") {
    LlmRequest asked{.model = "m", .messages = {Message::user(std::move(prompt))}};
    if (stream) asked.stream.emplace();
    const auto transport =
        emit_transport_request(WireFormat::OpenAiChatCompletions, asked).value().value;
    HttpRequest made{
        .url = ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, sim_->base_url("openai"))
                   .url_for(transport),
        .body = std::string(std::get<body::Json>(transport.body).value.text())};
    made.headers.set("authorization", "Bearer k1");
    if (!headers_fault.empty()) made.headers.set("x-sim-fault", headers_fault);
    return made;
  }
  struct Outcome {
    int status = 0;
    std::string body{};
    std::optional<ErrorKind> failed{};
  };
  // The whole exchange, in virtual time.
  Outcome run(HttpRequest asked, HttpTimeouts timeouts = {}) {
    Outcome outcome;
    bool over = false;
    auto exchange = sim_->open(loop_, std::move(asked), timeouts);
    const std::function<void()> read = [&] {
      exchange->read([&](Result<std::string_view> piece) {
        if (!piece) outcome.failed = piece.error().kind();
        if (!piece || piece->empty()) return void(over = true);
        outcome.body += *piece;
        read();
      });
    };
    exchange->head([&](Result<HttpHead> head) {
      if (!head) {
        outcome.failed = head.error().kind();
        over = true;
        return;
      }
      outcome.status = head->status;
      read();
    });
    while (!over && time_.run_next()) {
    }
    EXPECT_TRUE(over);
    return outcome;
  }

  VirtualTime time_;
  net::VirtualLoop loop_{time_};
  std::unique_ptr<SimTransport> sim_;
};

TEST_F(SimTransportTest, AnswersInVirtualTime) {
  start({.providers = {{.name = "openai", .first_token = {2s}, .per_token = {1s}}}});
  const Instant before = time_.now();
  const Outcome outcome = run(request());
  EXPECT_EQ(outcome.status, 200);
  EXPECT_EQ(parse_response(WireFormat::OpenAiChatCompletions, outcome.body)->content_text,
            "the quick fox");
  EXPECT_EQ(time_.now() - before, 5s);
  EXPECT_EQ(sim_->counts().completed, 1);
}

TEST_F(SimTransportTest, StreamsMoreThanASocketHolds) {
  start();
  HttpRequest asked = request({}, true, "Tell me something.");
  asked.headers.set("x-sim-output-tokens", "10000");
  const Outcome outcome = run(std::move(asked));
  EXPECT_GT(outcome.body.size(), 200'000U);
  EXPECT_TRUE(outcome.body.ends_with("data: [DONE]\n\n"));
}

TEST_F(SimTransportTest, EnforcesLimitsOnTheClockItIsGiven) {
  start({.providers = {{.name = "openai", .keys = {{.key = "k1", .rpm = 60}}}}});
  int served = 0;
  for (int i = 0; i < 100; ++i) served += run(request()).status == 200;
  EXPECT_EQ(served, 60);
  time_.advance(10s);
  for (int i = 0; i < 100; ++i) served += run(request()).status == 200;
  EXPECT_EQ(served, 70);
}

TEST_F(SimTransportTest, TellsWhatTheRealOneWouldTell) {
  start();
  const HttpTimeouts timeouts{.first_byte = 30s, .idle = 10s};
  EXPECT_EQ(run(request("close_before_head")).failed, ErrorKind::Network);
  EXPECT_EQ(run(request("reset_before_head")).failed, ErrorKind::Network);
  EXPECT_EQ(run(request("reset_mid_head")).failed, ErrorKind::Network);
  EXPECT_EQ(run(request("hang_before_head"), timeouts).failed, ErrorKind::Timeout);
  EXPECT_EQ(run(request("garbage_head")).failed, ErrorKind::Protocol);
  EXPECT_EQ(run(request("long_length")).failed, ErrorKind::Network);
  EXPECT_EQ(run(request("slow_head")).failed, std::nullopt);
  for (const bool stream : {false, true}) {
    EXPECT_EQ(run(request("reset_mid_stream", stream)).failed, ErrorKind::Network);
    EXPECT_EQ(run(request("close_mid_stream", stream)).failed, ErrorKind::Network);
    EXPECT_EQ(run(request("hang_mid_stream", stream), timeouts).failed, ErrorKind::Timeout);
    EXPECT_EQ(run(request("cut_stream", stream)).failed, std::nullopt);
  }
  EXPECT_EQ(sim_->counts().in_flight, 0);
}

TEST_F(SimTransportTest, KnowsThatAnExchangeWasGivenUp) {
  start({.providers = {{.name = "openai", .first_token = {2s}}}});
  auto exchange = sim_->open(loop_, request(), {});
  exchange->head([](Result<HttpHead>) { FAIL() << "nobody waits any more"; });
  EXPECT_TRUE(exchange->sent());
  EXPECT_EQ(sim_->counts().in_flight, 1);
  exchange.reset();
  EXPECT_EQ(sim_->counts().aborted, 1);
  EXPECT_EQ(time_.pending(), 0U);
}

TEST_F(SimTransportTest, MayBeDestroyedByItsCallback) {
  start();
  for (const bool stream : {false, true}) {
    auto exchange = sim_->open(loop_, request({}, stream), {});
    exchange->head([&](Result<HttpHead>) { exchange.reset(); });
    while (time_.run_next()) {
    }
    EXPECT_FALSE(exchange);
  }
}

TEST_F(SimTransportTest, RefusesConnectionsBeforeAnythingIsSent) {
  start();
  sim_->refuse_connections(true);
  EXPECT_EQ(run(request()).failed, ErrorKind::Network);
  EXPECT_EQ(sim_->counts().requests, 0);
  sim_->refuse_connections(false);
  EXPECT_EQ(run(request()).status, 200);
}

}  // namespace
}  // namespace omnillm
