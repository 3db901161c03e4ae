// The public face of the ledger, but for what every request does: admission_path.cc.

#include <absl/time/time.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "budget/ledger_core.h"
#include "omnillm/budget.h"

namespace omnillm {

using budget::LedgerCore;

Ledger::Ledger(LedgerOptions options) : core_(std::make_unique<LedgerCore>(std::move(options))) {}
Ledger::~Ledger() = default;

Result<AccountId> Ledger::open(std::string_view name, Budget budget) {
  return core_->open(name, std::move(budget));
}

std::optional<AccountId> Ledger::find(std::string_view name) const { return core_->find(name); }

std::string_view Ledger::name(AccountId account) const {
  const budget::Account* const found = core_->account(account);
  return found == nullptr ? std::string_view() : found->name();
}

std::size_t Ledger::size() const { return core_->size(); }

Result<ScopePath> Ledger::path(std::span<const AccountId> accounts) const {
  return core_->path(accounts);
}

Result<void> Ledger::set_limit(AccountId account, Money limit) {
  budget::Account* const found = core_->account(account);
  if (found == nullptr) return fail(ErrorKind::Configuration, "no such budget");
  if (limit.is_negative()) {
    return fail(ErrorKind::Configuration, "the limit of a budget must not be negative");
  }
  core_->set_limit(*found, limit.nanos());
  return {};
}

AccountSnapshot Ledger::snapshot(AccountId account, WallTime now) const {
  return LedgerCore::snapshot(*core_->account(account), now);
}

std::vector<AccountSnapshot> Ledger::snapshot_all(WallTime now) const {
  std::vector<AccountSnapshot> all;
  all.reserve(core_->size());
  core_->for_each(
      [&](budget::Account& account) { all.push_back(LedgerCore::snapshot(account, now)); });
  return all;
}

Error BudgetRefusal::to_error(const Ledger& ledger) const {
  if (asked.is_negative()) {
    return Error(ErrorKind::BadRequest, "a negative amount cannot be reserved");
  }
  const Money left = limit > committed ? *limit.checked_sub(committed) : Money();
  std::string message = "budget \"";
  message += ledger.name(account);
  message += "\" has $" + left.to_string() + " left of $" + limit.to_string() + ", and $" +
             asked.to_string() + " was asked";
  if (!window_ends) return Error(ErrorKind::OwnBudget, message);
  const absl::Time ends = absl::FromUnixNanos(window_ends->time_since_epoch().count());
  message +=
      "; it starts anew at " + absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", ends, absl::UTCTimeZone());
  return Error(ErrorKind::OwnBudget, message)
      .with_retry_after(std::max(Duration(0), *window_ends - asked_at));
}

}  // namespace omnillm
