// The journal as rows: what each event does to the tables. Every function runs inside a transaction
// of the caller.

#ifndef OMNILLM_STORE_JOURNAL_ROWS_H_
#define OMNILLM_STORE_JOURNAL_ROWS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "omnillm/result.h"
#include "store/database.h"
#include "store/ledger_journal.h"

namespace omnillm::store {

// As it stands in the column `state`.
enum class ReservationState : std::int64_t {
  Open = 0,
  Settled = 1,
  Released = 2,
  Unresolved = 3,  // charged at its bound by a later life
};

// A budget and the window a reservation is charged in.
struct ScopeRow {
  std::int64_t budget;
  WallTime window_begins;
};

// Nothing when the id is there already.
[[nodiscard]] Result<void> insert_reservation(Database& db, std::string_view id, std::int64_t run,
                                              const std::vector<ScopeRow>& scopes, Money bound,
                                              WallTime now);

// Nothing when it is resolved already. Errors: Storage when the id is unknown.
[[nodiscard]] Result<void> resolve_reservation(Database& db, std::string_view id,
                                               ReservationState state, Money charged);

// Charges at their bounds what runs before `run` left open; returns how many there were.
[[nodiscard]] Result<std::int64_t> charge_unresolved(Database& db, std::int64_t run);

[[nodiscard]] Result<std::vector<WindowTotal>> window_totals(Database& db);
[[nodiscard]] Result<Money> settled_in(Database& db, const ScopeRow& scope);

// Deletes resolved reservations from the oldest on, up to the first that was made at `before` or
// later. Looks at `most` rows behind the row `after`, and moves `after` on. Returns whether there
// may be more.
[[nodiscard]] Result<bool> forget_reservations(Database& db, WallTime before, std::int64_t& after,
                                               std::int64_t most);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_JOURNAL_ROWS_H_
