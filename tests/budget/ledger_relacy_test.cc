// The ledger's lock-free protocol, the code that runs, explored by the Relacy model checker under
// the C++ memory model: every interleaving of a few threads up to a number of preemptions, and
// every value a load may return. A test on x86 cannot do that, because the machine hides most
// reorderings.
//
// The mutants at the end are wrong on purpose: they prove that the exploration finds what it
// should.

#include <gtest/gtest.h>

#include <atomic>
#include <ostream>
#include <streambuf>
#include <string>
#include <utility>

#include "budget/balance.h"
#include "budget/lease_slot.h"

// Last: it defines macros for programs that are written for it alone.
#include <relacy/relacy.hpp>
#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef assert

namespace omnillm::budget::explored {

constexpr rl::memory_order translate(std::memory_order order) {
  switch (order) {
    case std::memory_order_relaxed:
      return rl::mo_relaxed;
    case std::memory_order_consume:
    case std::memory_order_acquire:
      return rl::mo_acquire;
    case std::memory_order_release:
      return rl::mo_release;
    case std::memory_order_acq_rel:
      return rl::mo_acq_rel;
    case std::memory_order_seq_cst:
      break;
  }
  return rl::mo_seq_cst;
}

// std::atomic's interface on a variable that Relacy watches.
template <class T>
class Watched {
 public:
  explicit Watched(T value) : value_(value) {}
  T load(std::memory_order order = std::memory_order_seq_cst) const {
    return value_.load(translate(order), $);
  }
  void store(T value, std::memory_order order = std::memory_order_seq_cst) {
    value_.store(value, translate(order), $);
  }
  T fetch_add(T value, std::memory_order order = std::memory_order_seq_cst) {
    return value_.fetch_add(value, translate(order), $);
  }
  T fetch_sub(T value, std::memory_order order = std::memory_order_seq_cst) {
    return value_.fetch_sub(value, translate(order), $);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                             std::memory_order failure) {
    return value_.compare_exchange_weak(expected, desired, translate(success), $,
                                        translate(failure), $);
  }

 private:
  rl::atomic<T> value_;
};

using TestBalance = BasicBalance<Watched>;

// Flags that are sequentially consistent, as they are wherever there is no asymmetric fence.
struct StrictFence {
  static constexpr std::memory_order kStore = std::memory_order_seq_cst;
  static constexpr std::memory_order kLoad = std::memory_order_seq_cst;
  static void light() {}
};

// Flags without any fence between raising one and looking at the other.
struct NoFence {
  static constexpr std::memory_order kStore = std::memory_order_relaxed;
  static constexpr std::memory_order kLoad = std::memory_order_acquire;
  static void light() {}
};

inline constexpr Nanos kLimit = 10;

// Holds `amount` on both balances or on neither, in the given order.
inline bool hold_both(TestBalance* (&path)[2], const Watched<Nanos>& limit, Nanos amount) {
  Nanos seen = 0;
  return all_or_none(
             2, [&](std::size_t i) { return try_hold(*path[i], limit, amount, seen); },
             [&](std::size_t i) { give_back(*path[i], amount); }) == 2;
}

// Three threads on a path of two accounts; the third goes the other way round.
struct PathsOfTwo : rl::test_suite<PathsOfTwo, 3> {
  TestBalance gateway, project;
  Watched<Nanos> limit{kLimit};
  Nanos held = 0;  // an oracle without atomics: threads of Relacy are fibres
  Nanos spent = 0;

  void thread(unsigned index) {
    TestBalance* path[2] = {index == 2 ? &project : &gateway, index == 2 ? &gateway : &project};
    const Nanos amount = index == 0 ? 6 : 5;
    if (!hold_both(path, limit, amount)) return;
    held += amount;
    RL_ASSERT(held + spent <= kLimit);
    held -= amount;
    const Nanos actual = index == 1 ? 0 : 2;
    spent += actual;
    for (TestBalance* balance : path) settle_held(*balance, amount, actual);
  }
  void after() {
    for (const TestBalance* balance : {&gateway, &project}) {
      RL_ASSERT(balance->committed.load() == spent);
      RL_ASSERT(balance->settled.load() == spent);
    }
  }
};

// Whoever reads settled and then committed never finds less committed than settled.
struct ReaderOfTwoWords : rl::test_suite<ReaderOfTwoWords, 2> {
  TestBalance balance;
  Watched<Nanos> limit{kLimit};

