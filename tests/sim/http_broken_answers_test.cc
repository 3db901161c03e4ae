// The faults that are no errors but broken answers: what arrives, for whole answers and streams of
// every protocol.

#include <gtest/gtest.h>

#include <string>

#include "omnillm/sim_server.h"
#include "sim/http_faults.h"
#include "support/sim_client.h"

namespace omnillm {
namespace {

using tests::ask;
using tests::Ended;
using tests::http_text;
using tests::RawAnswer;
using tests::RawClient;
using tests::read_stream;
using tests::read_whole;
using tests::SimPeer;

const SimPeer kPeers[] = {
    {"openai", WireFormat::OpenAiChatCompletions}, {"openai", WireFormat::OpenAiResponses},
    {"anthropic", WireFormat::AnthropicMessages},  {"gemini", WireFormat::GeminiGenerateContent},
    {"bedrock", WireFormat::BedrockConverse},
};

class HttpBrokenAnswers : public ::testing::TestWithParam<SimPeer> {
 protected:
  HttpBrokenAnswers() : sim_(SimServer::start().value()) {}

  static LlmRequest request(bool stream) {
    LlmRequest made{.model = "m", .messages = {Message::user("Tell me something.")}};
    if (stream) made.stream.emplace();
    return made;
  }
  RawAnswer ask_with(const std::string& fault, bool stream, int at_event = 3) {
    return ask(
        *sim_, GetParam(), request(stream),
        "x-sim-fault: " + fault + "\r\nx-sim-at-event: " + std::to_string(at_event) + "\r\n");
  }
  ErrorKind kind_of_stream(const RawAnswer& answer) {
    const auto events = read_stream(GetParam().format, answer.body);
    const auto* error = events.empty() ? nullptr : events.back().get_if<event::Error>();
    EXPECT_TRUE(error) << answer.body;
    return error ? error->error.kind : ErrorKind::Configuration;
  }
  // What was counted of the one request there was.
  void expect_counts(std::int64_t completed, std::int64_t broken, std::int64_t aborted) {
    ASSERT_TRUE(sim_->wait_until_idle());
    const SimCounts counts = sim_->counts();
    EXPECT_EQ(counts.completed, completed);
    EXPECT_EQ(counts.broken, broken);
    EXPECT_EQ(counts.aborted, aborted);
    EXPECT_EQ(counts.in_flight, 0);
  }

  std::unique_ptr<SimServer> sim_;
};

TEST_P(HttpBrokenAnswers, CloseBeforeHeadGivesNothing) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("close_before_head", stream);
    EXPECT_EQ(answer.head, "");
    EXPECT_EQ(answer.ended, Ended::InOrder);
  }
  EXPECT_EQ(sim_->counts().prompt_tokens, 0);
}

TEST_P(HttpBrokenAnswers, ResetBeforeHeadGivesAReset) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("reset_before_head", stream);
    EXPECT_EQ(answer.head, "");
    EXPECT_EQ(answer.ended, Ended::Reset);
  }
}

TEST_P(HttpBrokenAnswers, HangBeforeHeadWaitsUntilTheClientLeaves) {
  RawClient client(sim_->port());
  client.send(http_text(*sim_, GetParam(), request(false), "x-sim-fault: hang_before_head\r\n"));
  // Answers of another connection show that the first one has been read.
  while (sim_->counts().in_flight == 0) ask(*sim_, GetParam(), request(false));
  client.close();
  ASSERT_TRUE(sim_->wait_until_idle());
  EXPECT_EQ(sim_->counts().aborted, 1);
}

TEST_P(HttpBrokenAnswers, ResetMidHeadGivesHalfOfAHead) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("reset_mid_head", stream);
    EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_FALSE(answer.head.ends_with("\r\n\r\n"));
    EXPECT_EQ(answer.ended, Ended::Reset);
  }
}

TEST_P(HttpBrokenAnswers, SlowHeadArrivesInTheEnd) {
  const RawAnswer answer = ask_with("slow_head", false);
  EXPECT_TRUE(answer.whole);
  EXPECT_TRUE(read_whole(GetParam().format, answer));
  expect_counts(1, 0, 0);
}

TEST_P(HttpBrokenAnswers, LongLengthEndsTooEarly) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("long_length", stream);
    EXPECT_FALSE(answer.whole);
    EXPECT_EQ(answer.ended, Ended::InOrder);
  }
}

TEST_P(HttpBrokenAnswers, ShortLengthCutsTheAnswerAndSendsMore) {
  const RawAnswer answer = ask_with("short_length", false);
  EXPECT_TRUE(answer.whole);
  EXPECT_FALSE(read_whole(GetParam().format, answer));
}

TEST_P(HttpBrokenAnswers, GarbageHeadIsNotHttp) {
  RawClient client(sim_->port());
  client.send(http_text(*sim_, GetParam(), request(false), "x-sim-fault: garbage_head\r\n"));
  EXPECT_TRUE(client.read_all().starts_with("SSH-2.0"));
}

