#include "omnillm/sim_server.h"

#include <gtest/gtest.h>

#include <string>

#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "support/raw_client.h"

namespace omnillm {
namespace {

using tests::Ended;
using tests::RawAnswer;
using tests::RawClient;

class SimServerTest : public ::testing::Test {
 protected:
  void start(SimOptions options = {}) {
    auto started = SimServer::start(std::move(options));
    ASSERT_TRUE(started) << started.error();
    sim_ = std::move(*started);
  }
  static std::string request(const std::string& target, const std::string& headers,
                             const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nhost: sim\r\ncontent-type: application/json\r\n" +
           headers + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  RawAnswer post(const std::string& target, const std::string& headers, const std::string& body) {
    RawClient client(sim_->port());
    client.send(request(target, headers, body));
    return client.read_answer();
  }
  static constexpr const char* kChat =
      R"({"model":"m","messages":[{"role":"user","content":"say: the quick fox"}]})";
  static constexpr const char* kChatStream =
      R"({"model":"m","stream":true,"stream_options":{"include_usage":true},)"
      R"("messages":[{"role":"user","content":"say: the quick fox"}]})";
  static constexpr const char* kBearer = "authorization: Bearer k1\r\n";

  std::unique_ptr<SimServer> sim_;
};

TEST_F(SimServerTest, AnswersAChatCompletion) {
  start();
  const RawAnswer answer = post("/openai/v1/chat/completions", kBearer, kChat);
  EXPECT_EQ(answer.status, 200) << answer.head << answer.body;
  const auto response = parse_response(WireFormat::OpenAiChatCompletions, answer.body);
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->content_text, "the quick fox");
  EXPECT_EQ(response->usage->completion_tokens, 3);
  EXPECT_EQ(sim_->counts("openai").completion_tokens, 3);
  EXPECT_EQ(sim_->counts("openai").prompt_tokens, response->usage->prompt_tokens);
}

TEST_F(SimServerTest, StreamsAChatCompletion) {
  start();
  const RawAnswer answer = post("/openai/v1/chat/completions", kBearer, kChatStream);
  EXPECT_EQ(answer.status, 200) << answer.head << answer.body;
  EXPECT_TRUE(answer.whole);
  StreamDecoder decoder(WireFormat::OpenAiChatCompletions);
  std::vector<LlmStreamEvent> events;
  decoder.feed(answer.body, events);
  decoder.finish(events);
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(decoder.response_so_far().content_text, "the quick fox") << answer.body;
  EXPECT_EQ(decoder.response_so_far().usage->completion_tokens, 3);
  EXPECT_TRUE(sim_->wait_until_idle());
  EXPECT_EQ(sim_->counts().completed, 1);
}

TEST_F(SimServerTest, RefusesAboveAKeysLimitInTheProvidersOwnWords) {
  start({.providers = {{.name = "openai", .keys = {{.key = "k1", .rpm = 1}}}}});
  EXPECT_EQ(post("/openai/v1/chat/completions", kBearer, kChat).status, 200);
  const RawAnswer refused = post("/openai/v1/chat/completions", kBearer, kChat);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("x-ratelimit-limit-requests"), "1");
  EXPECT_EQ(refused.field("x-ratelimit-remaining-requests"), "0");
  EXPECT_NE(refused.field("retry-after"), "");
  EXPECT_EQ(parse_error(WireFormat::OpenAiChatCompletions, 429, refused.body).kind,
            ErrorKind::ProviderLimit);
  EXPECT_EQ(sim_->counts("openai").refused_limit, 1);
}

TEST_F(SimServerTest, DoesNotKnowOtherKeys) {
  start({.providers = {{.name = "openai", .keys = {{.key = "k2"}}}}});
  EXPECT_EQ(post("/openai/v1/chat/completions", kBearer, kChat).status, 401);
}

TEST_F(SimServerTest, ResetsInTheMiddleOfAStream) {
  start();
  ASSERT_TRUE(sim_->add_fault({.name = "reset_mid_stream", .at_event = 2}));
  const RawAnswer answer = post("/openai/v1/chat/completions", kBearer, kChatStream);
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.whole);
  EXPECT_EQ(answer.ended, Ended::Reset) << answer.body;
  EXPECT_EQ(sim_->counts().broken, 1);
}

TEST_F(SimServerTest, GoesBackToWorkWhenItsFaultsAreCleared) {
  start({.faults = {{.name = "server_error"}}});
  EXPECT_EQ(post("/openai/v1/chat/completions", kBearer, kChat).status, 500);
  sim_->clear_faults();
  EXPECT_EQ(post("/openai/v1/chat/completions", kBearer, kChat).status, 200);
}

TEST_F(SimServerTest, HasOneOfEveryKindUnlessItIsTold) {
  start();
  for (const SimProvider& provider : SimOptions::default_providers())
    EXPECT_NE(sim_->base_url(provider.name), "") << provider.name;
  EXPECT_EQ(sim_->base_url("nobody"), "");
}

}  // namespace
}  // namespace omnillm
