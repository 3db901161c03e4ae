// What a request does to the ledger: hold, resolve, charge. One file, so that it becomes one piece
// of code without calls; whatever is rare stands apart in functions that are not inlined.

#include <algorithm>
#include <utility>

#include "base/hot.h"
#include "budget/ledger_core.h"

namespace omnillm::budget {

inline bool LedgerCore::hold_one(Account& account, std::size_t i, Nanos amount, WallTime now,
                                 Reservation& held, Refused& refused) {
  if (account.extra != nullptr) return hold_special(account, i, amount, now, held, refused);
  held.charged_[i] = &account;
  Nanos seen = 0;
  if (try_hold(account, account.limit, amount, seen)) [[likely]]
    return true;
  refused = {&account, seen, {}, false};
  return false;
}

[[gnu::noinline]] bool LedgerCore::hold_special(Account& account, std::size_t i, Nanos amount,
                                                WallTime now, Reservation& held, Refused& refused) {
  Balance* balance = &account;
  Window* window = nullptr;
  if (account.windowed) balance = window = account.extra->windows->pin(now);
  Nanos seen = 0;
  bool fitted = false;
  if (account.hardness == Hardness::Soft) {
    fitted = force_hold(*balance, amount, seen);
    if (!fits(seen, amount, account.limit.load(std::memory_order_relaxed))) held.over_soft_ = true;
  } else {
    fitted = try_hold(*balance, account.limit, amount, seen);
  }
  if (!fitted) {
    refused = {&account, seen, {}, false};
    if (window == nullptr) return false;
    refused.window_ends = window->ends_at();
    refused.windowed = true;
    WindowSet::unpin(window);
    return false;
  }
  held.charged_[i] = balance;
  if (window != nullptr) held.windowed_ = static_cast<std::uint8_t>(held.windowed_ | 1u << i);
  return true;
}

[[gnu::noinline]] void LedgerCore::undo(Reservation& held, std::size_t i, Nanos amount) {
  give_back(*held.charged_[i], amount);
  if ((held.windowed_ >> i & 1) != 0) WindowSet::unpin(static_cast<Window*>(held.charged_[i]));
}

[[gnu::noinline]] bool LedgerCore::hold_exact(const ScopePath& path, Nanos amount, WallTime now,
                                              Reservation& held, Refused& refused) {
  const std::size_t exact = path.exact_;
  return exact == all_or_none(
                      exact,
                      [&](std::size_t i) {
                        return hold_one(*path.accounts_[i], i, amount, now, held, refused);
                      },
                      [&](std::size_t i) { undo(held, i, amount); });
}

OMNILLM_HOT bool LedgerCore::hold(const ScopePath& path, Nanos amount, WallTime now,
                                  Reservation& held, Refused& refused) {
  const std::size_t exact = path.exact_;
  if (exact != 0 && !hold_exact(path, amount, now, held, refused)) return false;
  if (path.lease_ != nullptr && !path.lease_->take(amount, refused)) [[unlikely]] {
    for (std::size_t i = exact; i-- > 0;) undo(held, i, amount);
    return false;
  }
  held.lease_ = path.lease_;
  held.amount_ = amount;
  held.count_ = path.exact_;
  held.active_ = true;
  return true;
}

[[gnu::noinline]] void LedgerCore::settle_window(Window& window, Nanos held, Nanos actual) {
  Window* charged = &window;
  if constexpr (seeded::kWindowSwapped) {
    window.account->extra->windows->with_current([&](Window& current) { charged = &current; });
  }
  settle_held(*charged, held, actual);
  AlertBell::ring_if_due(*charged);
  WindowSet::unpin(&window);
}

[[gnu::noinline]] void LedgerCore::resolve_exact(Reservation& held, Nanos actual) {
  for (std::size_t i = 0; i < held.count_; ++i) {
    Balance* const balance = held.charged_[i];
    if ((held.windowed_ >> i & 1) == 0) [[likely]] {
      settle_held(*balance, held.amount_, actual);
      AlertBell::ring_if_due(static_cast<Account&>(*balance));
    } else {
      settle_window(static_cast<Window&>(*balance), held.amount_, actual);
    }
  }
}

OMNILLM_HOT void LedgerCore::resolve(Reservation& held, Nanos actual) {
  if (held.count_ != 0) resolve_exact(held, actual);
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

namespace omnillm {

using budget::LedgerCore;
using budget::Nanos;
using budget::Refused;

namespace {

[[gnu::noinline]] BudgetRefusal refusal_of(AccountId account, Money asked, WallTime now,
                                           const Refused& refused) {
  BudgetRefusal refusal;
  refusal.asked = asked;
  refusal.asked_at = now;
  if (refused.account == nullptr) return refusal;
  refusal.account = account;
  refusal.limit = Money::from_nanos(refused.account->limit.load(std::memory_order_relaxed));
  refusal.committed = Money::from_nanos(refused.committed);
  if (refused.windowed) refusal.window_ends = refused.window_ends;
  return refusal;
}

}  // namespace

bool Ledger::reserve_into(Reservation& held, const ScopePath& path, Money amount, WallTime now) {
  Refused refused;
  refused.account = nullptr;
  return !amount.is_negative() && LedgerCore::hold(path, amount.nanos(), now, held, refused);
}

tl::expected<Reservation, BudgetRefusal> Ledger::reserve(const ScopePath& path, Money amount,
                                                         WallTime now) {
  tl::expected<Reservation, BudgetRefusal> result;
  Refused refused;
  refused.account = nullptr;
  if (!amount.is_negative() && LedgerCore::hold(path, amount.nanos(), now, *result, refused))
      [[likely]] {
    return result;
  }
  const AccountId account =
      refused.account == nullptr ? AccountId() : LedgerCore::id_of(*refused.account);
  result = tl::unexpected(refusal_of(account, amount, now, refused));
  return result;
}

void Ledger::charge(const ScopePath& path, Money spent, WallTime now) {
  LedgerCore::charge(path, std::max<Nanos>(0, spent.nanos()), now);
}

OMNILLM_HOT void Reservation::resolve(std::int64_t actual) noexcept {
  LedgerCore::resolve(*this, actual);
  const bool once = actual == 0 ? !budget::seeded::kRefundTwice : !budget::seeded::kDoubleSettle;
  if (once) active_ = false;
}

void Reservation::settle(Money actual) && {
  if (active_) resolve(std::max<Nanos>(0, actual.nanos()));
}

void Reservation::release() && {
  if (active_) resolve(0);
}

void Reservation::drop_active() noexcept {
  if constexpr (!budget::seeded::kSettleLostOnDrop) LedgerCore::resolve(*this, 0);
  active_ = false;
}

}  // namespace omnillm