TEST_P(HttpBrokenAnswers, GarbageBodyCannotBeRead) {
  const RawAnswer answer = ask_with("garbage_body", false);
  EXPECT_EQ(answer.status, 200);
  const auto read = read_whole(GetParam().format, answer);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), ErrorKind::Protocol);
  EXPECT_EQ(kind_of_stream(ask_with("garbage_body", true)), ErrorKind::Protocol);
}

TEST_P(HttpBrokenAnswers, ResetMidStreamComesAfterSomeOfIt) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("reset_mid_stream", stream);
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body, "");
    EXPECT_FALSE(answer.whole);
    EXPECT_EQ(answer.ended, Ended::Reset);
  }
  expect_counts(0, 2, 0);
  EXPECT_GT(sim_->counts().prompt_tokens, 0);
}

TEST_P(HttpBrokenAnswers, CloseMidStreamComesAfterSomeOfIt) {
  for (const bool stream : {false, true}) {
    const RawAnswer answer = ask_with("close_mid_stream", stream);
    EXPECT_NE(answer.body, "");
    EXPECT_FALSE(answer.whole);
    EXPECT_EQ(answer.ended, Ended::InOrder);
  }
}

TEST_P(HttpBrokenAnswers, CutStreamEndsInGoodOrderAndIsNotWhole) {
  const RawAnswer answer = ask_with("cut_stream", true);
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(kind_of_stream(answer), ErrorKind::Protocol);
  EXPECT_FALSE(read_whole(GetParam().format, ask_with("cut_stream", false)));
  expect_counts(0, 2, 0);
}

TEST_P(HttpBrokenAnswers, HangMidStreamWaitsUntilTheClientLeaves) {
  for (const bool stream : {false, true}) {
    RawClient client(sim_->port());
    client.send(http_text(*sim_, GetParam(), request(stream),
                          "x-sim-fault: hang_mid_stream\r\nx-sim-at-event: 3\r\n"));
    EXPECT_NE(client.read_until("\r\n\r\n"), "");
    client.close();
  }
  expect_counts(0, 0, 2);
}

TEST_P(HttpBrokenAnswers, ErrorInStreamIsTheProvidersOwn) {
  const RawAnswer answer = ask_with("error_in_stream", true);
  // OpenAI's streams have no word for it.
  const bool openai = GetParam().provider == "openai";
  EXPECT_EQ(kind_of_stream(answer), openai ? ErrorKind::Server : ErrorKind::Overloaded);
  expect_counts(0, 1, 0);
}

TEST_P(HttpBrokenAnswers, MalformedFrameCannotBeRead) {
  EXPECT_EQ(kind_of_stream(ask_with("malformed_frame", true)), ErrorKind::Protocol);
}

TEST_P(HttpBrokenAnswers, NoUsageLeavesItOutWhereTheProtocolCan) {
  const auto whole = read_whole(GetParam().format, ask_with("no_usage", false));
  ASSERT_TRUE(whole);
  const auto usage = std::get<LlmResponse>(*whole).usage;
  EXPECT_EQ(usage.value_or(TokenUsage{}).total(), 0);
  const auto events = read_stream(GetParam().format, ask_with("no_usage", true).body);
  const auto* end = events.back().get_if<event::Completed>();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->response.usage.value_or(TokenUsage{}).total(), 0);
  EXPECT_GT(sim_->counts().completion_tokens, 0);
}

TEST_P(HttpBrokenAnswers, DuplicateEndIsPassedOver) {
  const auto events = read_stream(GetParam().format, ask_with("duplicate_end", true).body);
  EXPECT_TRUE(events.back().is<event::Completed>());
  expect_counts(1, 0, 0);
}

TEST_P(HttpBrokenAnswers, ChargesTheOutputUpToTheBreak) {
  LlmRequest asked = request(true);
  const RawAnswer answer =
      ask(*sim_, GetParam(), asked,
          "x-sim-fault: cut_stream\r\nx-sim-at-event: 6\r\nx-sim-output-tokens: 100\r\n");
  StreamDecoder decoder(GetParam().format);
  (void)decoder.feed(answer.body);
  const std::string seen = decoder.response_so_far().content_text.str();
  ASSERT_TRUE(sim_->wait_until_idle());
  EXPECT_GT(sim_->counts().completion_tokens, 0);
  EXPECT_LT(sim_->counts().completion_tokens, 100);
  EXPECT_NE(seen, "");
}

std::string name_of(const ::testing::TestParamInfo<SimPeer>& info) {
  return std::string(to_string(info.param.format));
}
INSTANTIATE_TEST_SUITE_P(All, HttpBrokenAnswers, ::testing::ValuesIn(kPeers), name_of);

TEST(RefusedConnections, ComeBackOnTheSamePort) {
  const auto sim = SimServer::start().value();
  ASSERT_TRUE(sim->refuse_connections(true));
  EXPECT_FALSE(RawClient(sim->port()).connected());
  ASSERT_TRUE(sim->refuse_connections(false));
  EXPECT_TRUE(RawClient(sim->port()).connected());
}

}  // namespace
}  // namespace omnillm
