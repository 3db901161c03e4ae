// The gateway against simulated providers, over real sockets.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "gateway/support/sim_gateway.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

class EveryProtocol : public testing::TestWithParam<SpokenProtocol> {
 protected:
  std::unique_ptr<SimServer> sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
};

TEST_P(EveryProtocol, AnswersACall) {
  auto reply = gateway.call(question(GetParam()));
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_FALSE(reply->content_text.empty());
  ASSERT_TRUE(reply->usage);
  EXPECT_GT(reply->cost(), Money{});
  expect_nothing_held(gateway);
}

TEST_P(EveryProtocol, StreamsTheSameAnswer) {
  auto whole = gateway.call(question(GetParam()));
  ASSERT_TRUE(whole) << whole.error();
  auto stream = gateway.stream(question(GetParam()));
  ASSERT_TRUE(stream) << stream.error();
  std::string text;
  for (Result<LlmStreamEvent>& event : *stream) {
    ASSERT_TRUE(event) << event.error();
    if (const auto* delta = event->get_if<event::TextDelta>()) text += delta->delta.str();
  }
  EXPECT_EQ(text, whole->content_text.str());
  ASSERT_TRUE(stream->record());
  EXPECT_EQ(stream->record()->charged, whole->cost()) << "streamed or not, it costs the same";
  EXPECT_FALSE(stream->record()->charge_estimated);
  expect_nothing_held(gateway);
}

TEST_P(EveryProtocol, CountsWhatTheProviderCounts) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(gateway.call(question(GetParam())));
  ASSERT_TRUE(sim->wait_until_idle());
  const SimCounts counts = sim->counts(GetParam().sim);
  const MetricsSnapshot metrics = gateway.metrics();
  EXPECT_EQ(metrics.totals.tokens.prompt, counts.prompt_tokens);
  EXPECT_EQ(metrics.totals.tokens.completion, counts.completion_tokens);
}

INSTANTIATE_TEST_SUITE_P(Sim, EveryProtocol, testing::ValuesIn(spoken_protocols()),
                         [](const auto& p) { return std::string(p.param.name); });

// ---- The fault matrix: every fault, every protocol, whole and streamed.

struct FaultCase {
  const char* fault;
  ErrorKind kind;   // when it happens every time
  bool is_retried;  // more than one request arrives
  bool charges;     // nobody can tell that it cost nothing
  bool is_answered = false;
};

const std::vector<FaultCase>& fault_cases() {
  static const std::vector<FaultCase> all = {
      {"bad_request", ErrorKind::BadRequest, false, false},
      {"unauthorized", ErrorKind::Auth, true, false},
      {"payment_required", ErrorKind::Quota, true, false},
      {"quota", ErrorKind::Quota, true, false},
      {"forbidden", ErrorKind::Permission, true, false},
      {"not_found", ErrorKind::NotFound, false, false},
      {"too_large", ErrorKind::BadRequest, false, false},
      {"context_length", ErrorKind::ContextLength, false, false},
      {"content_policy", ErrorKind::ContentPolicy, false, false},
      {"unprocessable", ErrorKind::BadRequest, false, false},
      {"rate_limit", ErrorKind::ProviderLimit, true, false},
      {"server_error", ErrorKind::Server, true, false},
      {"bad_gateway", ErrorKind::Server, true, false},
      {"unavailable", ErrorKind::Overloaded, true, false},
      {"overloaded", ErrorKind::Overloaded, true, false},
      {"close_before_head", ErrorKind::Network, true, true},
      {"reset_before_head", ErrorKind::Network, true, true},
      {"hang_before_head", ErrorKind::Timeout, true, true},
      {"reset_mid_head", ErrorKind::Network, true, true},
      {"garbage_head", ErrorKind::Protocol, false, true},
      {"garbage_body", ErrorKind::Protocol, false, true},
      {"slow_head", ErrorKind::Timeout, true, true},
      {"no_usage", ErrorKind::Server, false, true, true},
  };
  return all;
}

