#include <thread>

#include "budget/alert_bell.h"
#include "budget/lease_group.h"

namespace omnillm::budget {
namespace {

LeaseLink* groups_of(const Account& account) {
  return account.extra == nullptr ? nullptr : account.extra->leases.load(std::memory_order_acquire);
}

}  // namespace

template <class F>
void FrozenLeases::for_each_slot(F f) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  for (LeaseLink* link = groups_; link != nullptr; link = link->next) {
    LeaseGroup& group = *link->group;
    for (std::uint32_t i = 0; i < group.threads_; ++i) {
      if (group.slots_[i].lent) f(group, group.slots_[i]);
    }
  }
}

// The lists of all accounts are sorted newest first: everybody locks in the same order.
FrozenLeases::FrozenLeases(const Account& account) ABSL_NO_THREAD_SAFETY_ANALYSIS
    : groups_(groups_of(account)) {
  if (groups_ == nullptr) return;
  for (LeaseLink* link = groups_; link != nullptr; link = link->next) link->group->mu_.lock();
  for_each_slot([](LeaseGroup&, LeaseGroup::Slot& slot) { slot.freeze(); });
  heavy_fence();
  for_each_slot([](LeaseGroup&, LeaseGroup::Slot& slot) {
    while (!slot.quiet()) std::this_thread::yield();
  });
}

FrozenLeases::~FrozenLeases() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  for_each_slot([](LeaseGroup& group, LeaseGroup::Slot& slot)
                    ABSL_EXCLUSIVE_LOCKS_REQUIRED(group.mu_) {
                      slot.thaw();
                      group.forget_if_empty(slot);
                    });
  for (LeaseLink* link = groups_; link != nullptr; link = link->next) link->group->mu_.unlock();
  for (LeaseLink* link = groups_; link != nullptr; link = link->next) link->group->ring_alerts();
}

void FrozenLeases::call_home() {
  for_each_slot([](LeaseGroup& group, LeaseGroup::Slot& slot)
                    ABSL_EXCLUSIVE_LOCKS_REQUIRED(group.mu_) {
                      group.tell_settled(slot);
                      if constexpr (seeded::kLentNotCalledHome) return;
                      for (Account* account : group.accounts()) give_back(*account, slot.have());
                      slot.set(0, 0);
                    });
}

Nanos FrozenLeases::count() {
  Nanos lent = 0;
  for_each_slot([&lent](LeaseGroup& group, LeaseGroup::Slot& slot)
                    ABSL_EXCLUSIVE_LOCKS_REQUIRED(group.mu_) {
                      group.tell_settled(slot);
                      lent += slot.have();  // part of what is committed: the sum is in range
                    });
  return lent;
}

void call_home_if_over(Account& account) {
  if (account.extra == nullptr || account.extra->lenders.load(std::memory_order_acquire) == 0) {
    return;
  }
  if (fits(account.committed.load(), 0, account.limit.load())) return;
  FrozenLeases(account).call_home();
}

}  // namespace omnillm::budget
