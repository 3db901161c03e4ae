// Every operation that several threads may share, from eight at once; what must balance does at the
// end. Meant for ThreadSanitizer; harmless without.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "limit/circuit_breaker.h"
#include "limit/concurrency_gate.h"
#include "limit/retry_budget.h"
#include "limit/token_bucket.h"
#include "omnillm/rng.h"

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};
constexpr int kThreads = 8;
constexpr int kRounds = 5'000;

// Runs `work(thread, rng)` on all threads and waits for them.
template <class Work>
void on_all_threads(Work work) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&work, t] {
      Rng rng(static_cast<std::uint64_t>(t) + 1);
      work(t, rng);
    });
}

TEST(TokenBucketStress, ThreadsTogetherAdmitExactlyTheBurst) {
  TokenBucket bucket(Rate::per(10'000, 1min).value());
  std::atomic<int> admitted{0};
  on_all_threads([&](int, Rng&) {
    for (int i = 0; i < kRounds; ++i)
      if (bucket.try_take(kStart, 1)) admitted.fetch_add(1, std::memory_order_relaxed);
  });
  EXPECT_EQ(admitted.load(), 10'000);
}

TEST(TokenBucketStress, WhatIsTakenAndNotGivenBackIsExactlyWhatIsMissing) {
  constexpr std::int64_t kBurst = 2'000'000;
  // So much is missing from the start that the bucket never looks full, and returns are whole.
  constexpr std::int64_t kBase = 1'000'000;
  TokenBucket bucket(Rate::per(kBurst, 1h).value());
  ASSERT_TRUE(bucket.try_take(kStart, kBase));
  std::atomic<std::int64_t> kept{0};
  on_all_threads([&](int, Rng& rng) {
    for (int i = 0; i < kRounds; ++i) {
      const auto units = static_cast<std::int64_t>(rng.below(20));
      const auto back = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(units) + 1));
      const auto taken = bucket.try_take(kStart, units);
      ASSERT_TRUE(taken);
      bucket.give_back(kStart, *taken, back);
      kept.fetch_add(units - back, std::memory_order_relaxed);
    }
  });
  EXPECT_EQ(bucket.available(kStart), kBurst - kBase - kept.load());
}

TEST(TokenBucketStress, EveryOperationAtOnceLeavesNoMoreThanTheBurst) {
  const Rate rate = Rate::per(1'000, 1min).value();
  TokenBucket bucket(rate);
  on_all_threads([&](int thread, Rng& rng) {
    for (int i = 0; i < kRounds; ++i) {
      const Instant now = kStart + i * 1ms;
      const auto units = static_cast<std::int64_t>(rng.below(50));
      if (const auto taken = bucket.try_take(now, units)) bucket.give_back(now, *taken, units / 2);
      if (thread == 0) bucket.charge(now, 1);
      if (thread == 1) bucket.correct_to(now, 900);
      if (thread == 2 && i % 100 == 0) bucket.set_rate(now, rate);
      EXPECT_LE(bucket.available(now), bucket.rate().burst());
      EXPECT_TRUE(bucket.time_until(now, 1));
    }
  });
  EXPECT_EQ(bucket.available(kStart + 24h), 1'000);
}

TEST(ConcurrencyGateStress, NeverMoreInsideThanTheCapAndNobodyLeftAtTheEnd) {
  constexpr std::int64_t kCap = 3;
  ConcurrencyGate gate(kCap);
  std::atomic<std::int64_t> inside{0};
  std::atomic<std::int64_t> entries{0};
  on_all_threads([&](int, Rng&) {
    for (int i = 0; i < kRounds; ++i) {
      if (!gate.try_enter()) continue;
      EXPECT_LE(inside.fetch_add(1) + 1, kCap);
      entries.fetch_add(1, std::memory_order_relaxed);
      inside.fetch_sub(1);
      gate.leave();
    }
  });
  EXPECT_EQ(gate.inside(), 0);
  EXPECT_GT(entries.load(), 0);
}

TEST(ConcurrencyGateStress, WhatIsDoneInsideIsSeenByWhoeverComesNext) {
  ConcurrencyGate gate(1);
  std::int64_t counted = 0;  // guarded by the gate alone
  std::atomic<std::int64_t> entries{0};
  on_all_threads([&](int, Rng&) {
    for (int i = 0; i < kRounds; ++i) {
      if (!gate.try_enter()) continue;
      ++counted;
      entries.fetch_add(1, std::memory_order_relaxed);
      gate.leave();
    }
  });
  EXPECT_EQ(counted, entries.load());
}

TEST(ConcurrencyGateStress, TheCapMayChangeMeanwhile) {
  ConcurrencyGate gate(4);
  on_all_threads([&](int thread, Rng& rng) {
    for (int i = 0; i < kRounds; ++i) {
      if (thread == 0) gate.set_cap(static_cast<std::int64_t>(rng.below(8)));
      if (gate.try_enter()) gate.leave();
      EXPECT_GE(gate.inside(), 0);
    }
  });
  EXPECT_EQ(gate.inside(), 0);
}

TEST(RetryBudgetStress, GrantsExactlyWhatIsAllowed) {
  RetryBudget budget;
  std::atomic<int> granted{0};
  on_all_threads([&](int, Rng&) {
    for (int i = 0; i < kRounds; ++i) {
      budget.count_request(kStart);
      if (budget.try_retry(kStart)) granted.fetch_add(1, std::memory_order_relaxed);
    }
    // Whatever was not yet allowed when it was asked for is there in the end.
    while (budget.try_retry(kStart)) granted.fetch_add(1, std::memory_order_relaxed);
  });
  EXPECT_EQ(granted.load(), 3 + kThreads * kRounds / 5);
  EXPECT_EQ(budget.available(kStart), 0u);
}

// The breaker as its owner uses it: behind a mutex, with a flag that lets the healthy case pass.
TEST(CircuitBreakerStress, BehindItsOwnersMutexNeverMoreThanOneProbeIsOut) {
  Mutex mu;
  CircuitBreaker breaker({.threshold = 2, .cooldown = 1ms, .longest_cooldown = 2ms});
  Rng jitter(3);
  int probes_out = 0;
  Instant now = kStart;
  on_all_threads([&](int, Rng& rng) {
    for (int i = 0; i < kRounds; ++i) {
      const bool works = rng.below(3) != 0;
      std::optional<ProbePermit> probe;
      bool admitted = false;
      Instant started;
      {
        MutexLock lock(&mu);
        started = now += 10us;
        admitted = breaker.admits(now);
        if (!admitted) probe = breaker.try_probe(now, 1000h);
        if (probe) ++probes_out;
        EXPECT_LE(probes_out, 1);
      }
      MutexLock lock(&mu);
      if (probe) {
        --probes_out;
        works ? breaker.on_probe_success(now, *probe)
              : breaker.on_probe_failure(now, *probe, {}, jitter);
      } else if (admitted) {
        works ? breaker.on_success(now, started) : breaker.on_failure(now, started, {}, jitter);
      }
    }
  });
  EXPECT_EQ(probes_out, 0);
}

}  // namespace
}  // namespace omnillm::limit
