// Shared accounts that are charged together, and what threads have borrowed from them.

#ifndef OMNILLM_BUDGET_LEASE_GROUP_H_
#define OMNILLM_BUDGET_LEASE_GROUP_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/asymmetric_fence.h"
#include "base/hot.h"
#include "base/mutex.h"
#include "base/thread_index.h"
#include "budget/account.h"
#include "budget/lease_slot.h"

namespace omnillm::budget {

struct ProcessFence {
  static constexpr std::memory_order kStore = kFlagStore;
  static constexpr std::memory_order kLoad = kFlagLoad;
  static void light() { light_fence(); }
};

// One of the groups that an account belongs to; newest first.
struct LeaseLink {
  LeaseGroup* group = nullptr;
  LeaseLink* next = nullptr;
};

// What a thread borrows is held on every account of the group at once, so that a request pays the
// same however many accounts there are: a subtraction in its thread's slot. What is lent is part of
// each account's `committed`: a limit holds whatever threads have in their slots. When an account
// would refuse, the leases of every group that it belongs to are called home first.
//
// Thread safety: every member may be called by any threads at once.
// Locks: mu_ keeps freezers out of each other's way, and out of the way of an owner that fills its
// slot. Whoever needs several groups locks them newest first (FrozenLeases).
class LeaseGroup {
 public:
  // Requires: `accounts` are shared, hard, total, in ascending order of index.
  LeaseGroup(std::span<Account* const> accounts, std::uint32_t threads, Nanos max_lease);

  [[nodiscard]] std::span<Account* const> accounts() const { return {accounts_.data(), count_}; }
  // Makes the group known to its accounts. Requires: one thread at a time.
  void link();

  // Holds `amount` on every account, or on none.
  OMNILLM_HOT bool take(Nanos amount, Refused& refused) {
    const std::uint32_t thread = thread_index();
    if (thread < threads_ && slots_[thread].try_take(amount)) [[likely]]
      return true;
    return take_slowly(mine(), amount, refused);
  }

  // Turns `held` into `actual` spent on every account.
  OMNILLM_HOT void settle(Nanos held, Nanos actual) {
    const std::uint32_t thread = thread_index();
    if (thread < threads_ && actual <= held && slots_[thread].try_settle(held, actual)) [[likely]]
      return;
    settle_slowly(mine(), held, actual);
  }

 private:
  friend class FrozenLeases;

  // A cache line for each thread, and one between them that the prefetcher may fetch.
  struct alignas(128) Slot : BasicLeaseSlot<std::atomic, ProcessFence> {
    bool lent = false;  // counted as a lender: may hold money; guarded by mu_
  };

  Slot* mine() {
    const std::uint32_t thread = thread_index();
    return thread < threads_ ? &slots_[thread] : nullptr;
  }

  bool take_slowly(Slot* slot, Nanos amount, Refused& refused);
  bool exhausted(Nanos amount, Refused& refused) const;
  bool borrow(Slot* slot, Nanos amount, Refused& refused) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool take_frozen(Nanos amount, Refused& refused);
  void settle_slowly(Slot* slot, Nanos held, Nanos actual);
  bool keep_some(Slot& slot, Nanos held, Nanos actual);

  bool hold_all(Nanos amount, Refused& refused);
  Nanos chunk_for(Nanos amount) const;
  void lend(Slot& slot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void forget_if_empty(Slot& slot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void tell_settled(Slot& slot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ring_alerts();

  // Constant after construction.
  std::array<Account*, kMaxScopes> accounts_ = {};
  std::size_t count_;
  std::uint32_t threads_;
  Nanos max_lease_;
  std::unique_ptr<Slot[]> slots_;  // each synchronises itself
  std::array<LeaseLink, kMaxScopes> links_;

  Mutex mu_;
};

// The leases of every group that an account belongs to, frozen while this lives.
//
//   FrozenLeases frozen(account);
//   frozen.call_home();
//
// Threads whose leases are frozen draw from the accounts. Costs some microseconds.
class FrozenLeases {
 public:
  explicit FrozenLeases(const Account& account);
  ~FrozenLeases();
  FrozenLeases(const FrozenLeases&) = delete;
  FrozenLeases& operator=(const FrozenLeases&) = delete;

  // Gives back what is lent and not held, and tells the accounts what was spent.
  void call_home();
  // Tells the accounts what was spent, and returns what is lent and not held.
  Nanos count();

 private:
  template <class F>
  void for_each_slot(F f);

  LeaseLink* const groups_;
};

// Calls leases home if the account is over its limit: what is lent must not be spent then.
void call_home_if_over(Account& account);

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_LEASE_GROUP_H_
