// The faults that are errors: each provider says them in its own words, and our codecs understand
// what is meant.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "omnillm/sim_server.h"
#include "sim/http_errors.h"
#include "sim/http_faults.h"
#include "support/sim_client.h"

namespace omnillm {
namespace {

using sim::FaultKind;
using tests::ask;
using tests::RawAnswer;
using tests::read_whole;
using tests::SimPeer;

const SimPeer kPeers[] = {
    {"openai", WireFormat::OpenAiChatCompletions}, {"openai", WireFormat::OpenAiResponses},
    {"anthropic", WireFormat::AnthropicMessages},  {"gemini", WireFormat::GeminiGenerateContent},
    {"vertex", WireFormat::GeminiGenerateContent}, {"bedrock", WireFormat::BedrockConverse},
    {"azure", WireFormat::OpenAiChatCompletions},  {"vllm", WireFormat::OpenAiChatCompletions},
    {"openai", WireFormat::OpenAiEmbeddings},      {"jina", WireFormat::OpenAiRerank},
    {"cohere", WireFormat::CohereRerank},
};

ApiRequest request_for(WireFormat format) {
  if (format == WireFormat::OpenAiEmbeddings)
    return EmbeddingRequest{.model = "m", .input = {"hello"}};
  if (format == WireFormat::OpenAiRerank || format == WireFormat::CohereRerank)
    return RerankRequest{.model = "m", .query = "hello", .documents = {"hello you"}};
  return LlmRequest{.model = "m", .messages = {Message::user("hello")}};
}

struct Meaning {
  FaultKind fault;
  ErrorKind kind;
};

constexpr Meaning kMeanings[] = {
    {FaultKind::BadRequest, ErrorKind::BadRequest},
    {FaultKind::Unauthorized, ErrorKind::Auth},
    {FaultKind::PaymentRequired, ErrorKind::Quota},
    {FaultKind::Quota, ErrorKind::Quota},
    {FaultKind::Forbidden, ErrorKind::Permission},
    {FaultKind::NotFound, ErrorKind::NotFound},
    {FaultKind::RequestTimeout, ErrorKind::Timeout},
    {FaultKind::TooLarge, ErrorKind::BadRequest},
    {FaultKind::ContextLength, ErrorKind::ContextLength},
    {FaultKind::ContentPolicy, ErrorKind::ContentPolicy},
    {FaultKind::Unprocessable, ErrorKind::BadRequest},
    {FaultKind::RateLimit, ErrorKind::ProviderLimit},
    {FaultKind::RateLimitSilent, ErrorKind::ProviderLimit},
    {FaultKind::Server, ErrorKind::Server},
    {FaultKind::BadGateway, ErrorKind::Server},
    {FaultKind::Unavailable, ErrorKind::Overloaded},
    {FaultKind::GatewayTimeout, ErrorKind::Timeout},
    {FaultKind::Overloaded, ErrorKind::Overloaded},
};

// Where a provider has no word of its own for it.
ErrorKind meaning_at(const SimPeer& peer, const Meaning& meaning) {
  const bool bedrock = peer.format == WireFormat::BedrockConverse;
  if (bedrock && meaning.fault == FaultKind::PaymentRequired) return ErrorKind::Permission;
  const bool has_policy =
      !bedrock && peer.provider != "vllm" && peer.provider != "jina" && peer.provider != "cohere";
  if (!has_policy && meaning.fault == FaultKind::ContentPolicy) return ErrorKind::BadRequest;
  const bool anthropic = peer.format == WireFormat::AnthropicMessages;
  if (anthropic && meaning.fault == FaultKind::Unavailable) return ErrorKind::Server;
  return meaning.kind;
}

class HttpRefusals : public ::testing::TestWithParam<SimPeer> {};

TEST_P(HttpRefusals, AreUnderstood) {
  const auto sim = SimServer::start().value();
  for (const Meaning& meaning : kMeanings) {
    const std::string name(sim::row_of(meaning.fault).name);
    const RawAnswer answer =
        ask(*sim, GetParam(), request_for(GetParam().format), "x-sim-fault: " + name + "\r\n");
    const auto read = read_whole(GetParam().format, answer);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().kind(), meaning_at(GetParam(), meaning)) << name << '\n'
                                                                    << answer.head << answer.body;
  }
  EXPECT_EQ(sim->counts().refused_other, static_cast<std::int64_t>(std::size(kMeanings)));
  EXPECT_EQ(sim->counts().accepted, 0);
}

std::string name_of(const ::testing::TestParamInfo<SimPeer>& info) {
  return info.param.provider + '_' + std::string(to_string(info.param.format));
}
INSTANTIATE_TEST_SUITE_P(All, HttpRefusals, ::testing::ValuesIn(kPeers), name_of);

TEST(HttpRefusalHints, StandWhereEachProviderHasThem) {
  const auto sim = SimServer::start().value();
  const std::string fault = "x-sim-fault: rate_limit\r\nx-sim-retry-after: 1500ms\r\n";
  const auto refused = [&](const SimPeer& peer) {
    return ask(*sim, peer, request_for(peer.format), fault);
  };
  const RawAnswer openai = refused({"openai", WireFormat::OpenAiChatCompletions});
  EXPECT_EQ(openai.field("retry-after"), "2");
  EXPECT_EQ(openai.field("retry-after-ms"), "1500");
  EXPECT_EQ(refused({"anthropic", WireFormat::AnthropicMessages}).field("retry-after"), "2");
  const RawAnswer gemini = refused({"gemini", WireFormat::GeminiGenerateContent});
  EXPECT_EQ(gemini.field("retry-after"), "");
  EXPECT_NE(gemini.body.find(R"("retryDelay":"1.500s")"), std::string::npos);
  const RawAnswer bedrock = refused({"bedrock", WireFormat::BedrockConverse});
  EXPECT_EQ(bedrock.field("retry-after"), "");
  EXPECT_EQ(bedrock.field("x-amzn-errortype"), "ThrottlingException");
}

TEST(HttpRefusalHints, AreNotGivenByASilentOne) {
  const auto sim = SimServer::start().value();
  const RawAnswer answer =
      ask(*sim, {"openai", WireFormat::OpenAiChatCompletions},
          request_for(WireFormat::OpenAiChatCompletions), "x-sim-fault: rate_limit_silent\r\n");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.field("retry-after"), "");
}

TEST(GoDuration, IsWrittenAsOpenAiWritesIt) {
  using namespace std::chrono_literals;
  EXPECT_EQ(sim::go_duration(0ms), "0ms");
  EXPECT_EQ(sim::go_duration(120ms), "120ms");
  EXPECT_EQ(sim::go_duration(1400ms), "1.4s");
  EXPECT_EQ(sim::go_duration(6min), "6m0s");
  EXPECT_EQ(sim::go_duration(3723s), "1h2m3s");
}

}  // namespace
}  // namespace omnillm
