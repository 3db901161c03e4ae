// Every public operation from eight threads at once; what must hold is checked when they have
// stopped.

#include <array>
#include <atomic>
#include <thread>

#include "base/thread_scheduler.h"
#include "omnillm/admission.h"
#include "omnillm/rng.h"
#include "pool/key_gate.h"
#include "pool_fixture.h"

namespace omnillm {
namespace {

constexpr int kThreads = 8;

template <class Work>
void on_all_threads(Work work) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([t, &work] { work(t); });
}

// A clock that threads may push forward while others read it.
class SharedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(Duration(now_.load())); }
  [[nodiscard]] WallTime wall() const override { return WallTime(Duration(now_.load())); }
  void advance(Duration by) { now_.fetch_add(by.count()); }

 private:
  std::atomic<std::int64_t> now_{std::chrono::nanoseconds(1000h).count()};
};

TEST(KeyGateStress, ThreadsTogetherTakeExactlyTheBurst) {
  pool::KeyGate gate;
  gate.set_limits({.tokens = {.per_minute = 10'000, .burst = 10'000},
                   .requests = {.per_minute = 1'000'000, .burst = 1'000'000},
                   .largest_request = 10'000,
                   .max_in_flight = pool::KeyGate::kMaxInFlight});
  const Instant now{1000h};
  gate.fill(now);
  std::atomic<int> taken{0};
  on_all_threads([&](int) {
    for (int i = 0; i < 4'000; ++i)
      if (gate.try_take(now, 1) == pool::GateVerdict::Taken) ++taken;
  });
  EXPECT_EQ(taken.load(), 10'000);
  EXPECT_EQ(gate.use(now).in_flight, 10'000u);
  EXPECT_EQ(gate.missing_tokens(now), 10'000);
}

TEST(KeyGateStress, TakingSettlingAndUndoingLeaveNothingBehind) {
  pool::KeyGate gate;
  gate.set_limits({.tokens = {.per_minute = 60'000, .burst = 60'000},
                   .requests = {.per_minute = 600, .burst = 600},
                   .largest_request = 60'000,
                   .max_in_flight = 50});
  const Instant now{1000h};
  gate.fill(now);
  std::atomic<std::int64_t> used{0}, requests{0};
  std::atomic<int> in_flight{0}, worst{0};
  on_all_threads([&](int t) {
    Rng rng(static_cast<std::uint64_t>(t));
    for (int i = 0; i < 20'000; ++i) {
      const auto tokens = static_cast<std::int64_t>(rng.below(100));
      if (gate.try_take(now, tokens) != pool::GateVerdict::Taken) continue;
      const int calls = ++in_flight;
      for (int seen = worst.load(); calls > seen && !worst.compare_exchange_weak(seen, calls);) {
      }
      --in_flight;
      if (requests.load() >= 500 || rng.below(2) == 0) {
        gate.undo(now, now, tokens);
      } else {
        gate.settle(now, now, tokens, tokens / 2);
        used += tokens / 2;
        ++requests;
      }
    }
  });
  EXPECT_EQ(gate.use(now).in_flight, 0u);
  EXPECT_EQ(gate.missing_tokens(now), used.load());
  EXPECT_EQ(gate.missing_requests(now), requests.load());
  EXPECT_LE(worst.load(), 50);
}

TEST(KeyPoolStress, NoPlaceNoTokenAndNoMoneyIsLostWhateverEndsACall) {
  SharedClock clock;
  ThreadScheduler scheduler;
  std::vector<KeyConfig> keys;
  for (int i = 0; i < 12; ++i)
    keys.push_back(key(std::to_string(i)).tpm_limit(100'000).rpm_limit(1'000).concurrency_limit(3));
  keys[10].in_quota_group("org"), keys[11].in_quota_group("org");
  keys[9].with_priority(1), keys[8].rpd_limit(100'000);
  auto pool = KeyPool::create(std::move(keys), {}, clock, scheduler).value();
  Ledger ledger;
  const AccountId account =
      ledger.open("account", {.limit = Money::parse("5").value(), .shared = true}).value();
  const ScopePath path = ledger.path(std::array{account}).value();
  Admitter admitter(ledger, *pool, clock);
  std::atomic<std::int64_t> spent{0}, admitted{0};

  on_all_threads([&](int t) {
    Rng rng(static_cast<std::uint64_t>(t) + 100);
    for (int i = 0; i < 3'000; ++i) {
      if (t == 0 && i % 16 == 0) clock.advance(200ms);
      if (t == 1 && i % 64 == 0) (void)pool->status(clock.now());
      if (t == 2 && i % 64 == 0) (void)pool->revive(std::to_string(rng.below(12)));
      const Instant now = clock.now();
      auto admission =
          admitter.try_admit({.estimated_tokens = static_cast<std::int64_t>(rng.below(500)),
                              .bound = Money::from_nanos(1'000'000),
                              .scopes = &path,
                              .avoid = static_cast<std::uint32_t>(rng.below(24))},
                             now, clock.wall());
      if (!admission) continue;
      ++admitted;
      switch (rng.below(60)) {
        case 0:
        case 1:
        case 2:
          break;  // dropped unsent
        case 3:
        case 4:
        case 5:
          std::move(*admission).release(now);
          break;
        case 6:
          admission->mark_sent();
          admission->failed(now, {ErrorKind::Server, {}});
          break;
        case 7:
        case 8:
          admission->mark_sent();
          admission->failed(now, {ErrorKind::ProviderLimit, 50ms});
          break;
        default:
          admission->mark_sent();
          admission->lease().report_success(now, 10ms);
          admission->lease().observe(
              now, {.limit_tokens = 95'000 + i / 500, .remaining_tokens = 90'000});
          std::move(*admission).settle(now, {.tokens = 100, .cost = Money::from_nanos(1000)});
          spent += 1000;
      }
    }
  });

  EXPECT_GT(admitted.load(), 1'000);
  EXPECT_EQ(pool->in_flight(), 0);
  const AccountSnapshot money = ledger.snapshot(account, clock.wall());
  EXPECT_EQ(money.settled.nanos(), spent.load());
  EXPECT_EQ(money.reserved, Money());
  clock.advance(48h);
  std::int64_t available = 0;
  for (const KeyStatus& row : pool->status(clock.now())) {
    EXPECT_EQ(row.in_flight, 0) << row.label;
    EXPECT_EQ(row.tpm_inflight, 0) << row.label;
    available += row.state == KeyState::Ready || row.state == KeyState::Probing ? 1 : 0;
  }
  EXPECT_EQ(available, 12);
}

TEST(KeyPoolStress, EveryWaiterIsAnsweredOnce) {
  SharedClock clock;
  ThreadScheduler scheduler;
  std::vector<KeyConfig> keys;
  for (int i = 0; i < 3; ++i) keys.push_back(key(std::to_string(i)).concurrency_limit(2));
  for (KeyConfig& config : keys) config.tpm_limit(1'000'000'000).rpm_limit(1'000'000);
  auto pool = KeyPool::create(std::move(keys), {}, clock, scheduler).value();
  std::atomic<int> answered{0}, asked{0}, at_once{0}, worst{0};
  on_all_threads([&](int t) {
    Rng rng(static_cast<std::uint64_t>(t));
    for (int i = 0; i < 2'000; ++i) {
      ++asked;
      const auto id =
          pool->acquire({.tokens = 1}, {.priority = static_cast<int>(rng.below(3))},
                        [&](KeyPool::Acquired lease) {
                          ++answered;
                          if (!lease) return;
                          const int calls = ++at_once;
                          for (int seen = worst.load();
                               calls > seen && !worst.compare_exchange_weak(seen, calls);) {
                          }
                          lease->mark_sent();
                          --at_once;
                          std::move(*lease).settle(clock.now(), 1);
                        });
      if (rng.below(4) == 0) pool->cancel(id);
    }
  });
  EXPECT_EQ(pool->waiting(), 0u);
  EXPECT_EQ(answered.load(), asked.load());
  EXPECT_LE(worst.load(), 6);
  EXPECT_EQ(pool->in_flight(), 0);
}

TEST(KeyPoolStress, KeysComeGoAndChangeUnderLoad) {
  SharedClock clock;
  ThreadScheduler scheduler;
  auto pool = KeyPool::create({key("fixed")}, {.max_keys = 40}, clock, scheduler).value();
  on_all_threads([&](int t) {
    Rng rng(static_cast<std::uint64_t>(t));
    const std::string mine = "key-" + std::to_string(t);
    for (int i = 0; i < 400; ++i) {
      if (t < 3) {
        (void)pool->add_key(key(mine).tpm_limit(1'000'000));
        KeyLimits limits;
        limits.tpm = 500'000;
        (void)pool->set_limits(mine, limits);
        (void)pool->rotate_key(mine, Secret("sk-other"));
        (void)pool->remove_key(mine);
      }
      auto lease = pool->try_acquire({.tokens = 10}, clock.now());
      if (!lease) {
        clock.advance(100ms);
        continue;
      }
      EXPECT_NE(lease->secret(), nullptr);
      EXPECT_FALSE(lease->label().empty());
      if (rng.below(2) == 0) lease->mark_sent();
    }
  });
  EXPECT_EQ(pool->in_flight(), 0);
  EXPECT_EQ(pool->size(), 1u);
}

TEST(KeyPoolStress, ABlockingCallerGetsTheKeyAnotherThreadGivesBack) {
  SharedClock clock;
  ThreadScheduler scheduler;
  auto pool = KeyPool::create({key("a").concurrency_limit(1)}, {}, clock, scheduler).value();
  std::atomic<int> served{0};
  on_all_threads([&](int) {
    for (int i = 0; i < 50; ++i) {
      auto lease = pool->acquire_for({.tokens = 1}, 1h);
      if (!lease) continue;
      ++served;
      std::move(*lease).release(clock.now());
    }
  });
  EXPECT_EQ(served.load(), kThreads * 50);
}

}  // namespace
}  // namespace omnillm
