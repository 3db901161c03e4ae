#ifndef OMNILLM_SIM_BOOKS_H_
#define OMNILLM_SIM_BOOKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/result.h"
#include "sim/report.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// The money of a run: the ledger under test, and beside it what it should say, added up here.
//
// Every hold() is ended by one refuse(), pay() or free(). After each of them check() compares the
// ledger with the sums: nothing above a limit, nothing lost, nothing counted twice.
// Thread safety: one thread at a time.
class Books {
 public:
  // Opens the accounts. ErrorKind::Configuration when a cap is not acceptable.
  [[nodiscard]] static Result<Books> open(const BudgetPlan& plan, Ledger& ledger);

  [[nodiscard]] std::size_t callers() const { return callers_.size(); }
  [[nodiscard]] const ScopePath& path(std::size_t caller) const { return callers_[caller].path; }

  void hold(Money bound) { held_ += bound.nanos(); }
  void free(Money bound) { held_ -= bound.nanos(); }
  void pay(Money bound, Money actual);
  // Charged at the bound: nobody knows what the provider did.
  void pay_unheard(Money bound);

  // Something else of the run went wrong; the first one is what is told.
  void complain(std::string what) {
    if (verdict_.broken.empty()) verdict_.broken = std::move(what);
  }
  void check(std::size_t caller, WallTime now);
  // At the end, when nothing is going on: all accounts, and the providers' bill.
  void close(WallTime now, Money billed, std::int64_t leases);

  [[nodiscard]] const Conservation& verdict() const { return verdict_; }
  [[nodiscard]] Money spent() const { return Money::from_nanos(paid_); }

 private:
  struct Caller {
    std::array<AccountId, 3> accounts{};  // organisation, project, caller
    ScopePath path;
  };

  explicit Books(Ledger& ledger) : ledger_(&ledger) {}
  Result<void> open_project(const BudgetPlan& plan, std::int64_t number);
  Result<void> add_caller(const std::array<AccountId, 3>& accounts);
  void compare(const AccountSnapshot& account);
  void require(bool holds, const char* what, const AccountSnapshot& account);

  Ledger* ledger_;
  AccountId organisation_{};
  std::vector<Caller> callers_;
  std::int64_t held_ = 0;  // nano-dollars that the organisation should have reserved
  std::int64_t paid_ = 0;  // and settled
  std::int64_t unheard_ = 0;
  Conservation verdict_;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_BOOKS_H_
