#include "omnillm/gateway_builder.h"

#include <cmath>
#include <utility>

#include "base/thread_scheduler.h"
#include "gateway/assembly.h"
#include "omnillm/http_transport.h"

namespace omnillm {

namespace {

using gateway::Core;
using gateway::Provider;
using gateway::ResolvedProvider;

// The name of the gateway's own account.
constexpr std::string_view kOwnBudget = "gateway";

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorKind::Configuration, std::move(message));
}

}  // namespace

GatewayBuilder::GatewayBuilder(ProviderEndpoint endpoint) : first_endpoint_(std::move(endpoint)) {}

GatewayBuilder& GatewayBuilder::provider(ProviderConfig config) {
  providers_.push_back(std::move(config));
  return *this;
}

GatewayBuilder& GatewayBuilder::add_key(KeyConfig key) {
  first_keys_.push_back(std::move(key));
  return *this;
}

GatewayBuilder& GatewayBuilder::add_keys(std::vector<KeyConfig> keys) {
  for (KeyConfig& key : keys) first_keys_.push_back(std::move(key));
  return *this;
}

GatewayBuilder& GatewayBuilder::add_key_from_env(std::string_view variable) {
  first_variables_.emplace_back(variable);
  return *this;
}

GatewayBuilder& GatewayBuilder::pool_config(PoolConfig config) {
  pool_ = config;
  return *this;
}

GatewayBuilder& GatewayBuilder::credentials(CredentialResolver resolver) {
  resolver_ = std::move(resolver);
  return *this;
}

GatewayBuilder& GatewayBuilder::route(Route route) {
  default_route_ = std::move(route);
  return *this;
}

GatewayBuilder& GatewayBuilder::route(std::string_view name, Route route) {
  routes_.emplace_back(std::string(name), std::move(route));
  return *this;
}

GatewayBuilder& GatewayBuilder::budget_limit_usd(double limit) {
  limit_usd_ = limit;
  return *this;
}

GatewayBuilder& GatewayBuilder::budget(Budget budget) {
  budget_ = std::move(budget);
  return *this;
}

GatewayBuilder& GatewayBuilder::budget(std::string_view name, Budget budget) {
  budgets_.push_back({std::string(name), std::move(budget)});
  return *this;
}

GatewayBuilder& GatewayBuilder::on_budget_alert(std::function<void(const BudgetAlert&)> callback) {
  on_alert_ = std::move(callback);
  return *this;
}

GatewayBuilder& GatewayBuilder::price_book(PriceBook prices) {
  prices_ = std::move(prices);
  return *this;
}

GatewayBuilder& GatewayBuilder::price_policy(PricePolicy policy) {
  price_policy_ = policy;
  return *this;
}

GatewayBuilder& GatewayBuilder::reserve_for_unbounded(Money amount) {
  unbounded_ = amount;
  return *this;
}

GatewayBuilder& GatewayBuilder::request_timeout(Duration timeout) {
  timeouts_.call = timeout;
  timeouts_.first_byte = timeout;
  timeouts_.idle = timeout;
  return *this;
}

GatewayBuilder& GatewayBuilder::timeouts(TimeoutPolicy policy) {
  timeouts_ = policy;
  return *this;
}

GatewayBuilder& GatewayBuilder::retry(RetryPolicy policy) {
  retries_ = policy;
  return *this;
}

GatewayBuilder& GatewayBuilder::transport(std::shared_ptr<Transport> transport) {
  transport_ = std::move(transport);
  return *this;
}

GatewayBuilder& GatewayBuilder::clock(std::shared_ptr<const Clock> clock) {
  clock_ = std::move(clock);
  return *this;
}

GatewayBuilder& GatewayBuilder::scheduler(std::shared_ptr<Scheduler> scheduler) {
  scheduler_ = std::move(scheduler);
  return *this;
}

GatewayBuilder& GatewayBuilder::environment(std::shared_ptr<const Environment> environment) {
  environment_ = std::move(environment);
  return *this;
}

GatewayBuilder& GatewayBuilder::registry(ProviderRegistry registry) {
  registry_ = std::move(registry);
  return *this;
}

