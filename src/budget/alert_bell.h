// Calls the ledger's alert callback, once for each threshold and window.

#ifndef OMNILLM_BUDGET_ALERT_BELL_H_
#define OMNILLM_BUDGET_ALERT_BELL_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "base/mutex.h"
#include "budget/account.h"

namespace omnillm::budget {

struct Window;

// The due amount stands beside the settled one, so that a settlement that reaches nothing pays one
// load for it. Settling and then looking at the due amount, and moving the due amount and then
// looking at what is settled, are all sequentially consistent: one of the two notices.
//
// Thread safety: every member may be called by any threads at once; the callback runs outside the
// lock.
class AlertBell {
 public:
  explicit AlertBell(std::function<void(const BudgetAlert&)> callback)
      : callback_(std::move(callback)) {}

  // For a total budget, and for a window.
  static void ring_if_due(Account& account) {
    if (account.settled.load() >= account.alert_at.load()) ring(account);
  }
  static void ring_if_due(Window& window);

  // After the limit has changed.
  static void move(Account& account);
  static void move(Window& window);

 private:
  static void ring(Account& account);
  void ring(Account& account, Balance& balance, std::uint8_t& fired,
            std::optional<WallTime> window_ends);
  void move(const Account& account, Balance& balance, const std::uint8_t& fired);

  const std::function<void(const BudgetAlert&)> callback_;
  Mutex mu_;  // guards alerts_fired of every account and current window
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_ALERT_BELL_H_
