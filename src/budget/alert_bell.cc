#include "budget/alert_bell.h"

#include "budget/alerts.h"
#include "budget/ledger_core.h"
#include "budget/window_set.h"

namespace omnillm::budget {

void AlertBell::ring_if_due(Window& window) {
  if (window.settled.load() < window.alert_at.load()) return;
  window.account->extra->bell->ring(*window.account, window, window.alerts_fired, window.ends_at());
}

void AlertBell::ring(Account& account) {
  if (account.extra == nullptr) return;  // settled all that a number can express
  account.extra->bell->ring(account, account, account.alerts_fired, std::nullopt);
}

void AlertBell::ring(Account& account, Balance& balance, std::uint8_t& fired,
                     std::optional<WallTime> window_ends) {
  const std::vector<int>& percent = account.extra->budget.alert_percent;
  for (;;) {
    BudgetAlert alert;
    {
      MutexLock lock(&mu_);
      const Nanos settled = balance.settled.load();
      if (settled < balance.alert_at.load() || fired == percent.size()) return;
      const Nanos limit = account.limit.load();
      alert = {LedgerCore::id_of(account), percent[fired++], Money::from_nanos(limit),
               Money::from_nanos(settled), window_ends};
      balance.alert_at.store(next_alert(limit, percent, fired));
    }
    if (callback_) callback_(alert);
  }
}

void AlertBell::move(Account& account) {
  if (account.extra != nullptr) account.extra->bell->move(account, account, account.alerts_fired);
}

void AlertBell::move(Window& window) {
  window.account->extra->bell->move(*window.account, window, window.alerts_fired);
}

void AlertBell::move(const Account& account, Balance& balance, const std::uint8_t& fired) {
  MutexLock lock(&mu_);
  balance.alert_at.store(
      next_alert(account.limit.load(), account.extra->budget.alert_percent, fired));
}

}  // namespace omnillm::budget