// Where a protocol has no word of its own for it: Anthropic's 503 is an api_error, and Bedrock says
// in a sentence alone that a content was blocked, and that an account cannot pay.
ErrorKind spelled_otherwise(const FaultCase& fault) {
  const std::string_view name = fault.fault;
  if (name == "unavailable") return ErrorKind::Server;
  if (name == "content_policy") return ErrorKind::BadRequest;
  if (name == "payment_required") return ErrorKind::Permission;  // Bedrock has no 402
  return fault.kind;
}

// Protocols whose answers must have usage say zero, and what the provider says counts.
bool says_zero(const SpokenProtocol& spoken, const FaultCase& fault) {
  return std::string_view(fault.fault) == "no_usage" &&
         (spoken.format == WireFormat::AnthropicMessages ||
          spoken.format == WireFormat::BedrockConverse);
}

using Cell = std::tuple<SpokenProtocol, FaultCase, bool>;

class FaultMatrix : public testing::TestWithParam<Cell> {
 protected:
  // Nothing is left anywhere: money, leases, sockets.
  void TearDown() override {
    expect_nothing_held(gateway);
    EXPECT_TRUE(sim->wait_until_idle());
  }

  Result<LlmResponse> ask(bool streamed) {
    CallOptions options;
    options.extra_headers.set("x-sim-fault", std::get<1>(GetParam()).fault);
    if (!streamed) return gateway.call(question(std::get<0>(GetParam())), std::move(options));
    auto stream = gateway.stream(question(std::get<0>(GetParam())), std::move(options));
    if (!stream) return tl::unexpected(std::move(stream.error()));
    return stream->collect();
  }

  std::unique_ptr<SimServer> sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
};

TEST_P(FaultMatrix, HasTheRightErrorRetriesAndMoney) {
  const auto& [spoken, fault, streamed] = GetParam();
  const auto answer = ask(streamed);
  ASSERT_EQ(answer.has_value(), fault.is_answered)
      << (answer ? Error(ErrorKind::Server, "answered") : answer.error());
  if (!answer) {
    // When every key has refused, the pool says why it has none left.
    const bool is_out_of_keys = fault.kind == ErrorKind::Auth || fault.kind == ErrorKind::Quota ||
                                fault.kind == ErrorKind::Permission ||
                                fault.kind == ErrorKind::ProviderLimit;
    if (is_out_of_keys) {
      EXPECT_THAT(answer.error().kind(), testing::AnyOf(fault.kind, spelled_otherwise(fault),
                                                        ErrorKind::NoKey, ErrorKind::Timeout));
    } else {
      EXPECT_THAT(answer.error().kind(), testing::AnyOf(fault.kind, spelled_otherwise(fault)))
          << answer.error();
    }
  }
  const SimCounts counts = sim->counts(spoken.sim);
  if (fault.is_retried) {
    EXPECT_GT(counts.requests, 1);
  } else {
    EXPECT_EQ(counts.requests, 1);
  }
  EXPECT_EQ(gateway.budget_used_usd() > 0, fault.charges && !says_zero(spoken, fault));
}

std::string cell_name(const testing::TestParamInfo<Cell>& info) {
  const auto& [spoken, fault, streamed] = info.param;
  return std::string(spoken.name) + "_" + fault.fault + (streamed ? "_streamed" : "_whole");
}
INSTANTIATE_TEST_SUITE_P(Sim, FaultMatrix,
                         testing::Combine(testing::ValuesIn(spoken_protocols()),
                                          testing::ValuesIn(fault_cases()), testing::Bool()),
                         cell_name);

// ---- In the middle of a stream

struct MidStream {
  const char* fault;
  ErrorKind kind;
};
class StreamFault : public testing::TestWithParam<std::tuple<SpokenProtocol, MidStream>> {};

