// Floor: 4 gateway

#ifndef OMNILLM_GATEWAY_BUILDER_H_
#define OMNILLM_GATEWAY_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/credentials.h"
#include "omnillm/environment.h"
#include "omnillm/gateway.h"
#include "omnillm/gateway_policies.h"
#include "omnillm/keys.h"
#include "omnillm/observer.h"
#include "omnillm/pool.h"
#include "omnillm/prices.h"
#include "omnillm/provider_config.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/providers.h"
#include "omnillm/route.h"
#include "omnillm/transport.h"

namespace omnillm {

// Puts a gateway together. Nothing is checked before build(), which checks everything.
//
//   auto gateway = GatewayBuilder()
//                      .provider(ProviderConfig("openai").key_from_env("OPENAI_API_KEY"))
//                      .provider(ProviderConfig("anthropic").key_from_env("ANTHROPIC_API_KEY"))
//                      .route(route::fallback({route::to("openai", "gpt-4.1"),
//                                              route::to("anthropic", "claude-sonnet-4-5")}))
//                      .budget_limit_usd(50)
//                      .build();
//
// Thread safety: a value; one thread at a time.
class GatewayBuilder {
 public:
  GatewayBuilder() = default;
  // A gateway to one provider; add_key() and its like are about that one.
  explicit GatewayBuilder(ProviderEndpoint endpoint);

  // ---- Providers and keys

  GatewayBuilder& provider(ProviderConfig config);
  // Of the first provider.
  GatewayBuilder& add_key(KeyConfig key);
  GatewayBuilder& add_keys(std::vector<KeyConfig> keys);
  GatewayBuilder& add_key_from_env(std::string_view variable);
  // For every provider that has none of its own.
  GatewayBuilder& pool_config(PoolConfig config);
  // Asked for credentials that are neither given nor in the environment.
  GatewayBuilder& credentials(CredentialResolver resolver);

  // ---- Where calls go

  // Where the model's name says nothing else.
  GatewayBuilder& route(Route route);
  // For calls that ask for it: CallOptions::route.
  GatewayBuilder& route(std::string_view name, Route route);

  // ---- Money

  // The gateway's own budget, in total. Without one nothing is refused for money.
  GatewayBuilder& budget_limit_usd(double limit);
  GatewayBuilder& budget(Budget budget);
  // Another one, for calls that name it: CallOptions::budgets.
  GatewayBuilder& budget(std::string_view name, Budget budget);
  GatewayBuilder& on_budget_alert(std::function<void(const BudgetAlert&)> callback);
  GatewayBuilder& price_book(PriceBook prices);
  GatewayBuilder& price_policy(PricePolicy policy);
  // What is reserved for a request that nothing bounds; without it such requests are refused
  // where a hard budget pays.
  GatewayBuilder& reserve_for_unbounded(Money amount);

  // ---- How hard to try

  // Of calls, everything; of streams, the longest silence.
  GatewayBuilder& request_timeout(Duration timeout);
  GatewayBuilder& timeouts(TimeoutPolicy policy);
  GatewayBuilder& retry(RetryPolicy policy);

  // ---- What it stands on. What is not given is the real thing.

  GatewayBuilder& transport(std::shared_ptr<Transport> transport);
  GatewayBuilder& clock(std::shared_ptr<const Clock> clock);
  GatewayBuilder& scheduler(std::shared_ptr<Scheduler> scheduler);
  GatewayBuilder& environment(std::shared_ptr<const Environment> environment);
  GatewayBuilder& registry(ProviderRegistry registry);
  GatewayBuilder& observer(std::shared_ptr<Observer> observer);
  // Threads for what is asynchronous; 1 unless told.
  GatewayBuilder& io_threads(std::size_t threads);
  // Decides every choice by chance; the same seed and the same calls choose the same.
  GatewayBuilder& seed(std::uint64_t seed);

  // Errors: Configuration; the message says what is wrong and what to write instead.
  [[nodiscard]] Result<Gateway> build() const;

 private:
  friend class GatewayAssembly;

  struct NamedBudget {
    std::string name;
    Budget budget;
  };

  std::vector<ProviderConfig> providers_{};
  std::optional<ProviderEndpoint> first_endpoint_{};
  std::vector<KeyConfig> first_keys_{};
  std::vector<std::string> first_variables_{};
  PoolConfig pool_{};
  CredentialResolver resolver_{};
  std::optional<Route> default_route_{};
  std::vector<std::pair<std::string, Route>> routes_{};
  std::optional<double> limit_usd_{};
  std::optional<Budget> budget_{};
  std::vector<NamedBudget> budgets_{};
  std::function<void(const BudgetAlert&)> on_alert_{};
  PriceBook prices_ = PriceBook::embedded();
  PricePolicy price_policy_{};
  std::optional<Money> unbounded_{};
  TimeoutPolicy timeouts_{};
  RetryPolicy retries_{};
  std::shared_ptr<Transport> transport_{};
  std::shared_ptr<const Clock> clock_{};
  std::shared_ptr<Scheduler> scheduler_{};
  std::shared_ptr<const Environment> environment_{};
  std::optional<ProviderRegistry> registry_{};
  std::vector<std::shared_ptr<Observer>> observers_{};
  std::size_t io_threads_ = 1;
  std::optional<std::uint64_t> seed_{};
};

}  // namespace omnillm

#endif  // OMNILLM_GATEWAY_BUILDER_H_
