#include "gateway/health.h"

#include <variant>

namespace omnillm::gateway {

namespace {

// What an answer is taken to be long where its request does not say.
constexpr std::int64_t kExpectedOutput = 512;

std::int64_t expected_prompt(const ApiRequest& request) {
  const auto* generation = std::get_if<LlmRequest>(&request);
  return generation != nullptr ? generation->estimated_prompt_tokens() : 1'000;
}

}  // namespace

std::string_view model_of(const ApiRequest& request) {
  return std::visit(
      [](const auto& r) -> std::string_view {
        if constexpr (requires { r.request.model; })
          return r.request.model;
        else if constexpr (requires { r.model; })
          return r.model;
        else
          return {};
      },
      request);
}

HealthView::HealthView(Core& core, const Route& route, const ApiRequest& request) {
  if (std::holds_alternative<Target>(route.node().kind)) return;
  const std::int64_t prompt = expected_prompt(request);
  for (const Target* target : route.targets()) {
    Provider* provider = core.provider(target->provider);
    if (provider == nullptr) continue;
    const std::string_view model = target->model.empty() ? model_of(request) : target->model;
    ModelState& state = provider->model(model);
    TargetHealth entry{.provider = provider->name(), .model = model};
    entry.in_flight = state.in_flight.load(std::memory_order_relaxed);
    entry.breaker_open = provider->keys().endpoint_failing();
    entry.first_token = state.first_token.summary();
    entry.total = state.total.summary();
    if (const auto price = core.money.prices.find(provider->price_name(), model))
      entry.price = expected_price(*price, prompt, kExpectedOutput);
    entries_.push_back(entry);
  }
}

}  // namespace omnillm::gateway
