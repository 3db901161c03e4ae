// A process journals reservations and settlements and tells, through a pipe, of each that was
// acknowledged. It is killed (SIGKILL) at a moment that nobody chose, again and again, on one and
// the same database. After every death:
//
//   strict:  every event that was acknowledged is there;
//   relaxed: those that are missing are the last, and no more of them than the stated window;
//   both:    an event that was not acknowledged is there whole or not at all, what was left open is
//            charged at its bound, the totals are the sum of what the reservations were charged,
//            and neither another recovery nor a replay of all events changes anything.
//
// OMNILLM_KILL_ROUNDS=10000 for more than the 500 rounds of the ordinary run; OMNILLM_KILL_SEED for
// other ones. The folder is in memory where that is possible: killing a process loses nothing that
// the kernel has, and the disk has nothing to do with it.

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <map>
#include <thread>
#include <vector>

#include "omnillm/rng.h"
#include "store/journal_rows.h"
#include "store/ledger_journal.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::January / 5 / 2026}};
constexpr std::size_t kWindow = 48;           // events that relaxed mode may owe the disk
constexpr std::int64_t kEndless = 1'000'000;  // events; the parent kills long before

enum class Event : std::uint32_t { Reserved, Settled, Released };

// What the child tells. Small enough for a pipe to take it whole.
struct Told {
  Event event;
  std::uint32_t thread;
  std::uint64_t serial;
};

std::string id_of(std::uint64_t round, const Told& told) {
  return std::to_string(round) + "-" + std::to_string(told.thread) + "-" +
         std::to_string(told.serial);
}
// Both follow from the serial, so that the parent knows what an event was about.
Money bound_of(std::uint64_t serial) {
  return Money::from_nanos(static_cast<std::int64_t>(serial % 97) + 2);
}
Money actual_of(std::uint64_t serial) { return Money::from_nanos(bound_of(serial).nanos() - 1); }

StoreOptions options(const std::string& path) {
  return {.path = path, .writer = {.longest_wait = 2ms, .most_waiting = kWindow}};
}

struct Life {
  Life(const std::string& path, JournalMode mode)
      : store(Store::open(options(path)).value()),
        journal(LedgerJournal::open(*store, mode).value()),
        budgets{journal->budget("daily", Period::Day, "UTC").value(),
                journal->budget("total", Period::Total, "UTC").value()} {}

  Result<void> journal_event(std::uint64_t round, const Told& told) {
    const std::string id = id_of(round, told);
    if (told.event == Event::Reserved)
      return journal->reserved(id, budgets, bound_of(told.serial), kNow);
    if (told.event == Event::Settled) return journal->settled(id, actual_of(told.serial));
    return journal->released(id);
  }

  std::unique_ptr<Store> store;
  std::unique_ptr<LedgerJournal> journal;
  std::array<BudgetNumber, 2> budgets;
};

// ---- the child
// -----------------------------------------------------------------------------------

void work(Life& life, std::uint64_t round, std::uint32_t thread, int pipe) {
  for (std::uint64_t serial = 0; serial < kEndless; ++serial) {
    Told told{Event::Reserved, thread, serial};
    for (const Event event :
         {Event::Reserved, serial % 5 == 0 ? Event::Released : Event::Settled}) {
      told.event = event;
      if (!life.journal_event(round, told)) ::_exit(1);
      if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(2);
      if (serial % 7 == 0) break;  // is never resolved
    }
  }
}

[[noreturn]] void child(const std::string& path, JournalMode mode, std::uint64_t round, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  {
    Life life(path, mode);
    std::vector<std::thread> threads;
    for (std::uint32_t t = 1; mode == JournalMode::Strict && t < 3; ++t)
      threads.emplace_back([&life, round, t, pipe] { work(life, round, t, pipe); });
    work(life, round, 0, pipe);
  }
  ::_exit(3);
}

// ---- the parent
// ----------------------------------------------------------------------------------

bool read_one(int pipe, Told& told) {
  std::size_t have = 0;
  while (have < sizeof told) {
    const ssize_t n = ::read(pipe, reinterpret_cast<char*>(&told) + have, sizeof told - have);
    if (n <= 0) return false;
    have += static_cast<std::size_t>(n);
  }
  return true;
}

