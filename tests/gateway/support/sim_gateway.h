// A real gateway on real sockets against simulated providers: one of every protocol.

#ifndef OMNILLM_TESTS_GATEWAY_SUPPORT_SIM_GATEWAY_H_
#define OMNILLM_TESTS_GATEWAY_SUPPORT_SIM_GATEWAY_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"
#include "omnillm/sim_server.h"

namespace omnillm {

// A way of speaking, and a model that the price book knows there.
struct SpokenProtocol {
  const char* name;  // the gateway's provider
  const char* sim;   // the simulated one
  WireFormat format;
  const char* known_as;  // in the registry
  const char* model;
};

inline const std::vector<SpokenProtocol>& spoken_protocols() {
  static const std::vector<SpokenProtocol> all = {
      {"chat", "openai", WireFormat::OpenAiChatCompletions, "openai", "gpt-4o"},
      {"responses", "openai", WireFormat::OpenAiResponses, "openai", "gpt-4o"},
      {"messages", "anthropic", WireFormat::AnthropicMessages, "anthropic", "claude-sonnet-4-5"},
      {"gemini", "gemini", WireFormat::GeminiGenerateContent, "gemini", "gemini-2.5-flash"},
      {"converse", "bedrock", WireFormat::BedrockConverse, "bedrock",
       "anthropic.claude-sonnet-4-5-20250929-v1:0"},
  };
  return all;
}

inline ProviderConfig on_sim(const SimServer& sim, const SpokenProtocol& spoken, int keys = 2) {
  ProviderConfig config(spoken.name);
  auto endpoint = ProviderEndpoint::at(spoken.format, sim.base_url(spoken.sim));
  // The simulated Bedrock takes keys as bearers, too.
  if (spoken.format == WireFormat::BedrockConverse) endpoint.auth = AuthScheme::bearer();
  config.speaks(std::move(endpoint)).like(spoken.known_as);
  for (int i = 1; i <= keys; ++i)
    config.key(KeyConfig(std::string(spoken.name) + "-canary-" + std::to_string(i),
                         "key-" + std::to_string(i)));
  return config;
}

// Short waits, and a budget that everything fits in.
inline GatewayBuilder sim_gateway(const SimServer& sim, int keys = 2) {
  GatewayBuilder builder;
  for (const SpokenProtocol& spoken : spoken_protocols())
    builder.provider(on_sim(sim, spoken, keys));
  builder.budget_limit_usd(1'000).seed(7);
  builder.retry({.max_attempts = 3,
                 .budget_percent = 1'000,
                 .backoff = std::chrono::milliseconds(1),
                 .longest_backoff = std::chrono::milliseconds(5),
                 .longest_hint = std::chrono::milliseconds(100)});
  builder.timeouts({.connect = std::chrono::seconds(2),
                    .first_byte = std::chrono::milliseconds(150),
                    .idle = std::chrono::milliseconds(150),
                    .call = std::chrono::seconds(2),
                    .stream = std::chrono::seconds(2)});
  return builder;
}

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

inline void expect_nothing_held(const Gateway& gateway) {
  EXPECT_EQ(gateway.calls_running(), 0);
  for (const auto& [name, budget] : gateway.budgets()) EXPECT_EQ(budget.reserved, Money{}) << name;
  for (const PoolRow& row : gateway.pool_rows())
    EXPECT_EQ(row.key.in_flight, 0) << row.provider << " " << row.key.label;
}

inline LlmRequest question(const SpokenProtocol& spoken) {
  return {.model = std::string(spoken.name) + ":" + spoken.model,
          .instructions = "Answer briefly",
          .input = {Message::user("How do tides work?")},
          .generation = {.max_output_tokens = 64}};
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_GATEWAY_SUPPORT_SIM_GATEWAY_H_
