#include "gateway/core.h"

#include <algorithm>
#include <array>
#include <utility>

namespace omnillm::gateway {

Provider* Core::provider(std::string_view name) const {
  for (const auto& each : providers)
    if (each->name() == name) return each.get();
  return nullptr;
}

Result<Payers> Core::payers(const std::vector<std::string>& budgets) {
  if (budgets.size() + 1 > kMaxScopes)
    return fail(ErrorKind::Configuration, "a call is charged to at most " +
                                              std::to_string(kMaxScopes - 1) +
                                              " budgets besides the gateway's own");
  std::array<AccountId, kMaxScopes> accounts{account};
  std::size_t count = 1;
  Payers payers{.is_hard = budget_is_hard};
  for (const std::string& name : budgets) {
    const auto found = ledger->find(name);
    if (!found)
      return fail(ErrorKind::Configuration,
                  "no budget is called \"" + name + "\"; add it with GatewayBuilder::budget()");
    accounts[count++] = *found;
    payers.is_hard = true;
  }
  auto path = ledger->path(std::span<const AccountId>(accounts.data(), count));
  if (!path) return tl::unexpected(std::move(path.error()));
  payers.path = *path;
  return payers;
}

namespace {

// "openai:gpt-4.1" and "openai/gpt-4.1", where a provider of ours is called that.
std::optional<Route> named_in(const Core& core, std::string_view model) {
  for (const char mark : {':', '/'}) {
    const std::size_t at = model.find(mark);
    if (at == std::string_view::npos || at == 0 || at + 1 == model.size()) continue;
    const std::string_view provider = model.substr(0, at);
    if (core.provider(provider) == nullptr) continue;
    return Route(
        Target{.provider = std::string(provider), .model = std::string(model.substr(at + 1))});
  }
  return std::nullopt;
}

}  // namespace

Result<Route> Core::route_for(const CallOptions& options, std::string_view model) const {
  if (!options.provider.empty()) {
    if (provider(options.provider) != nullptr) return Route(Target{.provider = options.provider});
    return fail(ErrorKind::Configuration, "no provider is called \"" + options.provider +
                                              "\"; add it with GatewayBuilder::provider()");
  }
  if (!options.route.empty()) {
    const auto found = routes.find(options.route);
    if (found != routes.end()) return found->second;
    return fail(ErrorKind::Configuration, "no route is called \"" + options.route +
                                              "\"; add it with GatewayBuilder::route()");
  }
  if (auto named = named_in(*this, model)) return *std::move(named);
  if (default_route) return *default_route;
  if (providers.size() == 1) return Route(Target{.provider = providers.front()->name()});
  // The model's name may tell whose it is.
  if (const auto resolved = registry.resolve(model); resolved && resolved->provider != nullptr)
    if (const Provider* found = provider(resolved->provider->name))
      return Route(Target{.provider = found->name(), .model = resolved->model});
  std::string known;
  for (const auto& each : providers) known += (known.empty() ? "" : ", ") + each->name();
  return fail(ErrorKind::Configuration,
              "nothing says which provider serves \"" + std::string(model) +
                  "\"; write it as provider:model (" + known + "), or set a default route");
}

bool Core::enter() {
  MutexLock lock(&mu_);
  if (closed_) return false;
  ++running_;
  return true;
}

void Core::leave() {
  MutexLock lock(&mu_);
  if (--running_ == 0) emptied_.notify_all();
}

void Core::close() {
  MutexLock lock(&mu_);
  closed_ = true;
}

bool Core::wait_until_empty(Instant until) {
  MutexLock lock(&mu_);
  while (running_ > 0) {
    const Duration left = until - clock->now();
    if (left <= Duration::zero()) return false;
    // In short steps: the gateway's clock may be one of a test's.
    emptied_.wait_until(&mu_, std::chrono::steady_clock::now() +
                                  std::min<Duration>(left, std::chrono::milliseconds(50)));
  }
  return true;
}

std::int64_t Core::calls_running() const {
  MutexLock lock(&mu_);
  return running_;
}

Result<CallPass> CallPass::enter(std::shared_ptr<Core> core,
                                 const std::vector<std::string>& budgets) {
  auto payers = core->payers(budgets);
  if (!payers) return tl::unexpected(std::move(payers.error()));
  if (!core->enter())
    return fail(ErrorKind::OwnLimit, "the gateway is being drained and takes no more calls");
  return CallPass(std::move(core), *payers);
}

}  // namespace omnillm::gateway
