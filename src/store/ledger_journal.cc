#include "store/ledger_journal.h"

#include <algorithm>
#include <string>
#include <utility>

#include "budget/window.h"
#include "store/journal_rows.h"

namespace omnillm::store {

namespace {

// Rows a batch: a few milliseconds, during which nobody else writes.
constexpr std::int64_t kForgetAtOnce = 1'000;

// Numbers this life.
Result<void> begin_run(Database& db, std::int64_t& run) {
  Statement counter = db.prepare(
      "INSERT INTO counters VALUES ('journal_run', 1) "
      "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value");
  const Result<bool> there = counter.step();
  if (!there) return tl::unexpected(there.error());
  run = counter.integer(0);
  return counter.run();
}

Result<void> find_or_make(Database& db, const std::string& name, std::int64_t& row) {
  auto made = db.prepare("INSERT INTO budgets (name) VALUES (?) ON CONFLICT (name) DO NOTHING")
                  .bind(name)
                  .run();
  if (!made) return made;
  Statement found = db.prepare("SELECT id FROM budgets WHERE name = ?");
  const Result<bool> there = found.bind(name).step();
  if (!there) return tl::unexpected(there.error());
  row = found.integer(0);
  return {};
}

tl::unexpected<Error> unknown_budget() {
  return fail(ErrorKind::BadRequest, "the journal does not know this budget");
}

Write write_resolution(std::string_view id, ReservationState state, Money charged) {
  return [id = std::string(id), state, charged](Database& db) {
    return resolve_reservation(db, id, state, charged);
  };
}

}  // namespace

LedgerJournal::LedgerJournal(Store& store, JournalMode mode, std::int64_t run)
    : store_(store), mode_(mode), run_(run) {}

// The losses are noted here, by writes that are still on their way.
LedgerJournal::~LedgerJournal() { flush(); }

Result<std::unique_ptr<LedgerJournal>> LedgerJournal::open(Store& store, JournalMode mode) {
  std::int64_t run = 0;
  auto begun = store.writer().run([&run](Database& db) { return begin_run(db, run); });
  if (!begun) return tl::unexpected(begun.error());
  return std::unique_ptr<LedgerJournal>(new LedgerJournal(store, mode, run));
}

Result<BudgetNumber> LedgerJournal::budget(std::string_view name, Period period,
                                           std::string_view time_zone) {
  absl::TimeZone zone;
  if (name.empty()) return fail(ErrorKind::Configuration, "a budget needs a name");
  if (!absl::LoadTimeZone(std::string(time_zone), &zone))
    return fail(ErrorKind::Configuration, "the time zone of a budget is unknown");
  std::int64_t row = 0;
  auto made = store_.writer().run(
      [&row, name = std::string(name)](Database& db) { return find_or_make(db, name, row); });
  if (!made) return tl::unexpected(made.error());

  MutexLock lock(&mu_);
  auto known = std::find_if(calendars_.begin(), calendars_.end(),
                            [row](const Calendar& each) { return each.row == row; });
  if (known == calendars_.end()) known = calendars_.insert(known, {row, period, zone});
  *known = {row, period, zone};
  return static_cast<BudgetNumber>(known - calendars_.begin());
}

std::optional<ScopeRow> LedgerJournal::scope_of(BudgetNumber budget, WallTime now) const {
  const auto index = static_cast<std::size_t>(budget);
  if (index >= calendars_.size()) return std::nullopt;
  const Calendar& calendar = calendars_[index];
  return ScopeRow{calendar.row, budget::window_at(calendar.period, calendar.zone, now).begins};
}

Result<Write> LedgerJournal::write_reserved(std::string_view id,
                                            std::span<const BudgetNumber> budgets, Money bound,
                                            WallTime now) {
  if (id.empty()) return fail(ErrorKind::BadRequest, "a reservation needs an id");
  if (bound.is_negative()) return fail(ErrorKind::BadRequest, "a bound must not be negative");
  if (budgets.size() > kMaxScopes) return fail(ErrorKind::BadRequest, "these are too many budgets");
  std::vector<ScopeRow> scopes;
  {
    MutexLock lock(&mu_);
    for (const BudgetNumber each : budgets) {
      const auto scope = scope_of(each, now);
      if (!scope) return unknown_budget();
      if (std::any_of(scopes.begin(), scopes.end(),
                      [&](const ScopeRow& other) { return other.budget == scope->budget; }))
        return fail(ErrorKind::BadRequest, "a budget is named twice");
      scopes.push_back(*scope);
    }
  }
  return Write([id = std::string(id), scopes = std::move(scopes), run = run_, bound,
                now](Database& db) { return insert_reservation(db, id, run, scopes, bound, now); });
}

// As the mode says.
Result<void> LedgerJournal::hand_over(Write write) {
  if (mode_ == JournalMode::Strict) return store_.writer().run(std::move(write));
  store_.writer().submit(std::move(write), Urgency::Later, [this](const Result<void>& result) {
    if (!result) note_loss(result.error());
  });
  return {};
}

Result<void> LedgerJournal::reserved(std::string_view id, std::span<const BudgetNumber> budgets,
                                     Money bound, WallTime now) {
  auto write = write_reserved(id, budgets, bound, now);
  if (!write) return tl::unexpected(write.error());
  return hand_over(*std::move(write));
}

Result<void> LedgerJournal::settled(std::string_view id, Money actual) {
  return hand_over(write_resolution(id, ReservationState::Settled, std::max(actual, Money())));
}

Result<void> LedgerJournal::released(std::string_view id) {
  return hand_over(write_resolution(id, ReservationState::Released, Money()));
}

void LedgerJournal::reserved(std::string_view id, std::span<const BudgetNumber> budgets,
                             Money bound, WallTime now, Done done) {
  auto write = write_reserved(id, budgets, bound, now);
  if (!write) return done(tl::unexpected(write.error()));
  store_.writer().submit(*std::move(write), Urgency::Now, std::move(done));
}

void LedgerJournal::settled(std::string_view id, Money actual, Done done) {
  store_.writer().submit(write_resolution(id, ReservationState::Settled, std::max(actual, Money())),
                         Urgency::Now, std::move(done));
}

void LedgerJournal::released(std::string_view id, Done done) {
  store_.writer().submit(write_resolution(id, ReservationState::Released, Money()), Urgency::Now,
                         std::move(done));
}

Result<Recovery> LedgerJournal::recover() {
  Recovery found;
  auto done = store_.writer().run([&found, run = run_](Database& db) -> Result<void> {
    const auto unresolved = charge_unresolved(db, run);
    if (!unresolved) return tl::unexpected(unresolved.error());
    auto totals = window_totals(db);
    if (!totals) return tl::unexpected(totals.error());
    found = {*std::move(totals), *unresolved};
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return found;
}

Result<Money> LedgerJournal::spent(BudgetNumber budget, WallTime now) {
  std::optional<ScopeRow> scope;
  {
    MutexLock lock(&mu_);
    scope = scope_of(budget, now);
  }
  if (!scope) return unknown_budget();
  const auto reader = store_.reader();
  if (!reader) return tl::unexpected(reader.error());
  return settled_in(**reader, *scope);
}

Result<void> LedgerJournal::forget(WallTime resolved, WallTime windows) {
  std::int64_t after = 0;
  bool more = true;
  while (more) {
    auto done = store_.writer().run([&](Database& db) -> Result<void> {
      const auto batch = forget_reservations(db, resolved, after, kForgetAtOnce);
      if (!batch) return tl::unexpected(batch.error());
      more = *batch;
      return {};
    });
    if (!done) return done;
  }
  return store_.writer().run([windows](Database& db) {
    return db.prepare("DELETE FROM budget_totals WHERE window_begins < ? AND window_begins > ?")
        .bind(windows)
        .bind(WallTime::min())
        .run();
  });
}

void LedgerJournal::flush() { store_.writer().flush(); }

JournalLosses LedgerJournal::losses() const {
  MutexLock lock(&mu_);
  return losses_;
}

void LedgerJournal::note_loss(const Error& error) {
  MutexLock lock(&mu_);
  ++losses_.events;
  losses_.last = error;
}

}  // namespace omnillm::store
