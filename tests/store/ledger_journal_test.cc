#include "store/ledger_journal.h"

#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr WallTime kMonday{std::chrono::sys_days{std::chrono::January / 5 / 2026}};
constexpr WallTime kTuesday{std::chrono::sys_days{std::chrono::January / 6 / 2026}};

constexpr Money nanos(std::int64_t amount) { return Money::from_nanos(amount); }

// A life of the server: its store and its journal, which know a total budget and a daily one.
struct Life {
  explicit Life(const StoreOptions& options, JournalMode mode = JournalMode::Strict)
      : store(Store::open(options).value()),
        journal(LedgerJournal::open(*store, mode).value()),
        total(journal->budget("total", Period::Total, "UTC").value()),
        daily(journal->budget("daily", Period::Day, "UTC").value()) {}

  Result<void> reserve(std::string_view id, Money bound, WallTime now = kMonday) {
    return journal->reserved(id, std::array{total, daily}, bound, now);
  }
  std::vector<WindowTotal> totals() { return journal->recover().value().totals; }

  std::unique_ptr<Store> store;
  std::unique_ptr<LedgerJournal> journal;
  BudgetNumber total;
  BudgetNumber daily;
};

class LedgerJournalTest : public testing::Test {
 protected:
  StoreOptions options() const {
    return {.path = folder_.file(),
            .database = {.busy_timeout = 0s},
            .writer = {.longest_wait = 1h, .most_waiting = 1'000}};
  }
  std::unique_ptr<Database> stranger() const {
    return Database::open(folder_.file(), {.busy_timeout = 0s}).value();
  }

  TemporaryFolder folder_;
};

TEST_F(LedgerJournalTest, AddsUpWhatWasSettledForEveryBudget) {
  Life life(options());
  for (const char* id : {"a", "b"}) {
    ASSERT_TRUE(life.reserve(id, nanos(100)));
    ASSERT_TRUE(life.journal->settled(id, nanos(30)));
  }
  EXPECT_THAT(life.totals(),
              ElementsAre(WindowTotal{"daily", kMonday, nanos(60), nanos(0)},
                          WindowTotal{"total", WallTime::min(), nanos(60), nanos(0)}));
}

TEST_F(LedgerJournalTest, TellsWhatWasSpentInAWindow) {
  Life life(options());
  ASSERT_TRUE(life.reserve("a", nanos(100)));
  ASSERT_TRUE(life.journal->settled("a", nanos(30)));
  EXPECT_EQ(life.journal->spent(life.daily, kTuesday - 1ns), nanos(30));
  EXPECT_EQ(life.journal->spent(life.daily, kTuesday), nanos(0));
  EXPECT_EQ(life.journal->spent(life.total, kTuesday), nanos(30));
  EXPECT_EQ(life.journal->spent(BudgetNumber{9}, kMonday).error().kind(), ErrorKind::BadRequest);
}

TEST_F(LedgerJournalTest, ChargesNothingForWhatIsReservedReleasedOrFree) {
  Life life(options());
  for (const char* id : {"open", "released", "free"}) ASSERT_TRUE(life.reserve(id, nanos(100)));
  ASSERT_TRUE(life.journal->released("released"));
  ASSERT_TRUE(life.journal->settled("free", nanos(0)));
  EXPECT_THAT(life.totals(), IsEmpty());
}

TEST_F(LedgerJournalTest, ChargesTheWindowInWhichItWasReserved) {
  Life life(options());
  ASSERT_TRUE(life.reserve("monday", nanos(100), kTuesday - 1ns));
  ASSERT_TRUE(life.reserve("tuesday", nanos(100), kTuesday));
  ASSERT_TRUE(life.journal->settled("tuesday", nanos(2)));
  ASSERT_TRUE(life.journal->settled("monday", nanos(1)));
  const auto totals = life.totals();
  ASSERT_EQ(totals.size(), 3u);
  EXPECT_EQ(totals[0], (WindowTotal{"daily", kMonday, nanos(1), nanos(0)}));
  EXPECT_EQ(totals[1], (WindowTotal{"daily", kTuesday, nanos(2), nanos(0)}));
}

TEST_F(LedgerJournalTest, FindsTheWindowByTheZoneOfTheBudget) {
  Life life(options());
  const auto berlin = life.journal->budget("berlin", Period::Day, "Europe/Berlin").value();
  ASSERT_TRUE(life.journal->reserved("a", {&berlin, 1}, nanos(1), kTuesday));
  ASSERT_TRUE(life.journal->settled("a", nanos(1)));
  EXPECT_THAT(life.totals(), ElementsAre(WindowTotal{"berlin", kTuesday - 1h, nanos(1), nanos(0)}));
}

TEST_F(LedgerJournalTest, ChargesMoreThanWasReservedAndNeverLessThanNothing) {
  Life life(options());
  ASSERT_TRUE(life.reserve("more", nanos(10)));
  ASSERT_TRUE(life.reserve("less", nanos(10)));
  ASSERT_TRUE(life.journal->settled("more", nanos(50)));
  ASSERT_TRUE(life.journal->settled("less", nanos(-50)));
  EXPECT_EQ(life.totals()[0].settled, nanos(50));
}

TEST_F(LedgerJournalTest, CountsTheFirstWordOfAnIdAlone) {
  Life life(options());
  ASSERT_TRUE(life.reserve("a", nanos(100)));
  ASSERT_TRUE(life.reserve("a", nanos(900)));
  ASSERT_TRUE(life.journal->settled("a", nanos(30)));
  ASSERT_TRUE(life.journal->settled("a", nanos(40)));
  ASSERT_TRUE(life.journal->released("a"));
  ASSERT_TRUE(life.reserve("a", nanos(100)));
  EXPECT_EQ(life.totals()[0].settled, nanos(30));
}

TEST_F(LedgerJournalTest, StopsAtTheLargestAmount) {
  Life life(options());
  for (const char* id : {"a", "b"}) {
    ASSERT_TRUE(life.reserve(id, Money::max()));
    ASSERT_TRUE(life.journal->settled(id, Money::max()));
  }
  EXPECT_EQ(life.totals()[0].settled, Money::max());
}

TEST_F(LedgerJournalTest, ChargesWhatAnEarlierLifeLeftOpenAtItsBoundAndOnce) {
  ASSERT_TRUE(Life(options()).reserve("a", nanos(100)));
  Life life(options());
  const Recovery first = life.journal->recover().value();
  EXPECT_EQ(first.unresolved, 1);
  EXPECT_THAT(first.totals,
              ElementsAre(WindowTotal{"daily", kMonday, nanos(100), nanos(100)},
                          WindowTotal{"total", WallTime::min(), nanos(100), nanos(100)}));
  const Recovery second = life.journal->recover().value();
  EXPECT_EQ(second.unresolved, 0);
  EXPECT_EQ(second.totals, first.totals);
}

TEST_F(LedgerJournalTest, LeavesReservationsOfThisLifeAloneWhenItRecovers) {
  Life life(options());
  ASSERT_TRUE(life.reserve("a", nanos(100)));
  EXPECT_EQ(life.journal->recover().value().unresolved, 0);
  ASSERT_TRUE(life.journal->settled("a", nanos(1)));
  EXPECT_EQ(life.totals()[0].settled, nanos(1));
}

TEST_F(LedgerJournalTest, KeepsTheChargeOfARecoveryWhenTheSettlementComesLate) {
  ASSERT_TRUE(Life(options()).reserve("a", nanos(100)));
  Life life(options());
  ASSERT_TRUE(life.journal->recover());
  ASSERT_TRUE(life.journal->settled("a", nanos(30)));
  EXPECT_EQ(life.totals()[0].settled, nanos(100));
}

TEST_F(LedgerJournalTest, GoesOnCountingInTheNextLife) {
  for (const char* id : {"a", "b"}) {
    Life life(options());
    ASSERT_TRUE(life.reserve(id, nanos(100)));
    ASSERT_TRUE(life.journal->settled(id, nanos(30)));
  }
  EXPECT_EQ(Life(options()).totals()[0].settled, nanos(60));
}

TEST_F(LedgerJournalTest, GivesTheSameNameTheSameNumber) {
  Life life(options());
  EXPECT_EQ(life.journal->budget("daily", Period::Month, "UTC").value(), life.daily);
  EXPECT_NE(life.total, life.daily);
}

TEST_F(LedgerJournalTest, RefusesWhatMakesNoSense) {
  Life life(options());
  const std::vector<BudgetNumber> many(kMaxScopes + 1, life.total);
  const auto refused = [&](std::string_view id, std::span<const BudgetNumber> budgets,
                           Money bound) {
    const auto done = life.journal->reserved(id, budgets, bound, kMonday);
    return !done && done.error().kind() == ErrorKind::BadRequest;
  };
  EXPECT_TRUE(refused("", {}, nanos(1)));
  EXPECT_TRUE(refused("a", {}, nanos(-1)));
  EXPECT_TRUE(refused("a", many, nanos(1)));
  EXPECT_TRUE(refused("a", std::array{life.total, life.total}, nanos(1)));
  EXPECT_TRUE(refused("a", std::array{BudgetNumber{77}}, nanos(1)));
  EXPECT_EQ(life.journal->budget("x", Period::Day, "Nowhere/None").error().kind(),
            ErrorKind::Configuration);
  EXPECT_EQ(life.journal->budget("", Period::Day, "UTC").error().kind(), ErrorKind::Configuration);
}

TEST_F(LedgerJournalTest, TellsOfASettlementOfNothing) {
  Life life(options());
  EXPECT_EQ(life.journal->settled("nobody", nanos(1)).error().kind(), ErrorKind::Storage);
}

TEST_F(LedgerJournalTest, IsOnTheDiskWhenStrictAndSaysSo) {
  Life life(options());
  ASSERT_TRUE(life.reserve("a", nanos(1)));
  EXPECT_EQ(stranger()->number("SELECT count(*) FROM reservations"), 1);
}

TEST_F(LedgerJournalTest, IsOnTheDiskALittleLaterWhenRelaxed) {
  Life life(options(), JournalMode::Relaxed);
  ASSERT_TRUE(life.reserve("a", nanos(1)));
  life.journal->flush();
  EXPECT_EQ(stranger()->number("SELECT count(*) FROM reservations"), 1);
}

TEST_F(LedgerJournalTest, OwesTheDiskNoMoreEventsThanItWasTold) {
  StoreOptions few = options();
  few.writer.most_waiting = 20;
  Life life(few, JournalMode::Relaxed);
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(life.reserve(std::to_string(i), nanos(1)));
    if (i % 50 == 49) {
      EXPECT_GE(stranger()->number("SELECT count(*) FROM reservations").value(), i + 1 - 20);
    }
  }
}

TEST_F(LedgerJournalTest, CountsWhatItLostWhenNobodyWaits) {
  Life life(options(), JournalMode::Relaxed);
  const auto other = stranger();
  {
    const auto held = Transaction::begin(*other);
    ASSERT_TRUE(life.reserve("a", nanos(1)));
    life.journal->flush();
  }
  const JournalLosses losses = life.journal->losses();
  EXPECT_EQ(losses.events, 1u);
  ASSERT_TRUE(losses.last);
  EXPECT_THAT(losses.last->message(), HasSubstr("locked"));
}

TEST_F(LedgerJournalTest, RefusesAReservationThatTheDiskHasNoRoomForAndKeepsTheOthers) {
  { const Life first(options()); }
  StoreOptions small = options();
  small.database.max_pages = stranger()->number("PRAGMA page_count").value() + 6;
  std::int64_t kept = 0;
  {
    Life life(small);
    Result<void> done;
    for (; done && kept < 1'000; ++kept)
      done = life.reserve(std::string(2'000, 'x') + std::to_string(kept), nanos(1));
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message(), HasSubstr("full"));
    --kept;
  }
  EXPECT_EQ(Life(options()).journal->recover().value().unresolved, kept);
}

TEST_F(LedgerJournalTest, TellsWhoeverDoesNotWaitWhenItIsOnTheDisk) {
  Life life(options());
  std::vector<bool> told;
  const auto note = [&told](const Result<void>& done) { told.push_back(done.has_value()); };
  life.journal->reserved("a", {&life.total, 1}, nanos(9), kMonday, note);
  life.journal->settled("a", nanos(5), note);
  life.journal->released("nobody", note);
  life.journal->reserved("", {}, nanos(9), kMonday, [](const Result<void>& done) {
    EXPECT_EQ(done.error().kind(), ErrorKind::BadRequest);
  });
  life.journal->flush();
  EXPECT_THAT(told, ElementsAre(true, true, false));
}

TEST_F(LedgerJournalTest, ForgetsResolvedReservationsAndOldWindowsAndKeepsTheRest) {
  Life life(options());
  for (const char* id : {"old", "open", "new"})
    ASSERT_TRUE(life.reserve(id, nanos(10), id[0] == 'n' ? kTuesday : kMonday));
  ASSERT_TRUE(life.journal->settled("old", nanos(1)));
  ASSERT_TRUE(life.journal->settled("new", nanos(2)));

  ASSERT_TRUE(life.journal->forget(kTuesday, kTuesday));
  EXPECT_EQ(stranger()->number("SELECT count(*) FROM reservations"), 2);
  EXPECT_THAT(life.totals(),
              ElementsAre(WindowTotal{"daily", kTuesday, nanos(2), nanos(0)},
                          WindowTotal{"total", WallTime::min(), nanos(3), nanos(0)}));
}

TEST_F(LedgerJournalTest, ForgetsMoreThanOneBatch) {
  Life life(options(), JournalMode::Relaxed);
  for (int i = 0; i < 2'500; ++i) {
    ASSERT_TRUE(life.reserve(std::to_string(i), nanos(1)));
    if (i % 7 == 0) continue;
    ASSERT_TRUE(life.journal->released(std::to_string(i)));
  }
  life.journal->flush();
  ASSERT_TRUE(life.journal->forget(kTuesday, kMonday));
  EXPECT_EQ(stranger()->number("SELECT count(*) FROM reservations"), 358);
}

TEST_F(LedgerJournalTest, LosesNoMoneyWhenManyThreadsSettleAtOnce) {
  Life life(options());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&life, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        EXPECT_TRUE(life.reserve(id, nanos(100)));
        EXPECT_TRUE(life.journal->settled(id, nanos(t)));
      }
    });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(life.totals()[0].settled, nanos(280));
}

}  // namespace
}  // namespace omnillm::store
