// What all calls of a gateway share.

#ifndef OMNILLM_GATEWAY_CORE_H_
#define OMNILLM_GATEWAY_CORE_H_

#include <absl/container/flat_hash_map.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "gateway/loop_pool.h"
#include "gateway/provider.h"
#include "gateway/terms.h"
#include "omnillm/budget.h"
#include "omnillm/call_options.h"
#include "omnillm/gateway_policies.h"
#include "omnillm/metrics.h"
#include "omnillm/observer.h"
#include "omnillm/route.h"
#include "omnillm/transport.h"

namespace omnillm::gateway {

// Who pays for a call.
struct Payers {
  ScopePath path{};
  bool is_hard = false;
};

// What the builder puts together. Owned by the handles of the gateway; the last of them, or the
// last call, takes it down.
//
// Thread safety: every member may be used by any threads at once.
class Core {
 public:
  // In the order in which things may refer to each other: the last dies first.
  std::shared_ptr<const Clock> clock_owner{};
  const Clock* clock = nullptr;
  std::shared_ptr<Scheduler> scheduler{};
  std::shared_ptr<Transport> transport{};
  std::shared_ptr<Metrics> metrics{};
  std::shared_ptr<Observer> observer{};  // the metrics, and whoever else wants to know

  std::unique_ptr<Ledger> ledger{};
  AccountId account{};  // the gateway's own
  bool budget_is_hard = false;
  MoneyPolicy money{};
  RetryPolicy retries{};
  TimeoutPolicy timeouts{};
  std::uint64_t seed = 0;

  std::vector<std::unique_ptr<Provider>> providers{};
  absl::flat_hash_map<std::string, Route> routes{};
  std::optional<Route> default_route{};
  ProviderRegistry registry{};

  std::unique_ptr<LoopPool> loops{};

  [[nodiscard]] Provider* provider(std::string_view name) const;

  // Errors: Configuration, for a budget that nobody has opened.
  [[nodiscard]] Result<Payers> payers(const std::vector<std::string>& budgets);

  // The route of a call. Errors: Configuration, saying what to write instead.
  [[nodiscard]] Result<Route> route_for(const CallOptions& options, std::string_view model) const;

  // A number nobody else gets.
  [[nodiscard]] std::uint64_t next_number() {
    return calls_made.fetch_add(1, std::memory_order_relaxed);
  }

  // ---- Drain: whether new calls are taken, and how many go on.
  [[nodiscard]] bool enter();
  void leave();
  void close();
  // False when the time has passed and calls still go on.
  [[nodiscard]] bool wait_until_empty(Instant until);
  [[nodiscard]] std::int64_t calls_running() const;

 private:
  std::atomic<std::uint64_t> calls_made{0};
  mutable Mutex mu_;
  CondVar emptied_;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  std::int64_t running_ ABSL_GUARDED_BY(mu_) = 0;
};

// A call's leave to run. drain() waits until it has been given back.
class CallPass {
 public:
  // Errors: Configuration, as payers() has them; OwnLimit, when the gateway is being drained.
  [[nodiscard]] static Result<CallPass> enter(std::shared_ptr<Core> core,
                                              const std::vector<std::string>& budgets);
  CallPass(CallPass&& other) = default;
  CallPass& operator=(CallPass&&) = delete;
  ~CallPass() {
    if (core_) core_->leave();
  }

  [[nodiscard]] Core& core() const { return *core_; }
  [[nodiscard]] const Payers& payers() const { return payers_; }

 private:
  CallPass(std::shared_ptr<Core> core, const Payers& payers)
      : core_(std::move(core)), payers_(payers) {}

  std::shared_ptr<Core> core_;  // null: moved from
  Payers payers_;
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_CORE_H_
