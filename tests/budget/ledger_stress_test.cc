// Everything at once, from eight threads, with an independent count of what was really admitted.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <deque>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "ledger_fixture.h"
#include "omnillm/rng.h"

namespace omnillm::budget {
namespace {

constexpr int kThreads = 8;

// What is truly held and spent, counted apart from the ledger: raised after it admitted, lowered
// before it is told, so that it never runs ahead of the ledger.
class Oracle {
 public:
  explicit Oracle(Money limit) : limit_(limit.nanos()) {}

  void admitted(Money amount) {
    if (used_.fetch_add(amount.nanos()) + amount.nanos() > limit_) exceeded_ = true;
  }
  void will_give_back(Money amount) { used_.fetch_sub(amount.nanos()); }
  [[nodiscard]] bool exceeded() const { return exceeded_; }
  [[nodiscard]] Money used() const { return Money::from_nanos(used_); }

 private:
  const std::int64_t limit_;
  std::atomic<std::int64_t> used_{0};
  std::atomic<bool> exceeded_{false};
};

// Runs f(0), f(1), ... each on its own thread, all at once.
template <class F>
void on_threads(int count, F f) {
  std::latch start(count);
  std::vector<std::jthread> threads;
  for (int t = 0; t < count; ++t) {
    threads.emplace_back([&f, &start, t] {
      start.arrive_and_wait();
      f(t);
    });
  }
}

// Now and then lets another thread run: there are more threads than cores.
void maybe_yield(Rng& rng) {
  if (rng.below(8) == 0) std::this_thread::yield();
}

enum class Mix { Settle, Drop, Release, All };

struct Shape {
  Mix mix;
  bool shared;
};

class FiveDollars : public testing::TestWithParam<Shape> {};

// Ten thousand requests of up to two cents want some hundred dollars of five.
void spend_five_dollars(Shape shape) {
  Ledger ledger;
  const Budget budget{.limit = usd("5"), .shared = shape.shared};
  const std::array accounts = {ledger.open("gateway", budget).value(),
                               ledger.open("project", budget).value()};
  const ScopePath scopes = ledger.path(accounts).value();
  Oracle oracle(usd("5"));
  on_threads(kThreads, [&](int t) {
    Rng rng(static_cast<std::uint64_t>(t) + 1);
    std::deque<Reservation> open;
    const auto resolve_one = [&] {
      Reservation one = std::move(open.front());
      open.pop_front();
      const Money amount = one.amount();
      const Mix mix = shape.mix == Mix::All ? static_cast<Mix>(rng.below(3)) : shape.mix;
      if (mix == Mix::Settle) {
        const Money actual = nanos(amount.nanos() / 4);
        oracle.will_give_back(*amount.checked_sub(actual));
        std::move(one).settle(actual);
      } else {
        oracle.will_give_back(amount);
        if (mix == Mix::Release) std::move(one).release();
      }
    };
    for (int i = 0; i < 10'000 / kThreads; ++i) {
      const Money amount = nanos(static_cast<std::int64_t>(rng.below(20'000'000)));
      auto held = ledger.reserve(scopes, amount, kNow);
      if (held) {
        oracle.admitted(amount);
        open.push_back(std::move(*held));
      }
      maybe_yield(rng);
      if (open.size() > 40 || (!held && !open.empty())) resolve_one();
    }
    while (!open.empty()) resolve_one();
  });
  EXPECT_FALSE(oracle.exceeded());
  for (const AccountId account : accounts) {
    const AccountSnapshot shot = ledger.snapshot(account, kNow);
    EXPECT_EQ(shot.reserved, Money());
    EXPECT_EQ(shot.settled, oracle.used());
    EXPECT_EQ(shot.settled.nanos() + shot.leased.nanos() + shot.remaining.nanos(),
              usd("5").nanos());
  }
}

TEST_P(FiveDollars, AreNeverExceededAndNothingIsReservedAtRest) {
  for (int round = 0; round < 10; ++round) spend_five_dollars(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Mixes, FiveDollars,
                         testing::Values(Shape{Mix::Settle, false}, Shape{Mix::Drop, false},
                                         Shape{Mix::Release, false}, Shape{Mix::All, false},
                                         Shape{Mix::Settle, true}, Shape{Mix::Drop, true},
                                         Shape{Mix::Release, true}, Shape{Mix::All, true}));

// Requests of one cent on a budget of whole cents: whatever threads hold idle, the last cent is
// given out, and not one more.
TEST(LedgerStress, ThreadsTogetherAdmitExactlyTheLimit) {
  for (const bool shared : {false, true}) {
    for (int round = 0; round < 20; ++round) {
      Ledger ledger;
      const AccountId account = ledger.open("a", {.limit = usd("20"), .shared = shared}).value();
      const ScopePath scopes = ledger.path(std::array{account}).value();
      std::atomic<int> admitted{0};
      on_threads(kThreads, [&](int t) {
        Rng rng(static_cast<std::uint64_t>(round * kThreads + t));
        for (;;) {
          auto held = ledger.reserve(scopes, usd("0.01"), kNow);
          maybe_yield(rng);
          if (!held) return;
          admitted.fetch_add(1);
          std::move(*held).settle(usd("0.01"));
        }
      });
      ASSERT_EQ(admitted.load(), 2'000) << (shared ? "shared" : "exact") << " round " << round;
      ASSERT_EQ(ledger.snapshot(account, kNow).settled, usd("20"));
    }
  }
}

TEST(LedgerStress, AThousandReservationsOfAnEndedWindowSettleThere) {
  Ledger ledger;
  const AccountId account =
      ledger.open("hourly", {.limit = usd("1000"), .period = Period::Hour}).value();
  const ScopePath scopes = ledger.path(std::array{account}).value();
  Mutex mu;
  std::vector<Reservation> open;
  on_threads(kThreads, [&](int) {
    for (int i = 0; i < 1'000 / kThreads; ++i) {
      Reservation held = ledger.reserve(scopes, usd("1"), kNow).value();
      MutexLock lock(&mu);
      open.push_back(std::move(held));
    }
  });
  ASSERT_EQ(open.size(), 1'000u);
  ASSERT_FALSE(ledger.reserve(scopes, usd("1"), kNow));
  const WallTime later = kNow + std::chrono::hours(1);
  on_threads(kThreads, [&](int t) {
    const WallTime now = later + std::chrono::hours(t / 4);
    for (int i = 0; i < 1'000 / kThreads; ++i) {
      std::move(open[static_cast<std::size_t>(t * (1'000 / kThreads) + i)]).settle(usd("1"));
      auto next = ledger.reserve(scopes, usd("0.01"), now);
      ASSERT_TRUE(next);
      std::move(*next).settle(usd("0.01"));
    }
  });
  const AccountSnapshot shot = ledger.snapshot(account, later);
  EXPECT_EQ(shot.reserved, Money());
  EXPECT_EQ(shot.reserved_before, Money());
  EXPECT_LE(shot.settled, usd("10"));
}

// Windows that end all the time, seen by threads whose clocks disagree.
TEST(LedgerStress, WindowsRollOverUnderLoad) {
  Ledger ledger;
  const AccountId account =
      ledger.open("hourly", {.limit = usd("1"), .period = Period::Hour}).value();
  const ScopePath scopes = ledger.path(std::array{account}).value();
  on_threads(kThreads, [&](int t) {
    Rng rng(static_cast<std::uint64_t>(t) + 7);
    std::deque<Reservation> open;
    for (int i = 0; i < 20'000; ++i) {
      const WallTime now = kNow + std::chrono::minutes(i + static_cast<int>(rng.below(90)));
      maybe_yield(rng);
      if (auto held = ledger.reserve(scopes, usd("0.1"), now)) open.push_back(std::move(*held));
      if (open.size() > 3) {
        std::move(open.front()).settle(usd("0.05"));
        open.pop_front();
      }
    }
  });
  const AccountSnapshot shot = ledger.snapshot(account, kNow);
  EXPECT_EQ(shot.reserved, Money());
  EXPECT_EQ(shot.reserved_before, Money());
  EXPECT_LE(shot.settled, usd("1"));
}

// Every public operation, on accounts of every kind.
TEST(LedgerStress, NothingIsLostWhateverThreadsDo) {
  std::atomic<int> alerts{0};
  Ledger ledger({.on_alert = [&](const BudgetAlert&) { alerts.fetch_add(1); }, .lease_threads = 6});
  const std::array accounts = {
      ledger.open("gateway", {.limit = usd("50"), .alert_percent = {1, 50}, .shared = true})
          .value(),
      ledger.open("left", {.limit = usd("40"), .shared = true}).value(),
      ledger.open("right", {.limit = usd("40"), .shared = true}).value(),
      ledger.open("key", {.limit = usd("30")}).value(),
      ledger.open("hourly", {.limit = usd("5"), .period = Period::Hour, .alert_percent = {10}})
          .value(),
      ledger.open("soft", {.limit = usd("1"), .hardness = Hardness::Soft}).value(),
  };
  const auto path = [&](std::initializer_list<std::size_t> which) {
    std::vector<AccountId> ids;
    for (const std::size_t i : which) ids.push_back(accounts[i]);
    return ledger.path(ids).value();
  };
  const std::array paths = {path({0, 1}), path({0, 2}), path({0}), path({0, 1, 3}),
                            path({0, 2, 4, 5})};
  std::array<std::atomic<std::int64_t>, accounts.size()> settled{};
  const std::array<std::vector<std::size_t>, 5> members = {
      {{0, 1}, {0, 2}, {0}, {0, 1, 3}, {0, 2, 4, 5}}};
  Mutex mu;
  std::deque<std::pair<Reservation, std::size_t>> handed_over;
  std::atomic<bool> bad_snapshot{false};
  on_threads(kThreads, [&](int t) {
    Rng rng(static_cast<std::uint64_t>(t) + 99);
    const auto settle = [&](Reservation one, std::size_t which, Money actual) {
      for (const std::size_t i : members[which]) settled[i].fetch_add(actual.nanos());
      std::move(one).settle(actual);
    };
    for (int i = 0; i < 20'000; ++i) {
      maybe_yield(rng);
      const std::size_t which = rng.below(paths.size());
      const Money amount = nanos(static_cast<std::int64_t>(rng.below(30'000'000)));
      const WallTime now = kNow + std::chrono::seconds(i);
      switch (rng.below(12)) {
        case 0: {
          const AccountSnapshot shot = ledger.snapshot(accounts[rng.below(accounts.size())], now);
          if (shot.reserved.is_negative() || shot.leased.is_negative()) bad_snapshot = true;
          break;
        }
        case 1: {
          const Money limit = usd(rng.below(2) == 0 ? "35" : "50");
          ASSERT_TRUE(ledger.set_limit(accounts[rng.below(3)], limit));
          break;
        }
        case 2:
          ASSERT_TRUE(ledger.open(std::to_string(t) + "/" + std::to_string(i), {}));
          break;
        case 3:
          ASSERT_EQ(ledger.find("key"), accounts[3]);
          break;
        case 4: {
          std::optional<std::pair<Reservation, std::size_t>> other;
          {
            MutexLock lock(&mu);
            if (!handed_over.empty()) {
              other = std::move(handed_over.front());
              handed_over.pop_front();
            }
          }
          if (other) settle(std::move(other->first), other->second, nanos(1'000));
          break;
        }
        case 5:
          if (i % 50 == 0) {
            for (const std::size_t one : members[which]) settled[one].fetch_add(1);
            ledger.charge(paths[which], nanos(1), now);
          }
          break;
        default: {
          auto held = ledger.reserve(paths[which], amount, now);
          if (!held) break;
          const auto end = rng.below(4);
          if (end == 0) break;  // dropped
          if (end == 1) {
            MutexLock lock(&mu);
            handed_over.emplace_back(std::move(*held), which);
          } else {
            settle(std::move(*held), which, nanos(amount.nanos() / (end == 2 ? 100 : 1)));
          }
        }
      }
    }
  });
  handed_over.clear();
  EXPECT_FALSE(bad_snapshot);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const AccountSnapshot shot = ledger.snapshot(accounts[i], kNow + std::chrono::hours(8));
    EXPECT_EQ(shot.reserved, Money()) << i;
    EXPECT_EQ(shot.reserved_before, Money()) << i;
    if (shot.window_ends) continue;  // what was settled in ended windows is not kept
    EXPECT_EQ(shot.settled.nanos(), settled[i].load()) << i;
    if (shot.budget.hardness == Hardness::Hard && shot.overrun.is_zero()) {
      EXPECT_EQ(shot.settled.nanos() + shot.leased.nanos() + shot.remaining.nanos(),
                shot.budget.limit.nanos())
          << i;
    }
  }
  EXPECT_GE(alerts.load(), 1);
}

TEST(BudgetTrackerStress, ThreadsTogetherNeverWrapIt) {
  BudgetTracker budget(usd("1"));
  on_threads(kThreads, [&](int t) {
    for (int i = 0; i < 20'000; ++i) {
      if (t % 2 == 0) {
        if (budget.try_reserve(nanos(1'000))) budget.settle(nanos(1'000), nanos(10));
      } else {
        budget.settle(nanos(1'000), nanos(0));  // nobody reserved that
        const auto held = budget.reserve(nanos(500));
      }
      ASSERT_LE(budget.used(), usd("1"));
    }
  });
  EXPECT_LE(budget.used(), nanos(4 * 20'000 * 10));
}

}  // namespace
}  // namespace omnillm::budget
