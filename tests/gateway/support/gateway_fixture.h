// A gateway on scripted providers, and what every test asks of it afterwards.

#ifndef OMNILLM_TESTS_GATEWAY_SUPPORT_GATEWAY_FIXTURE_H_
#define OMNILLM_TESTS_GATEWAY_SUPPORT_GATEWAY_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/support/scripted_transport.h"
#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"

namespace omnillm {

inline constexpr const char* kChatAnswer =
    R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello back!"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";

inline std::string chat_chunk(const std::string& text) {
  return R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",)"
         R"("choices":[{"index":0,"delta":{"role":"assistant","content":")" +
         text + "\"},\"finish_reason\":null}]}\n\n";
}
inline std::string chat_end() {
  return R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",)"
         R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
         "\n\n"
         R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",)"
         R"("choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"
         "\n\ndata: [DONE]\n\n";
}

inline LlmRequest hello(std::string model = "gpt-4o") {
  return {.model = std::move(model),
          .input = {Message::user("Hello!")},
          .generation = {.max_output_tokens = 64}};
}

// One provider that speaks Chat Completions, as many keys as wanted, quick retries.
inline GatewayBuilder chat_gateway(std::shared_ptr<Transport> transport, int keys = 1) {
  GatewayBuilder builder(ProviderEndpoint::openai_chat_completions());
  for (int i = 1; i <= keys; ++i)
    builder.add_key(KeyConfig("sk-canary-" + std::to_string(i), "key-" + std::to_string(i)));
  builder.transport(std::move(transport)).seed(1);
  builder.retry({.max_attempts = 3, .backoff = std::chrono::milliseconds(1)});
  return builder;
}

// Nothing reserved, nothing leased, nobody connected.
inline void expect_at_rest(const Gateway& gateway, const ScriptedTransport& transport) {
  EXPECT_EQ(transport.open_exchanges(), 0);
  EXPECT_EQ(gateway.calls_running(), 0);
  for (const auto& [name, budget] : gateway.budgets()) EXPECT_EQ(budget.reserved, Money{}) << name;
  for (const KeyStatus& key : gateway.pool_status()) EXPECT_EQ(key.in_flight, 0) << key.label;
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_GATEWAY_SUPPORT_GATEWAY_FIXTURE_H_