  void thread(unsigned index) {
    if (index == 1) {
      const Nanos settled = balance.settled.load(std::memory_order_acquire);
      RL_ASSERT(balance.committed.load(std::memory_order_acquire) >= settled);
      return;
    }
    Nanos seen = 0;
    for (int i = 0; i < 2; ++i) {
      if (try_hold(balance, limit, 4, seen)) settle_held(balance, 4, 3);
    }
  }
};

// Whoever lowers a limit and finds it kept can rely on it.
struct LimitLowered : rl::test_suite<LimitLowered, 3> {
  TestBalance balance;
  Watched<Nanos> limit{kLimit};
  bool found_kept = false;

  void thread(unsigned index) {
    if (index == 0) {
      limit.store(4, std::memory_order_seq_cst);
      found_kept = balance.committed.load(std::memory_order_seq_cst) <= 4;
      return;
    }
    Nanos seen = 0;
    (void)try_hold(balance, limit, 3, seen);
  }
  void after() {
    if (found_kept) RL_ASSERT(balance.committed.load() <= 4);
  }
};

// A thread with a lease, another that calls it home to hold all there is, and a third that draws
// exactly.
template <class Fence>
struct LeaseCalledHome : rl::test_suite<LeaseCalledHome<Fence>, 3> {
  TestBalance balance;
  Watched<Nanos> limit{kLimit};
  BasicLeaseSlot<Watched, Fence> slot;
  Nanos held = 0;
  Nanos spent = 0;

  void before() {
    balance.committed.store(4);
    slot.set(4, 8);
  }
  void thread(unsigned index) {
    if (index == 0) return owner();
    if (index == 1) return freezer();
    Nanos seen = 0;
    if (try_hold(balance, limit, 3, seen)) admitted(3, 1);
  }
  void owner() {
    Nanos seen = 0;
    for (int i = 0; i < 2; ++i) {
      if (!slot.try_take(2) && !try_hold(balance, limit, 2, seen)) continue;
      held += 2;
      RL_ASSERT(held + spent <= kLimit);
      held -= 2;
      spent += 1;
      if (!slot.try_settle(2, 1)) settle_held(balance, 2, 1);
    }
  }
  void freezer() {
    slot.freeze();
    while (!slot.quiet()) rl::yield(1, $);
    balance.settled.fetch_add(slot.settled(), std::memory_order_seq_cst);
    slot.set_settled(0);
    give_back(balance, slot.have());
    slot.set(0, 0);
    Nanos seen = 0;
    if (try_hold(balance, limit, 7, seen)) admitted(7, 3);
    slot.thaw();
  }
  void admitted(Nanos amount, Nanos actual) {
    held += amount;
    RL_ASSERT(held + spent <= kLimit);
    held -= amount;
    spent += actual;
    settle_held(balance, amount, actual);
  }
  void after() {
    RL_ASSERT(slot.have() == 0);
    RL_ASSERT(balance.settled.load() + slot.settled() == spent);
    RL_ASSERT(balance.committed.load() == spent);
  }
};

// --- Mutants ---

// Looks, and then writes.
struct CheckThenAct : rl::test_suite<CheckThenAct, 2> {
  TestBalance balance;
  Nanos held = 0;

  void thread(unsigned) {
    const Nanos seen = balance.committed.load();
    if (!fits(seen, 6, kLimit)) return;
    balance.committed.store(seen + 6);
    held += 6;
    RL_ASSERT(held <= kLimit);
  }
};

// Keeps the first account when the second refuses.
struct NoRollback : rl::test_suite<NoRollback, 2> {
  TestBalance gateway, project;
  Watched<Nanos> limit{kLimit};

