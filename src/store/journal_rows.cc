#include "store/journal_rows.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace omnillm::store {

namespace {

constexpr std::size_t kWord = 8;

// As the schema says: a scope is two words, little endian.
struct PackedScopes {
  std::array<std::uint8_t, kMaxScopes * 2 * kWord> bytes{};
  std::size_t size = 0;

  void put(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < kWord && size < bytes.size(); ++i)
      bytes[size++] = static_cast<std::uint8_t>(bits >> (8 * i));
  }
};

std::int64_t word_at(std::span<const std::uint8_t> bytes, std::size_t index) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kWord; ++i)
    bits |= std::uint64_t{bytes[index * kWord + i]} << (8 * i);
  return static_cast<std::int64_t>(bits);
}

// Empty when they are not what pack() wrote.
std::optional<std::vector<ScopeRow>> unpack(std::span<const std::uint8_t> bytes) {
  if (bytes.size() % (2 * kWord) != 0) return std::nullopt;
  std::vector<ScopeRow> scopes;
  for (std::size_t i = 0; i < bytes.size() / kWord; i += 2)
    scopes.push_back({word_at(bytes, i), WallTime(Duration(word_at(bytes, i + 1)))});
  return scopes;
}

struct ReservationRow {
  std::int64_t number;
  ReservationState state;
  Money bound;
  std::vector<ScopeRow> scopes;
};

// Of a statement that answers with number, state, bound and scopes.
Result<ReservationRow> read_row(const Statement& row) {
  auto scopes = unpack(row.bytes(3));
  if (!scopes) return fail(ErrorKind::Storage, "a reservation of the journal is damaged");
  return ReservationRow{row.integer(0), static_cast<ReservationState>(row.integer(1)), row.money(2),
                        *std::move(scopes)};
}

// Sums stop at the largest amount: SQLite would go on with a floating-point number.
Result<void> add_to_totals(Database& db, const std::vector<ScopeRow>& scopes, Money charged,
                           Money estimated) {
  for (const ScopeRow& scope : scopes) {
    auto done = db.prepare(
                      "INSERT INTO budget_totals VALUES (?1, ?2, ?3, ?4) "
                      "ON CONFLICT (budget, window_begins) DO UPDATE SET "
                      "settled = CASE WHEN settled > 9223372036854775807 - ?3 "
                      "THEN 9223372036854775807 ELSE settled + ?3 END, "
                      "estimated = CASE WHEN estimated > 9223372036854775807 - ?4 "
                      "THEN 9223372036854775807 ELSE estimated + ?4 END")
                    .bind(scope.budget)
                    .bind(scope.window_begins)
                    .bind(charged)
                    .bind(estimated)
                    .run();
    if (!done) return done;
  }
  return {};
}

Result<void> resolve(Database& db, const ReservationRow& row, ReservationState state,
                     Money charged) {
  auto done = db.prepare("UPDATE reservations SET state = ?, charged = ? WHERE number = ?")
                  .bind(static_cast<std::int64_t>(state))
                  .bind(charged)
                  .bind(row.number)
                  .run();
  if (!done || charged.is_zero()) return done;
  return add_to_totals(db, row.scopes, charged,
                       state == ReservationState::Unresolved ? charged : Money());
}

}  // namespace

Result<void> insert_reservation(Database& db, std::string_view id, std::int64_t run,
                                const std::vector<ScopeRow>& scopes, Money bound, WallTime now) {
  PackedScopes packed;
  for (const ScopeRow& scope : scopes) {
    packed.put(scope.budget);
    packed.put(scope.window_begins.time_since_epoch().count());
  }
  return db
      .prepare(
          "INSERT INTO reservations (id, run, bound, reserved_at, scopes, state, charged) "
          "VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO NOTHING")
      .bind(id)
      .bind(run)
      .bind(bound)
      .bind(now)
      .bind(std::span<const std::uint8_t>(packed.bytes).first(packed.size))
      .run();
}

Result<void> resolve_reservation(Database& db, std::string_view id, ReservationState state,
                                 Money charged) {
  Statement found =
      db.prepare("SELECT number, state, bound, scopes FROM reservations WHERE id = ?");
  const Result<bool> there = found.bind(id).step();
  if (!there) return tl::unexpected(there.error());
  if (!*there) return fail(ErrorKind::Storage, "the journal knows no reservation of this id");
  const Result<ReservationRow> row = read_row(found);
  if (!row) return tl::unexpected(row.error());
  if (row->state != ReservationState::Open) return {};
  return resolve(db, *row, state, charged);
}

Result<std::int64_t> charge_unresolved(Database& db, std::int64_t run) {
  std::vector<ReservationRow> open;
  {
    Statement found = db.prepare(
        "SELECT number, state, bound, scopes FROM reservations WHERE state = 0 AND run < ?");
    found.bind(run);
    for (;;) {
      const Result<bool> there = found.step();
      if (!there) return tl::unexpected(there.error());
      if (!*there) break;
      auto row = read_row(found);
      if (!row) return tl::unexpected(row.error());
      open.push_back(*std::move(row));
    }
  }
  for (const ReservationRow& row : open)
    if (auto done = resolve(db, row, ReservationState::Unresolved, row.bound); !done)
      return tl::unexpected(done.error());
  return static_cast<std::int64_t>(open.size());
}

Result<std::vector<WindowTotal>> window_totals(Database& db) {
  std::vector<WindowTotal> totals;
  Statement rows = db.prepare(
      "SELECT name, window_begins, settled, estimated FROM budget_totals "
      "JOIN budgets ON id = budget ORDER BY name, window_begins");
  for (;;) {
    const Result<bool> there = rows.step();
    if (!there) return tl::unexpected(there.error());
    if (!*there) return totals;
    totals.push_back({std::string(rows.text(0)), rows.time(1), rows.money(2), rows.money(3)});
  }
}

Result<Money> settled_in(Database& db, const ScopeRow& scope) {
  Statement row =
      db.prepare("SELECT settled FROM budget_totals WHERE budget = ? AND window_begins = ?");
  const Result<bool> there = row.bind(scope.budget).bind(scope.window_begins).step();
  if (!there) return tl::unexpected(there.error());
  return *there ? row.money(0) : Money();
}

Result<bool> forget_reservations(Database& db, WallTime before, std::int64_t& after,
                                 std::int64_t most) {
  std::int64_t last = after;
  std::int64_t seen = 0;
  bool all_old = true;
  {
    Statement rows = db.prepare(
        "SELECT number, reserved_at FROM reservations WHERE number > ? ORDER BY number LIMIT ?");
    rows.bind(after).bind(most);
    for (; all_old; ++seen) {
      const Result<bool> there = rows.step();
      if (!there) return tl::unexpected(there.error());
      if (!*there) break;
      all_old = rows.time(1) < before;
      if (all_old) last = rows.integer(0);
    }
  }
  auto done = db.prepare("DELETE FROM reservations WHERE number > ? AND number <= ? AND state <> 0")
                  .bind(after)
                  .bind(last)
                  .run();
  if (!done) return tl::unexpected(done.error());
  after = last;
  return all_old && seen == most;
}

}  // namespace omnillm::store