GatewayBuilder& GatewayBuilder::observer(std::shared_ptr<Observer> observer) {
  observers_.push_back(std::move(observer));
  return *this;
}

GatewayBuilder& GatewayBuilder::io_threads(std::size_t threads) {
  io_threads_ = threads;
  return *this;
}

GatewayBuilder& GatewayBuilder::seed(std::uint64_t seed) {
  seed_ = seed;
  return *this;
}

// ---- Putting it together

// The steps of build(), each of which may say no.
class GatewayAssembly {
 public:
  explicit GatewayAssembly(const GatewayBuilder& from) : from_(from) {}

  Result<std::shared_ptr<Core>> run() {
    if (auto ok = stand_on(); !ok) return tl::unexpected(std::move(ok.error()));
    if (auto ok = check_policies(); !ok) return tl::unexpected(std::move(ok.error()));
    if (auto ok = open_budgets(); !ok) return tl::unexpected(std::move(ok.error()));
    if (auto ok = add_providers(); !ok) return tl::unexpected(std::move(ok.error()));
    if (auto ok = add_routes(); !ok) return tl::unexpected(std::move(ok.error()));
    return std::move(core_);
  }

 private:
  Result<void> stand_on() {
    Core& core = *core_;
    core.clock_owner = from_.clock_ ? from_.clock_ : std::make_shared<const PreciseClock>();
    core.clock = core.clock_owner.get();
    core.scheduler = from_.scheduler_;
    if (!core.scheduler) core.scheduler = make_thread_scheduler();
    environment_ = from_.environment_;
    if (!environment_)
      environment_ = std::make_shared<const FixedEnvironment>(
          std::map<std::string, std::string, std::less<>>{});
    core.registry = from_.registry_ ? *from_.registry_ : embedded_provider_registry();
    core.seed = from_.seed_ ? *from_.seed_ : Rng::from_system().next();
    core.loops = std::make_unique<gateway::LoopPool>(core.clock_owner, from_.io_threads_);
    core.metrics = std::make_shared<Metrics>();
    std::vector<std::shared_ptr<Observer>> observers{core.metrics};
    observers.insert(observers.end(), from_.observers_.begin(), from_.observers_.end());
    core.observer = std::make_shared<ObserverList>(std::move(observers));
    core.transport = from_.transport_;
    if (!core.transport) {
      auto made = HttpTransport::create({.environment = environment_.get()});
      if (!made) return tl::unexpected(std::move(made.error()));
      core.transport = *std::move(made);
    }
    return {};
  }

