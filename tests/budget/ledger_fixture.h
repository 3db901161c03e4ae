// A ledger and a vocabulary for talking about it.

#ifndef OMNILLM_TESTS_BUDGET_LEDGER_FIXTURE_H_
#define OMNILLM_TESTS_BUDGET_LEDGER_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/budget.h"

namespace omnillm::budget {

inline Money usd(std::string_view text) { return Money::parse(text).value(); }
inline Money nanos(std::int64_t n) { return Money::from_nanos(n); }

// Noon of a Wednesday, UTC.
inline constexpr WallTime kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 7 / 15) + std::chrono::hours(12);

class LedgerTest : public testing::Test {
 protected:
  AccountId open(std::string_view name, std::string_view limit) {
    return ledger.open(name, {.limit = usd(limit)}).value();
  }
  AccountId open(std::string_view name, Budget budget) {
    return ledger.open(name, std::move(budget)).value();
  }
  ScopePath path(std::initializer_list<AccountId> accounts) {
    return ledger.path(std::vector<AccountId>(accounts)).value();
  }
  Reservation hold(const ScopePath& scopes, std::string_view amount, WallTime now = kNow) {
    return ledger.reserve(scopes, usd(amount), now).value();
  }
  bool fits(const ScopePath& scopes, std::string_view amount, WallTime now = kNow) {
    return ledger.reserve(scopes, usd(amount), now).has_value();
  }
  AccountSnapshot look(AccountId account, WallTime now = kNow) {
    return ledger.snapshot(account, now);
  }

  std::vector<BudgetAlert> alerts;
  Ledger ledger{{.on_alert = [this](const BudgetAlert& alert) { alerts.push_back(alert); }}};
};

}  // namespace omnillm::budget

#endif  // OMNILLM_TESTS_BUDGET_LEDGER_FIXTURE_H_