  void thread(unsigned) {
    Nanos seen = 0;
    if (try_hold(gateway, limit, 5, seen) && try_hold(project, limit, 6, seen)) {
      give_back(gateway, 5);
      give_back(project, 6);
    }
  }
  void after() { RL_ASSERT(gateway.committed.load() == 0); }
};

// Settles before it adjusts what is committed, so that a reader finds more settled than committed.
struct SettledFirst : rl::test_suite<SettledFirst, 2> {
  TestBalance balance;

  void before() { balance.committed.store(2); }
  void thread(unsigned index) {
    if (index == 0) {
      balance.settled.fetch_add(5, std::memory_order_seq_cst);
      add_saturating(balance, 3);
      return;
    }
    const Nanos settled = balance.settled.load(std::memory_order_acquire);
    RL_ASSERT(balance.committed.load(std::memory_order_acquire) >= settled);
  }
};

// Relacy replaces operator new while it explores, so that a stream with a buffer would free what it
// did not allocate.
class Discard : public std::streambuf {
  int overflow(int byte) override { return byte; }
};

template <class Suite>
bool holds_everywhere(rl::scheduler_type_e search, unsigned preemptions, rl::iteration_t limit) {
  Discard nothing;
  std::ostream output(&nothing);
  rl::test_params params;
  params.search_type = search;
  params.context_bound = preemptions;
  params.iteration_count = limit;
  params.output_stream = &output;
  params.progress_stream = &output;
  const bool held = rl::simulate<Suite>(params);
  testing::Test::RecordProperty("interleavings", std::to_string(params.stop_iteration));
  if (!held) testing::Test::RecordProperty("found", rl::test_result_str(params.test_result));
  return held;
}

// Every interleaving with at most `preemptions` preemptions.
template <class Suite>
bool holds_with(unsigned preemptions) {
  return holds_everywhere<Suite>(rl::sched_bound, preemptions, 0);
}

template <class Suite>
bool holds_at_random(rl::iteration_t count) {
  return holds_everywhere<Suite>(rl::sched_random, 0, count);
}

TEST(LedgerRelacy, PathsAreHeldOnEveryAccountOrOnNoneAndNeverAboveTheLimit) {
  EXPECT_TRUE(holds_with<PathsOfTwo>(1));
  EXPECT_TRUE(holds_at_random<PathsOfTwo>(100'000));
}

TEST(LedgerRelacy, AReaderNeverFindsMoreSettledThanCommitted) {
  EXPECT_TRUE(holds_with<ReaderOfTwoWords>(3));
}

TEST(LedgerRelacy, ALoweredLimitThatWasFoundKeptStaysKept) {
  EXPECT_TRUE(holds_with<LimitLowered>(3));
}

TEST(LedgerRelacy, ALeaseThatIsCalledHomeIsNeitherSpentTwiceNorLost) {
  EXPECT_TRUE(holds_with<LeaseCalledHome<StrictFence>>(2));
  EXPECT_TRUE(holds_at_random<LeaseCalledHome<StrictFence>>(100'000));
}

TEST(LedgerRelacyMutants, ALeaseWithoutItsFenceIsCaught) {
  EXPECT_FALSE(holds_at_random<LeaseCalledHome<NoFence>>(200'000));
}

TEST(LedgerRelacyMutants, CheckingAndThenActingIsCaught) {
  EXPECT_FALSE(holds_with<CheckThenAct>(2));
}

TEST(LedgerRelacyMutants, ARefusalWithoutRollbackIsCaught) {
  EXPECT_FALSE(holds_with<NoRollback>(2));
}

TEST(LedgerRelacyMutants, SettlingInTheWrongOrderIsCaught) {
  EXPECT_FALSE(holds_with<SettledFirst>(2));
}

}  // namespace omnillm::budget::explored
