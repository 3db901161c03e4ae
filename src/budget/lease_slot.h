// The money that one thread has borrowed from a group of accounts, and the protocol by which
// another thread takes it away.
//
// The slot belongs to its thread, which uses plain loads and stores, no locked instruction. Whoever
// needs the money freezes the slot, makes sure that the owner is not in the middle of something,
// and then has the slot to itself until it thaws it; the owner meanwhile finds it frozen and draws
// from the accounts instead. Owner and freezer raise a flag each and look at the other's:
// base/asymmetric_fence.h says why one of them sees it.
//
// A template over its atomics and fences, so that the code that runs is the code that is explored
// by a model checker: tests/budget/ledger_relacy_test.cc.

#ifndef OMNILLM_BUDGET_LEASE_SLOT_H_
#define OMNILLM_BUDGET_LEASE_SLOT_H_

#include <atomic>
#include <cstdint>

#include "budget/balance.h"

namespace omnillm::budget {

// Fence has kStore and kLoad, the orders in which the flags are written and read, and light().
template <template <class> class Atomic, class Fence>
class BasicLeaseSlot {
 public:
  // --- Called by the owner alone; false when the slot is frozen, or it cannot be done here. ---

  // A lease that is empty admits nothing, not even nothing: the accounts decide.
  bool try_take(Nanos amount) {
    if (!enter()) return false;
    const Nanos have = have_.load(std::memory_order_relaxed);
    const bool fits = have >= amount && have != 0;
    if (fits) have_.store(have - amount, std::memory_order_relaxed);
    leave();
    return fits;
  }

  // Keeps what is left of `held` after `actual` was spent, unless the lease would grow too large
  // or there is none.
  // Requires: actual <= held.
  bool try_settle(Nanos held, Nanos actual) {
    if (!enter()) return false;
    const Nanos have = have_.load(std::memory_order_relaxed);
    const Nanos keep = keep_.load(std::memory_order_relaxed);
    const bool fits = keep != 0 && held - actual <= keep - have;
    if (fits) {
      have_.store(have + (held - actual), std::memory_order_relaxed);
      settled_.store(settled_.load(std::memory_order_relaxed) + actual, std::memory_order_relaxed);
    }
    leave();
    return fits;
  }

  // --- Called by whoever freezes; one at a time. ---

  void freeze() { frozen_.store(1, Fence::kStore); }
  // After freeze() and a heavy fence: whether the owner has finished what it was doing.
  bool quiet() const { return busy_.load(Fence::kLoad) == 0; }
  void thaw() { frozen_.store(0, std::memory_order_release); }

  // --- Requires: frozen and quiet, or the owner itself with freezing excluded. ---

  Nanos have() const { return have_.load(std::memory_order_relaxed); }
  Nanos keep() const { return keep_.load(std::memory_order_relaxed); }
  // The lease is now `have`, and gives back whatever would make it more than `keep`.
  void set(Nanos have, Nanos keep) {
    have_.store(have, std::memory_order_relaxed);
    keep_.store(keep, std::memory_order_relaxed);
  }
  Nanos settled() const { return settled_.load(std::memory_order_relaxed); }
  void set_settled(Nanos settled) { settled_.store(settled, std::memory_order_relaxed); }

 private:
  bool enter() {
    busy_.store(1, Fence::kStore);
    Fence::light();
    if (frozen_.load(Fence::kLoad) == 0) return true;
    leave();
    return false;
  }
  void leave() { busy_.store(0, std::memory_order_release); }

  Atomic<std::uint32_t> busy_{0};
  Atomic<std::uint32_t> frozen_{0};
  Atomic<Nanos> have_{0};     // borrowed and not held by a reservation
  Atomic<Nanos> keep_{0};     // have_ never grows beyond it by itself
  Atomic<Nanos> settled_{0};  // spent from the lease; the accounts have not been told yet
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_LEASE_SLOT_H_
