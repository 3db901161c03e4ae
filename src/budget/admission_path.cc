// What a request does to the ledger: hold, resolve, charge. The rest is in ledger_core.cc.

#include <utility>

#include "budget/alerts.h"
#include "budget/ledger_core.h"

namespace omnillm::budget {

bool LedgerCore::reserve(const ScopePath& path, Nanos amount, WallTime now, Reservation& held,
                         BudgetRefusal& refusal) {
  Seen seen;
  std::size_t refused = 0;
  if (amount >= 0) {
    refused = all_or_none(
        path.exact_,
        [&](std::size_t i) { return hold(*path.accounts_[i], i, amount, now, held, seen); },
        [&](std::size_t i) { undo(held, i, amount); });
    if (refused == path.exact_) {
      held.amount_ = amount;
      held.count_ = path.exact_;
      held.active_ = true;
      return true;
    }
  }
  refusal = BudgetRefusal{};
  refusal.asked = Money::from_nanos(amount);
  refusal.asked_at = now;
  if (path.empty()) return false;
  const Account& account = *path.accounts_[refused];
  refusal.account = id_of(account);
  refusal.limit = Money::from_nanos(account.limit.load(std::memory_order_relaxed));
  refusal.committed = Money::from_nanos(seen.committed);
  refusal.window_ends = seen.window_ends;
  return false;
}

bool LedgerCore::hold(Account& account, std::size_t i, Nanos amount, WallTime now,
                      Reservation& held, Seen& seen) {
  if (account.extra != nullptr) return hold_special(account, i, amount, now, held, seen);
  held.charged_[i] = &account;
  return try_hold(account, account.limit, amount, seen.committed);
}

bool LedgerCore::hold_special(Account& account, std::size_t i, Nanos amount, WallTime now,
                              Reservation& held, Seen& seen) {
  Balance* balance = &account;
  Window* window = nullptr;
  if (account.windowed) balance = window = account.extra->windows->pin(now);
  bool fitted = false;
  if (account.hardness == Hardness::Soft) {
    fitted = force_hold(*balance, amount, seen.committed);
    if (!fits(seen.committed, amount, account.limit.load(std::memory_order_relaxed)))
      held.over_soft_ = true;
  } else {
    fitted = try_hold(*balance, account.limit, amount, seen.committed);
  }
  if (!fitted) {
    if (window != nullptr) {
      seen.window_ends = window->ends_at();
      WindowSet::unpin(window);
    }
    return false;
  }
  held.charged_[i] = balance;
  if (window != nullptr) held.windowed_ = static_cast<std::uint8_t>(held.windowed_ | 1u << i);
  return true;
}

void LedgerCore::undo(Reservation& held, std::size_t i, Nanos amount) {
  give_back(*held.charged_[i], amount);
  if ((held.windowed_ >> i & 1) != 0) WindowSet::unpin(static_cast<Window*>(held.charged_[i]));
}

void LedgerCore::settle_total(Account& account, Nanos held, Nanos actual) {
  const Nanos settled = settle_held(account, held, actual);
  if (settled < account.alert_at.load()) return;
  fire_alerts(account, account, account.alerts_fired, std::nullopt);
}

void LedgerCore::settle_window(Window& window, Nanos held, Nanos actual) {
  Window* charged = &window;
  if constexpr (seeded::kWindowSwapped) {
    window.account->extra->windows->with_current([&](Window& current) { charged = &current; });
  }
  const Nanos settled = settle_held(*charged, held, actual);
  if (settled >= charged->alert_at.load()) {
    fire_alerts(*charged->account, *charged, charged->alerts_fired, charged->ends_at());
  }
  WindowSet::unpin(&window);
}

void LedgerCore::resolve(Reservation& held, Nanos actual) {
  for (std::size_t i = 0; i < held.count_; ++i) {
    Balance* const balance = held.charged_[i];
    if ((held.windowed_ >> i & 1) == 0) {
      settle_total(static_cast<Account&>(*balance), held.amount_, actual);
    } else {
      settle_window(static_cast<Window&>(*balance), held.amount_, actual);
    }
  }
}

void LedgerCore::charge(const ScopePath& path, Nanos spent, WallTime now) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    Account& account = *path.accounts_[i];
    if (account.windowed) {
      settle_window(*account.extra->windows->pin(now), 0, spent);
    } else {
      settle_total(account, 0, spent);
    }
  }
}

void LedgerCore::fire_alerts(Account& account, Balance& balance, std::uint8_t& fired,
                             std::optional<WallTime> window_ends) {
  if (account.extra == nullptr) return;  // settled all that a number can express
  LedgerCore& ledger = *account.extra->ledger;
  for (;;) {
    BudgetAlert alert;
    {
      MutexLock lock(&ledger.alert_mu_);
      const Nanos settled = balance.settled.load();
      if (settled < balance.alert_at.load() ||
          fired == account.extra->budget.alert_percent.size()) {
        return;
      }
      const Nanos limit = account.limit.load();
      alert = {id_of(account), account.extra->budget.alert_percent[fired++],
               Money::from_nanos(limit), Money::from_nanos(settled), window_ends};
      balance.alert_at.store(next_alert(limit, account.extra->budget.alert_percent, fired));
    }
    if (ledger.options_.on_alert) ledger.options_.on_alert(alert);
  }
}

}  // namespace omnillm::budget
