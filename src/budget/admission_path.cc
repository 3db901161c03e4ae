// What a request does to the ledger: hold, resolve, charge. The rest is in ledger_core.cc.

#include <utility>

#include "budget/ledger_core.h"

namespace omnillm::budget {

bool LedgerCore::reserve(const ScopePath& path, Nanos amount, WallTime now, Reservation& held,
                         BudgetRefusal& refusal) {
  const Account* refused = nullptr;
  Seen seen;
  if (amount >= 0 && hold_exact(path, amount, now, held, refused, seen)) {
    if (path.lease_ == nullptr || hold_leased(path, amount, held, refused, seen)) {
      held.amount_ = amount;
      held.active_ = true;
      return true;
    }
  }
  refusal = BudgetRefusal{};
  refusal.asked = Money::from_nanos(amount);
  refusal.asked_at = now;
  if (refused == nullptr) return false;
  refusal.account = id_of(*refused);
  refusal.limit = Money::from_nanos(refused->limit.load(std::memory_order_relaxed));
  refusal.committed = Money::from_nanos(seen.committed);
  refusal.window_ends = seen.window_ends;
  return false;
}

bool LedgerCore::hold_exact(const ScopePath& path, Nanos amount, WallTime now, Reservation& held,
                            const Account*& refused, Seen& seen) {
  const std::size_t stopped = all_or_none(
      path.exact_,
      [&](std::size_t i) { return hold(*path.accounts_[i], i, amount, now, held, seen); },
      [&](std::size_t i) { undo(held, i, amount); });
  held.count_ = path.exact_;
  if (stopped == path.exact_) return true;
  refused = path.accounts_[stopped];
  return false;
}

bool LedgerCore::hold_leased(const ScopePath& path, Nanos amount, Reservation& held,
                             const Account*& refused, Seen& seen) {
  LeaseGroup::Refused lease_refused;
  if (path.lease_->take(amount, lease_refused)) {
    held.lease_ = path.lease_;
    return true;
  }
  for (std::size_t i = path.exact_; i-- > 0;) undo(held, i, amount);
  refused = lease_refused.account;
  seen.committed = lease_refused.committed;
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

void LedgerCore::settle_window(Window& window, Nanos held, Nanos actual) {
  Window* charged = &window;
  if constexpr (seeded::kWindowSwapped) {
    window.account->extra->windows->with_current([&](Window& current) { charged = &current; });
  }
  settle_held(*charged, held, actual);
  AlertBell::ring_if_due(*charged);
  WindowSet::unpin(&window);
}

void LedgerCore::resolve(Reservation& held, Nanos actual) {
  for (std::size_t i = 0; i < held.count_; ++i) {
    Balance* const balance = held.charged_[i];
    if ((held.windowed_ >> i & 1) == 0) {
      settle_held(*balance, held.amount_, actual);
      AlertBell::ring_if_due(static_cast<Account&>(*balance));
    } else {
      settle_window(static_cast<Window&>(*balance), held.amount_, actual);
    }
  }
  if (held.lease_ != nullptr) held.lease_->settle(held.amount_, actual);
}

void LedgerCore::charge(const ScopePath& path, Nanos spent, WallTime now) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    Account& account = *path.accounts_[i];
    if (account.windowed) {
      settle_window(*account.extra->windows->pin(now), 0, spent);
      continue;
    }
    settle_held(account, 0, spent);
    AlertBell::ring_if_due(account);
    call_home_if_over(account);
  }
}

}  // namespace omnillm::budget
