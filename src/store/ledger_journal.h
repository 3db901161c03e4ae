// What the ledger of src/budget would forget in a crash: which money is promised, and what was
// spent.
//
//   auto journal = LedgerJournal::open(store, JournalMode::Strict);
//   BudgetNumber acme = (*journal)->budget("project:acme", Period::Day, "UTC").value();
//   Recovery before = (*journal)->recover().value();      // then the ledger is charged with it
//   ...
//   if (auto held = journal->reserved(id, {&acme, 1}, bound, clock.wall()); !held) refuse();
//   ... send ...
//   journal->settled(id, actual);
//
// Every reservation has an id of its own, which the caller gives. The first resolution of an id
// counts and the first reservation too: told again, they change nothing and are no error, so events
// may be replayed. What was settled is kept for each budget and window of its calendar; it is
// charged in the windows in which it was reserved.
//
// Strict: when reserved() says yes, the reservation is on the disk, and so is the settlement when
//   settled() says so. Threads that wait together share a trip to the disk.
// Relaxed: events are on the disk a moment later, in their order. A crash costs the events of the
//   last moments: at most WriterOptions::most_waiting (1,000), and of no more than the last
//   longest_wait (100 ms) and one trip to the disk. An event for which there is no room waits.
//
// After a crash, or a reservation that nobody resolved: recover() charges it at its bound, which is
// more than was spent or the same, marks it as estimated, and does so once. That resolves it too: a
// settlement that comes after it changes nothing.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: the store must outlive it. One journal at a time a store.
// Memory: of reservations, none is held here.

#ifndef OMNILLM_STORE_LEDGER_JOURNAL_H_
#define OMNILLM_STORE_LEDGER_JOURNAL_H_

#include <absl/time/time.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "omnillm/budget.h"
#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "omnillm/result.h"
#include "store/store.h"
#include "store/writer.h"

namespace omnillm::store {

struct ScopeRow;

enum class JournalMode : std::uint8_t { Relaxed, Strict };

// Names a budget of the journal that gave it.
enum class BudgetNumber : std::uint32_t {};

// What one budget has spent in one window.
struct WindowTotal {
  std::string budget{};
  WallTime window_begins{};  // of a total budget: the begin of time, WallTime::min()
  Money settled{};
  Money estimated{};  // of `settled`: bounds of reservations that nobody resolved

  friend bool operator==(const WindowTotal&, const WindowTotal&) = default;
};

struct Recovery {
  std::vector<WindowTotal> totals{};  // by name, then by time
  std::int64_t unresolved = 0;        // reservations that were charged at their bounds just now
};

// Events of relaxed mode that could not be written, when there was nobody left to tell.
struct JournalLosses {
  std::uint64_t events = 0;
  std::optional<Error> last{};
};

class LedgerJournal {
 public:
  // Errors: Storage.
  [[nodiscard]] static Result<std::unique_ptr<LedgerJournal>> open(Store& store, JournalMode mode);
  // What was accepted is on the disk when it returns.
  ~LedgerJournal();

  // Makes a budget known, now or in an earlier life; the same name gives the same number, with the
  // calendar that was named last. Errors: Configuration: no name, or an unknown time zone. Storage.
  [[nodiscard]] Result<BudgetNumber> budget(std::string_view name, Period period,
                                            std::string_view time_zone);

  // The three events. In strict mode they wait for the disk; with a Done nobody waits, and it is
  // told on the writer's thread when the event is on the disk, in either mode; of a BadRequest at
  // once.
  //
  // Errors: BadRequest: a negative bound, no id, more than kMaxScopes budgets, an unknown one or
  // one twice.
  // Storage: it is not on the disk; for settled() and released() also when the id is unknown. A
  // reservation that failed has to be refused to whoever asked for it. Relaxed without a Done: only
  // BadRequest, the rest is counted by losses().
  Result<void> reserved(std::string_view id, std::span<const BudgetNumber> budgets, Money bound,
                        WallTime now);
  Result<void> settled(std::string_view id, Money actual);  // less than nothing is nothing
  Result<void> released(std::string_view id);
  void reserved(std::string_view id, std::span<const BudgetNumber> budgets, Money bound,
                WallTime now, Done done);
  void settled(std::string_view id, Money actual, Done done);
  void released(std::string_view id, Done done);

  // Charges what earlier lives left unresolved, and tells what every budget has spent in every
  // window. Reservations of this life are left alone, so it may be called at any time. Errors:
  // Storage; nothing has changed then.
  [[nodiscard]] Result<Recovery> recover();

  // What the budget has spent in the window that holds `now`, as far as it is on the disk. Errors:
  // BadRequest: an unknown budget. Storage.
  [[nodiscard]] Result<Money> spent(BudgetNumber budget, WallTime now);

  // Deletes resolved reservations made before `resolved`, whose ids are then unknown, and totals of
  // windows that began before `windows`. In small batches, so that others get their turn. Errors:
  // Storage.
  [[nodiscard]] Result<void> forget(WallTime resolved, WallTime windows);

  // Waits until every event that was accepted is on the disk, or lost.
  void flush();
  [[nodiscard]] JournalLosses losses() const;

 private:
  struct Calendar {
    std::int64_t row;  // in the table of budgets
    Period period;
    absl::TimeZone zone;
  };

  LedgerJournal(Store& store, JournalMode mode, std::int64_t run);

  std::optional<ScopeRow> scope_of(BudgetNumber budget, WallTime now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Result<Write> write_reserved(std::string_view id, std::span<const BudgetNumber> budgets,
                               Money bound, WallTime now);
  Result<void> hand_over(Write write);
  void note_loss(const Error& error);

  Store& store_;
  const JournalMode mode_;
  const std::int64_t run_;  // lives are numbered

  mutable Mutex mu_;
  std::vector<Calendar> calendars_ ABSL_GUARDED_BY(mu_);  // by BudgetNumber
  JournalLosses losses_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_LEDGER_JOURNAL_H_