  Result<void> check_policies() {
    const RetryPolicy& retries = from_.retries_;
    if (retries.max_attempts < 1 || retries.max_attempts > 100)
      return wrong("retry: max_attempts must be from 1 (never again) to 100");
    if (retries.budget_percent < 0 || retries.budget_percent > 1'000 || retries.budget_minimum < 0)
      return wrong("retry: budget_percent must be from 0 to 1000, budget_minimum at least 0");
    const TimeoutPolicy& timeouts = from_.timeouts_;
    for (const Duration each : {timeouts.connect, timeouts.first_byte, timeouts.idle, timeouts.call,
                                timeouts.stream, retries.backoff})
      if (each <= Duration::zero()) return wrong("timeouts and back-offs must be positive");
    core_->retries = retries;
    core_->timeouts = timeouts;
    return {};
  }

  Result<void> open_budgets() {
    Core& core = *core_;
    core.ledger = std::make_unique<Ledger>(LedgerOptions{.on_alert = from_.on_alert_});
    core.money.prices = from_.prices_;
    core.money.unknown = from_.price_policy_;
    core.money.unbounded = from_.unbounded_;
    Budget own = from_.budget_.value_or(Budget{});
    if (from_.limit_usd_) {
      auto limit = Money::from_usd(*from_.limit_usd_);
      if (!limit || *limit < Money{})
        return wrong("budget_limit_usd must be a number of dollars, zero or more");
      own.limit = *limit;
    }
    core.budget_is_hard = own.limit != Money::max() && own.hardness == Hardness::Hard;
    // Every call of every thread draws from it.
    own.shared = own.period == Period::Total && own.hardness == Hardness::Hard;
    auto account = core.ledger->open(kOwnBudget, own);
    if (!account) return tl::unexpected(std::move(account.error()));
    core.account = *account;
    for (const auto& [name, budget] : from_.budgets_)
      if (auto opened = core.ledger->open(name, budget); !opened)
        return tl::unexpected(std::move(opened.error()));
    return {};
  }

  // What add_key() and its like were told belongs to the first provider.
  std::vector<ProviderConfig> configs() const {
    std::vector<ProviderConfig> all = from_.providers_;
    if (from_.first_endpoint_) {
      const ProviderDescriptor* known = core_->registry.at_url(from_.first_endpoint_->base_url);
      ProviderConfig first(known != nullptr ? known->name : "default");
      first.speaks(*from_.first_endpoint_);
      all.insert(all.begin(), std::move(first));
    }
    if (all.empty()) return all;
    for (const KeyConfig& key : from_.first_keys_) all.front().key(key);
    for (const std::string& name : from_.first_variables_) all.front().key_from_env(name);
    return all;
  }

  Result<void> add_providers() {
    const std::vector<ProviderConfig> all = configs();
    if (all.empty())
      return wrong(
          "a gateway needs a provider: GatewayBuilder(ProviderEndpoint::...) or "
          ".provider(ProviderConfig(\"openai\"))");
    for (const ProviderConfig& config : all) {
      if (core_->provider(config.name) != nullptr)
        return wrong("two providers are called \"" + config.name + "\"; give one another name, " +
                     "and say like(\"" + config.name + "\")");
      if (auto added = add_provider(config); !added)
        return tl::unexpected(std::move(added.error()));
    }
    return {};
  }

  Result<void> add_provider(const ProviderConfig& config) {
    Core& core = *core_;
    auto resolved =
        gateway::resolve_provider(config, core.registry, *environment_, from_.resolver_);
    if (!resolved) return tl::unexpected(std::move(resolved.error()));
    PoolConfig pool = config.pool.value_or(from_.pool_);
    pool.seed = Rng(core.seed).child(core.providers.size()).next();
    auto keys = KeyPool::create(std::move(resolved->keys), pool, *core.clock, *core.scheduler);
    if (!keys) return wrong(config.name + ": " + keys.error().message());
    auto provider = std::make_unique<Provider>(
        std::move(resolved->parts), std::move(resolved->dialect), *std::move(keys), *core.ledger,
        *core.clock,
        limit::RetryBudgetConfig{.percent = core.retries.budget_percent,
                                 .minimum = core.retries.budget_minimum});
    if (auto ok = provider->sign_with(resolved->credentials, *core.transport, *core.clock); !ok)
      return wrong(config.name + ": " + ok.error().message());
    core.providers.push_back(std::move(provider));
    return {};
  }

  Result<void> check_route(const Route& route, std::string_view called) {
    if (auto ok = route.check(); !ok)
      return wrong(std::string(called) + ": " + ok.error().message());
    for (const Target* target : route.targets())
      if (core_->provider(target->provider) == nullptr)
        return wrong(std::string(called) + ": no provider is called \"" + target->provider +
                     "\"; add it with GatewayBuilder::provider()");
    return {};
  }

  Result<void> add_routes() {
    if (from_.default_route_) {
      if (auto ok = check_route(*from_.default_route_, "the default route"); !ok) return ok;
      core_->default_route = from_.default_route_;
    }
    for (const auto& [name, route] : from_.routes_) {
      if (name.empty()) return wrong("a named route needs a name");
      if (auto ok = check_route(route, "route \"" + name + "\""); !ok) return ok;
      if (!core_->routes.emplace(name, route).second)
        return wrong("two routes are called \"" + name + "\"");
    }
    return {};
  }

  const GatewayBuilder& from_;
  std::shared_ptr<const Environment> environment_;
  std::shared_ptr<Core> core_ = std::make_shared<Core>();
};

Result<std::shared_ptr<Core>> gateway::assemble(const GatewayBuilder& builder) {
  return GatewayAssembly(builder).run();
}

Result<Gateway> GatewayBuilder::build() const {
  auto core = gateway::assemble(*this);
  if (!core) return tl::unexpected(std::move(core.error()));
  return Gateway(*std::move(core));
}

}  // namespace omnillm