TEST_P(StreamFault, EndsInTheRightErrorAndChargesWhatWasSeen) {
  const auto& [spoken, fault] = GetParam();
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
  CallOptions options;
  options.extra_headers.set("x-sim-fault", fault.fault);
  options.extra_headers.set("x-sim-at-event", "6");
  options.extra_headers.set("x-sim-output-tokens", "60");
  auto stream = gateway.stream(question(spoken), std::move(options));
  // It may have come whole, with its fault, before the first event was given.
  const auto answer =
      stream ? stream->collect() : Result<LlmResponse>(tl::unexpected(stream.error()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), fault.kind) << answer.error();
  EXPECT_EQ(sim->counts(spoken.sim).requests, 1) << "nothing is tried again after the first token";
  EXPECT_GT(gateway.budget_used_usd(), 0);
  expect_nothing_held(gateway);
}

INSTANTIATE_TEST_SUITE_P(
    Sim, StreamFault,
    testing::Combine(testing::ValuesIn(spoken_protocols()),
                     testing::Values(MidStream{"reset_mid_stream", ErrorKind::Network},
                                     MidStream{"cut_stream", ErrorKind::Protocol},
                                     MidStream{"close_mid_stream", ErrorKind::Network},
                                     MidStream{"hang_mid_stream", ErrorKind::Timeout},
                                     MidStream{"malformed_frame", ErrorKind::Protocol})),
    [](const auto& p) {
      return std::string(std::get<0>(p.param).name) + "_" + std::get<1>(p.param).fault;
    });

TEST(GatewayOnSim, UsesTheConnectionOfAStreamAgainThatWasReadToItsEnd) {
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
  for (const SpokenProtocol& spoken : spoken_protocols()) {
    std::size_t after_the_first = 0;
    for (int i = 0; i < 6; ++i) {
      auto stream = gateway.stream(question(spoken));
      ASSERT_TRUE(stream) << stream.error();
      ASSERT_TRUE(stream->collect());
      if (i == 0) after_the_first = open_descriptors();
    }
    EXPECT_LE(open_descriptors(), after_the_first) << spoken.name;
  }
}

// ---- Dropped and cancelled at every event

class LeavingAStream : public testing::TestWithParam<SpokenProtocol> {};

TEST_P(LeavingAStream, LeavesNothingBehindAtAnyEvent) {
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
  const std::size_t before = open_descriptors();
  for (int events = 0; events < 24; ++events) {
    auto stream = gateway.stream(question(GetParam()));
    ASSERT_TRUE(stream) << stream.error();
    for (int i = 0; i < events; ++i) (void)stream->next();
    if (events % 2 == 0) stream->cancel();
  }
  EXPECT_TRUE(sim->wait_until_idle());
  expect_nothing_held(gateway);
  EXPECT_LE(open_descriptors(), before + 8) << "kept connections, and nothing else";
}
INSTANTIATE_TEST_SUITE_P(Sim, LeavingAStream, testing::ValuesIn(spoken_protocols()),
                         [](const auto& p) { return std::string(p.param.name); });

// ---- Keys and endpoints that fail while callers go on

TEST(GatewayOnSim, HidesARevokedKeyFromItsCallers) {
  SimOptions options;
  options.providers = {{.name = "openai",
                        .kind = ProviderKind::OpenAi,
                        .keys = {{.key = "chat-canary-1", .label = "key-1"},
                                 {.key = "chat-canary-2", .label = "key-2"}}}};
  auto sim = SimServer::start(options).value();
  Gateway gateway =
      GatewayBuilder().provider(on_sim(*sim, spoken_protocols()[0])).seed(3).build().value();
  for (int i = 0; i < 60; ++i) {
    if (i == 20) {
      ASSERT_TRUE(sim->revoke_key("openai", "key-1"));
    }
    auto reply = gateway.call(question(spoken_protocols()[0]));
    ASSERT_TRUE(reply) << i << ": " << reply.error();
  }
}

TEST(GatewayOnSim, HidesAFailingProviderBehindAFallback) {
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim)
                        .route(route::fallback({route::to("chat", "gpt-4o"),
                                                route::to("messages", "claude-sonnet-4-5")}))
                        .build()
                        .value();
  ASSERT_TRUE(sim->add_fault({.name = "unavailable", .provider = "openai"}));
  LlmRequest request = question(spoken_protocols()[0]);
  request.model = "any";
  for (int i = 0; i < 20; ++i) {
    auto reply = gateway.call(request);
    ASSERT_TRUE(reply) << reply.error();
    EXPECT_EQ(reply->record->answered_by()->provider, "messages");
  }
  EXPECT_LT(sim->counts("openai").requests, 20) << "its breaker opened";
}

