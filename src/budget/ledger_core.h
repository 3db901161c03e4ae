// The inside of a Ledger: where its accounts live and how they are opened.

#ifndef OMNILLM_BUDGET_LEDGER_CORE_H_
#define OMNILLM_BUDGET_LEDGER_CORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "budget/account.h"
#include "budget/account_table.h"
#include "budget/alert_bell.h"
#include "budget/lease_group.h"
#include "budget/name_index.h"
#include "budget/window_set.h"
#include "omnillm/budget.h"

namespace omnillm::budget {

// Thread safety: every member may be called by any threads at once.
class LedgerCore {
 public:
  explicit LedgerCore(LedgerOptions options);

  Result<AccountId> open(std::string_view name, Budget budget);
  [[nodiscard]] std::optional<AccountId> find(std::string_view name) const;
  [[nodiscard]] std::uint32_t size() const { return accounts_.size(); }
  // Null when there is no such account.
  [[nodiscard]] Account* account(AccountId id) const;
  template <class F>
  void for_each(F f) const {
    const std::uint32_t count = accounts_.size();
    for (std::uint32_t i = 0; i < count; ++i) f(accounts_[i]);
  }
  Result<ScopePath> path(std::span<const AccountId> ids);
  static AccountId id_of(const Account& account) { return AccountId(account.index); }

  // Holds `amount` on the path and fills in `held`, or nothing and says in `refused` why.
  // Requires: amount is not negative.
  static bool hold(const ScopePath& path, Nanos amount, WallTime now, Reservation& held,
                   Refused& refused);
  static void resolve(Reservation& held, Nanos actual);
  static void charge(const ScopePath& path, Nanos spent, WallTime now);

  void set_limit(Account& account, Nanos limit);
  static AccountSnapshot snapshot(Account& account, WallTime now);

 private:
  static bool hold_exact(const ScopePath& path, Nanos amount, WallTime now, Reservation& held,
                         Refused& refused);
  static void resolve_exact(Reservation& held, Nanos actual);
  static bool hold_one(Account& account, std::size_t i, Nanos amount, WallTime now,
                       Reservation& held, Refused& refused);
  static bool hold_special(Account& account, std::size_t i, Nanos amount, WallTime now,
                           Reservation& held, Refused& refused);
  static void settle_window(Window& window, Nanos held, Nanos actual);
  static void undo(Reservation& held, std::size_t i, Nanos amount);

  Result<std::unique_ptr<AccountExtra>> extra_for(Account& account, const Budget& budget);
  void store_name(Account& account, std::string_view name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(open_mu_);

  LeaseGroup* group_of(std::span<Account* const> accounts);
  static LeaseGroup* find_group(std::span<Account* const> accounts);

  const std::uint32_t lease_threads_;
  const Nanos max_lease_;
  AlertBell bell_;
  AccountTable accounts_;  // grown under open_mu_, read without
  NameIndex index_;        // likewise
  Mutex open_mu_;
  std::vector<std::unique_ptr<LeaseGroup>> groups_ ABSL_GUARDED_BY(open_mu_);
  std::vector<std::unique_ptr<AccountExtra>> extras_ ABSL_GUARDED_BY(open_mu_);
  std::vector<std::unique_ptr<char[]>> long_names_ ABSL_GUARDED_BY(open_mu_);
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_LEDGER_CORE_H_
