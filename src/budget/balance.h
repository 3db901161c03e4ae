// The words that an admission moves, and the only ways to move them.
//
// Everything here is a template over its atomics, so that the very code that runs can be explored
// by a model checker: tests/budget/ledger_relacy_test.cc.
//
// committed = reserved + settled + lent to threads; settled is part of it, and only grows.
//
// Memory ordering: a hold acquires what resolving an earlier one released. The limit is read again
// after the swap, sequentially consistent with its store: of a lowered limit and a new hold, at
// least one sees the other, so that whoever lowered the limit and finds it kept can rely on it.

#ifndef OMNILLM_BUDGET_BALANCE_H_
#define OMNILLM_BUDGET_BALANCE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "budget/seeded_bugs.h"

namespace omnillm::budget {

using Nanos = std::int64_t;  // nano-dollars
inline constexpr Nanos kMaxNanos = std::numeric_limits<Nanos>::max();

template <template <class> class Atomic>
struct BasicBalance {
  Atomic<Nanos> committed{0};
  Atomic<Nanos> settled{0};
};

// Whether `amount` fits beside what is committed. None of the three is negative.
constexpr bool fits(Nanos committed, Nanos amount, Nanos limit) {
  if constexpr (seeded::kUncheckedAdd) {
    return static_cast<Nanos>(static_cast<std::uint64_t>(committed) +
                              static_cast<std::uint64_t>(amount)) <= limit;
  }
  return committed <= limit && amount <= limit - committed;
}

// Holds `amount` if it fits. Lock-free: a retry means that another thread got on. `seen` is what
// was committed when it was refused.
template <template <class> class Atomic>
bool try_hold(BasicBalance<Atomic>& balance, const Atomic<Nanos>& limit, Nanos amount,
              Nanos& seen) {
  seen = balance.committed.load(std::memory_order_relaxed);
  do {
    if (!fits(seen, amount, limit.load(std::memory_order_relaxed))) return false;
  } while (!balance.committed.compare_exchange_weak(seen, seen + amount, std::memory_order_seq_cst,
                                                    std::memory_order_relaxed));
  if constexpr (!seeded::kLimitReadBeforeSwap) {
    if (!fits(seen, amount, limit.load(std::memory_order_seq_cst))) {
      balance.committed.fetch_sub(amount, std::memory_order_release);
      return false;
    }
  }
  return true;
}

// Holds `amount` whatever the limit. False only when no number can express the sum.
template <template <class> class Atomic>
bool force_hold(BasicBalance<Atomic>& balance, Nanos amount, Nanos& seen) {
  seen = balance.committed.load(std::memory_order_relaxed);
  do {
    if (!fits(seen, amount, kMaxNanos)) return false;
  } while (!balance.committed.compare_exchange_weak(seen, seen + amount, std::memory_order_acq_rel,
                                                    std::memory_order_relaxed));
  return true;
}

// Gives back what was held and not spent.
template <template <class> class Atomic>
void give_back(BasicBalance<Atomic>& balance, Nanos amount) {
  balance.committed.fetch_sub(amount, std::memory_order_release);
}

// Commits `amount` without asking, as far as a number can express the sum; returns how far.
template <template <class> class Atomic>
Nanos add_saturating(BasicBalance<Atomic>& balance, Nanos amount) {
  Nanos seen = balance.committed.load(std::memory_order_relaxed);
  Nanos added = 0;
  do {
    added = amount <= kMaxNanos - seen ? amount : kMaxNanos - seen;
  } while (!balance.committed.compare_exchange_weak(seen, seen + added, std::memory_order_acq_rel,
                                                    std::memory_order_relaxed));
  return added;
}

// Turns `held` into `actual` spent. Returns what is settled now.
//
// committed moves first: whoever reads settled and then committed finds committed the larger.
// settled never exceeds committed, which saturates, so neither can wrap.
template <template <class> class Atomic>
Nanos settle_held(BasicBalance<Atomic>& balance, Nanos held, Nanos actual) {
  Nanos spent = actual;
  if (actual < held) {
    give_back(balance, held - actual);
    if constexpr (seeded::kRefundTwice) give_back(balance, held - actual);
  } else if (actual > held) {
    spent = held + add_saturating(balance, actual - held);
  }
  if (spent == 0) return balance.settled.load(std::memory_order_relaxed);
  return balance.settled.fetch_add(spent, std::memory_order_seq_cst) + spent;
}

// Takes the steps 0, 1, ... count-1. When one refuses, undoes those before it, last first, and
// returns which it was; otherwise returns `count`.
//
// A step that is undone was visible meanwhile: it may have refused another request that would have
// fitted, never admitted one that does not.
template <class Take, class Undo>
std::size_t all_or_none(std::size_t count, Take take, Undo undo) {
  for (std::size_t i = 0; i < count; ++i) {
    if (take(i)) continue;
    if constexpr (!seeded::kRollbackSkipped) {
      for (std::size_t taken = i; taken-- > 0;) undo(taken);
    }
    return i;
  }
  return count;
}

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_BALANCE_H_