TEST(GatewayOnSim, HidesAProviderThatCutsEveryTenthStreamBeforeItsFirstToken) {
  auto sim = SimServer::start().value();
  ASSERT_TRUE(sim->add_fault({.name = "close_before_head", .provider = "openai", .every = 10}));
  Gateway gateway = sim_gateway(*sim).build().value();
  for (int i = 0; i < 40; ++i) {
    auto stream = gateway.stream(question(spoken_protocols()[0]));
    ASSERT_TRUE(stream) << i << ": " << stream.error();
    EXPECT_TRUE(stream->collect()) << i;
  }
}

// Eight keys of 60 a minute, and the provider enforces the same: a scaled minute.
TEST(GatewayOnSim, UsesEightKeysFullyWithoutASingle429) {
  SimOptions options;
  options.speed = 1;
  SimProvider provider{.name = "openai", .kind = ProviderKind::OpenAi};
  ProviderConfig config("chat");
  for (int i = 0; i < 8; ++i) {
    const std::string secret = "canary-" + std::to_string(i);
    provider.keys.push_back({.key = secret, .label = secret, .rpm = 60});
    config.key(KeyConfig(secret, secret).rpm_limit(60).tpm_limit(10'000'000));
  }
  options.providers = {provider};
  auto sim = SimServer::start(options).value();
  config.speaks(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, sim->base_url("openai")))
      .like("openai");
  Gateway gateway = GatewayBuilder().provider(config).build().value();
  std::atomic<int> answered{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < 117; ++i)
        if (gateway.call(question(spoken_protocols()[0]))) ++answered;
    });
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 468);
  EXPECT_EQ(sim->counts("openai").refused_limit, 0);
}

// A server that closes connections while nobody looks at them is no failure.
TEST(GatewayOnSim, UsesNoConnectionThatWasClosedWhileItWasIdle) {
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).retry({.max_attempts = 1}).build().value();
  for (int i = 0; i < 5; ++i) {
    auto reply = gateway.call(question(spoken_protocols()[0]));
    ASSERT_TRUE(reply) << reply.error();
    ASSERT_TRUE(sim->refuse_connections(true));  // it closes those that stand
    ASSERT_TRUE(sim->refuse_connections(false));
  }
}

// ---- Everything that is no conversation

TEST(GatewayOnSim, EmbedsRanksSpeaksAndTheRest) {
  auto sim = SimServer::start().value();
  Gateway gateway = sim_gateway(*sim).build().value();
  auto vectors = gateway.embed({.model = "chat:text-embedding-3-small", .input = {"a", "b"}});
  ASSERT_TRUE(vectors) << vectors.error();
  EXPECT_EQ(vectors->data.size(), 2u);
  EXPECT_GT(vectors->cost(), Money{});
  auto count = gateway.count_tokens(question(spoken_protocols()[2]));
  ASSERT_TRUE(count) << count.error();
  EXPECT_GT(count->prompt_tokens, 0);
  auto models = gateway.list_models("gemini");
  ASSERT_TRUE(models) << models.error();
  EXPECT_FALSE(models->models.empty());
  auto flagged = gateway.moderate({.model = "chat:omni-moderation-latest", .input = {"hello"}});
  EXPECT_TRUE(flagged) << flagged.error();
  auto speech = gateway.speak({.model = "chat:tts-1", .input = "hello", .voice = "alloy"});
  ASSERT_TRUE(speech) << speech.error();
  EXPECT_FALSE(speech->audio.bytes.empty());
  auto heard = gateway.transcribe({.model = "chat:whisper-1", .audio = speech->audio});
  EXPECT_TRUE(heard) << heard.error();
  auto images = gateway.generate_images({.model = "chat:gpt-image-1", .prompt = "a cat"});
  EXPECT_TRUE(images) << images.error();
  expect_nothing_held(gateway);
}

}  // namespace
}  // namespace omnillm