// Whatever was acknowledged, in the order of the pipe.
std::vector<Told> run_and_kill(const std::string& path, JournalMode mode, std::uint64_t round,
                               Rng& rng) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    child(path, mode, round, ends[1]);
  }
  ::close(ends[1]);
  std::vector<Told> acknowledged;
  const std::uint64_t enough = rng.below(mode == JournalMode::Strict ? 60 : 300);
  Told told{};
  while (acknowledged.size() < enough && read_one(ends[0], told)) acknowledged.push_back(told);
  for (std::uint64_t spin = rng.below(200'000); spin > 0; --spin) asm volatile("");
  ::kill(pid, SIGKILL);
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
  while (read_one(ends[0], told)) acknowledged.push_back(told);
  ::close(ends[0]);
  return acknowledged;
}

struct Row {
  ReservationState state;
  Money bound;
  Money charged;
};

class Books {
 public:
  explicit Books(std::string path) : path_(std::move(path)) {}

  void check(JournalMode mode, std::uint64_t round, const std::vector<Told>& acknowledged) {
    Life life(path_, JournalMode::Relaxed);
    const auto before = rows_of_round(life);  // nothing is recovered yet
    check_acknowledged(before, mode, round, acknowledged);
    const Recovery recovery = life.journal->recover().value();
    const auto rows = rows_of_round(life);
    check_rows(rows);
    check_totals(recovery.totals);
    EXPECT_EQ(life.journal->recover().value().unresolved, 0);
    for (const Told& each : acknowledged)
      if (rows.contains(id_of(round, each))) (void)life.journal_event(round, each);
    const Recovery again = life.journal->recover().value();
    EXPECT_EQ(again.totals, recovery.totals);
    EXPECT_EQ(life.journal->losses().events, 0u);
    last_number_ = (*life.store->reader())->number("SELECT max(number) FROM reservations").value();
  }

  [[nodiscard]] std::size_t missing() const { return missing_; }

 private:
  std::map<std::string, Row> rows_of_round(Life& life) const {
    std::map<std::string, Row> rows;
    const auto reader = life.store->reader();
    Statement found =
        (*reader)->prepare("SELECT id, state, bound, charged FROM reservations WHERE number > ?");
    found.bind(last_number_);
    while (found.step().value())
      rows[std::string(found.text(0))] = {static_cast<ReservationState>(found.integer(1)),
                                          found.money(2), found.money(3)};
    return rows;
  }

  static bool has(const std::map<std::string, Row>& rows, std::uint64_t round, const Told& told) {
    const auto row = rows.find(id_of(round, told));
    if (row == rows.end()) return false;
    switch (told.event) {
      case Event::Reserved:
        return row->second.bound == bound_of(told.serial);
      case Event::Settled:
        return row->second.state == ReservationState::Settled &&
               row->second.charged == actual_of(told.serial);
      case Event::Released:
        return row->second.state == ReservationState::Released && row->second.charged.is_zero();
    }
    return false;
  }

  void check_acknowledged(const std::map<std::string, Row>& rows, JournalMode mode,
                          std::uint64_t round, const std::vector<Told>& acknowledged) {
    std::size_t there = 0;
    while (there < acknowledged.size() && has(rows, round, acknowledged[there])) ++there;
    const std::size_t lost = acknowledged.size() - there;
    EXPECT_LE(lost, mode == JournalMode::Strict ? 0 : kWindow) << "round " << round;
    for (std::size_t i = there; i < acknowledged.size(); ++i)
      EXPECT_FALSE(has(rows, round, acknowledged[i])) << "a hole in round " << round;
    missing_ = std::max(missing_, lost);
  }

  void check_rows(const std::map<std::string, Row>& rows) {
    for (const auto& [id, row] : rows) {
      EXPECT_NE(row.state, ReservationState::Open) << id;
      const Money whole = row.state == ReservationState::Unresolved ? row.bound
                          : row.state == ReservationState::Settled
                              ? Money::from_nanos(row.bound.nanos() - 1)
                              : Money();
      EXPECT_EQ(row.charged, whole) << id;
      settled_ += row.charged.nanos();
      if (row.state == ReservationState::Unresolved) estimated_ += row.charged.nanos();
    }
  }

  void check_totals(const std::vector<WindowTotal>& totals) const {
    if (settled_ == 0) return;
    ASSERT_EQ(totals.size(), 2u);
    for (const WindowTotal& each : totals) {
      EXPECT_EQ(each.settled.nanos(), settled_) << each.budget;
      EXPECT_EQ(each.estimated.nanos(), estimated_) << each.budget;
    }
  }

  const std::string path_;
  std::int64_t last_number_ = 0;  // of the rounds before
  std::int64_t settled_ = 0;
  std::int64_t estimated_ = 0;
  std::size_t missing_ = 0;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(JournalKill, LosesNothingItAcknowledgedAndCountsNothingTwice) {
  const TemporaryFolder folder(where_files_are_quick());
  Books books(folder.file());
  const std::uint64_t rounds = number_from("OMNILLM_KILL_ROUNDS", 500);
  Rng rng(number_from("OMNILLM_KILL_SEED", 20'260'105));
  std::size_t events = 0;
  for (std::uint64_t round = 1; round <= rounds && !HasFailure(); ++round) {
    const JournalMode mode = round % 2 == 0 ? JournalMode::Strict : JournalMode::Relaxed;
    const auto acknowledged = run_and_kill(folder.file(), mode, round, rng);
    events += acknowledged.size();
    books.check(mode, round, acknowledged);
  }
  RecordProperty("acknowledged", std::to_string(events));
  RecordProperty("most_missing_when_relaxed", std::to_string(books.missing()));
  EXPECT_GT(events, 10 * rounds);
}

}  // namespace
}  // namespace omnillm::store
