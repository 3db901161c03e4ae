#include <algorithm>
#include <array>

#include "budget/ledger_core.h"
#include "omnillm/budget.h"

namespace omnillm {

using budget::Nanos;

BudgetTracker::BudgetTracker(Money limit) {
  Budget budget;
  budget.limit = std::max(limit, Money());
  account_ = ledger_.open("budget", std::move(budget)).value();
  path_ = ledger_.path(std::array{account_}).value();
}

Result<std::unique_ptr<BudgetTracker>> BudgetTracker::from_usd(double limit_usd) {
  const Result<Money> limit = Money::from_usd(limit_usd);
  if (!limit) return tl::unexpected(limit.error());
  if (limit->is_negative()) {
    return fail(ErrorKind::Configuration, "the limit of a budget must not be negative");
  }
  return std::make_unique<BudgetTracker>(*limit);
}

std::optional<Reservation> BudgetTracker::reserve(Money estimated) {
  auto held = ledger_.reserve(path_, estimated, WallTime());
  if (!held) return std::nullopt;
  return std::move(*held);
}

bool BudgetTracker::try_reserve(Money estimated) {
  auto held = ledger_.reserve(path_, estimated, WallTime());
  if (!held) return false;
  held->active_ = false;  // the caller remembers the figure and hands it to settle()
  promised_.fetch_add(estimated.nanos(), std::memory_order_release);
  return true;
}

void BudgetTracker::settle(Money estimated, Money actual) {
  Nanos promised = promised_.load(std::memory_order_relaxed);
  Nanos held = 0;
  do {
    held = std::clamp<Nanos>(estimated.nanos(), 0, promised);
  } while (!promised_.compare_exchange_weak(promised, promised - held, std::memory_order_acq_rel,
                                            std::memory_order_relaxed));
  budget::settle_held(*ledger_.core_->account(account_), held, std::max<Nanos>(0, actual.nanos()));
}

Money BudgetTracker::used() const {
  return Money::from_nanos(ledger_.core_->account(account_)->committed.load());
}

Money BudgetTracker::limit() const {
  return Money::from_nanos(ledger_.core_->account(account_)->limit.load());
}

Money BudgetTracker::remaining() const {
  return std::max(Money(), *limit().checked_sub(used()));  // neither is negative
}

}  // namespace omnillm
