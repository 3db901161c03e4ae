// Floor: 2 budget

#ifndef OMNILLM_BUDGET_H_
#define OMNILLM_BUDGET_H_

#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/error.h"
#include "omnillm/money.h"
#include "omnillm/result.h"

namespace omnillm {

namespace budget {
struct Account;
struct Balance;
class LeaseGroup;
class LedgerCore;
}  // namespace budget

class Ledger;

// How long a limit lasts before it starts anew, by the calendar of the budget's time zone.
enum class Period : std::uint8_t { Total, Hour, Day, Week, Month };  // weeks start on Monday

// What happens at the limit. A soft budget admits whatever is asked and says that it is over.
enum class Hardness : std::uint8_t { Hard, Soft };

// What an account may spend.
struct Budget {
  Money limit = Money::max();
  Period period = Period::Total;
  std::string time_zone = "UTC";  // a name of the tz database: "Europe/Berlin"
  Hardness hardness = Hardness::Hard;
  // When the settled amount reaches this many percent of the limit, the ledger's alert callback is
  // called: once for each percentage and window. Ascending; each at least 1.
  std::vector<int> alert_percent = {};
  // Many threads draw from it: they do so through leases, so that they need not meet at every
  // request. It changes the cost, never the limit. Hard, total budgets only; others are drawn
  // exactly.
  bool shared = false;
};

// Names an account of the ledger that opened it.
class AccountId {
 public:
  constexpr AccountId() = default;
  [[nodiscard]] constexpr std::uint32_t index() const { return index_; }
  friend constexpr auto operator<=>(AccountId, AccountId) = default;

 private:
  friend class budget::LedgerCore;
  explicit constexpr AccountId(std::uint32_t index) : index_(index) {}
  std::uint32_t index_ = ~0u;
};

inline constexpr std::size_t kMaxScopes = 8;

// The accounts that one request is charged to, all of them or none: gateway, project, virtual key.
// Made by Ledger::path; an empty path admits everything.
//
// Thread safety: a value. Lifetime: the ledger must outlive it.
class ScopePath {
 public:
  ScopePath() = default;
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  friend class budget::LedgerCore;
  friend class Ledger;

  std::array<budget::Account*, kMaxScopes> accounts_ = {};  // drawn exactly first, then leased
  budget::LeaseGroup* lease_ = nullptr;                     // for accounts_[exact_..count_)
  std::uint8_t count_ = 0;
  std::uint8_t exact_ = 0;
};

// Why a reservation was refused: plain figures, so that refusing costs no allocation.
struct BudgetRefusal {
  AccountId account;  // the first account that had no room
  Money asked;
  Money limit;
  Money committed;  // settled and reserved when it refused
  WallTime asked_at{};
  std::optional<WallTime> window_ends;  // when asking again can help; empty for a total budget

  // A sentence with the account's name. ErrorKind::OwnBudget; BadRequest for a negative amount.
  [[nodiscard]] Error to_error(const Ledger& ledger) const;
};

// Money held for one request on every account of its path.
//
//   auto held = ledger.reserve(path, bound, clock.wall());
//   if (!held) return tl::unexpected(held.error().to_error(ledger));
//   ... send ...
//   std::move(*held).settle(actual);
//
// It is resolved once: by settle, by release, or by its destructor, which releases. Resolving it
// again does nothing.
//
// Thread safety: distinct objects; it may be resolved on another thread than made it.
// Lifetime: the ledger must outlive it.
// Memory ordering: what happened before it was resolved is visible to whoever reserves the money
// that came back.
class Reservation {
 public:
  Reservation() noexcept {}  // holds nothing
  Reservation(Reservation&& other) noexcept { take(other); }
  Reservation& operator=(Reservation&& other) noexcept {
    if (this == &other) return *this;
    drop();
    take(other);
    return *this;
  }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  ~Reservation() { drop(); }

  // What is held. Zero once resolved.
  [[nodiscard]] Money amount() const { return Money::from_nanos(active_ ? amount_ : 0); }
  [[nodiscard]] bool active() const { return active_; }
  // A soft budget of the path was over its limit when this was made.
  [[nodiscard]] bool over_soft_limit() const { return over_soft_; }

  // Charges what was really spent, in the windows the reservation was made in, and gives the rest
  // back. More than was reserved is charged too: the money is gone, the account is over its limit,
  // and admits nothing until it is not. Less than nothing is charged as nothing.
  void settle(Money actual) &&;

  // Charges nothing.
  void release() &&;

 private:
  friend class Ledger;
  friend class budget::LedgerCore;
  friend class BudgetTracker;

  void take(Reservation& other) noexcept {
    for (std::size_t i = 0; i < other.count_; ++i) charged_[i] = other.charged_[i];
    lease_ = other.lease_;
    amount_ = other.amount_;
    count_ = other.count_;
    windowed_ = other.windowed_;
    active_ = std::exchange(other.active_, false);
    over_soft_ = other.over_soft_;
  }
  void drop() noexcept {
    if (active_) drop_active();
  }
  void drop_active() noexcept;
  void resolve(std::int64_t actual) noexcept;

  budget::Balance* charged_[kMaxScopes];  // the first count_ are set
  budget::LeaseGroup* lease_ = nullptr;
  std::int64_t amount_ = 0;
  std::uint8_t count_ = 0;
  std::uint8_t windowed_ = 0;  // bit i: charged_[i] is a window, which this pins
  bool active_ = false;
  bool over_soft_ = false;
};

// What an account looked like at one instant.
//
// settled + reserved + leased + remaining == limit, or remaining is zero and they are more.
struct AccountSnapshot {
  AccountId account;
  Budget budget;          // as it was opened; the limit as it is now
  Money settled;          // spent for good
  Money reserved;         // held by reservations
  Money leased;           // lent to threads and not held; they give it back when it is needed
  Money remaining;        // never below zero
  Money overrun;          // settled beyond the limit
  Money reserved_before;  // still held by reservations of windows that have ended
  std::optional<WallTime> window_begins;
  std::optional<WallTime> window_ends;
};

// A threshold was reached.
struct BudgetAlert {
  AccountId account;
  int percent = 0;
  Money limit;
  Money settled;
  std::optional<WallTime> window_ends;
};

struct LedgerOptions {
  // Called on the thread that settled, without any lock held; it may use the ledger. The settled
  // amount of a `shared` account is looked at when a thread's lease is filled, emptied or read by a
  // snapshot.
  std::function<void(const BudgetAlert&)> on_alert = nullptr;
  // Threads that may hold leases; others draw exactly. A group of shared accounts that are charged
  // together costs 128 bytes for each.
  std::uint32_t lease_threads = 32;
  // No lease is larger.
  Money max_lease = Money::max();
};

// Accounts of money, and the reservations on them.
//
//   Ledger ledger;
//   AccountId project = ledger.open("project:acme", {.limit = Money::parse("50").value()}).value();
//   ScopePath path = ledger.path(std::array{project}).value();
//   auto held = ledger.reserve(path, bound, clock.wall());
//
// At every instant what is settled, reserved and lent of a hard budget is within its limit; only a
// settlement of more than was reserved, or a limit that is lowered, leaves it above, and then
// nothing is admitted. reserve, settle, release and refusing do not allocate and do not block,
// except when a window begins, a lease is filled, or a refusal calls leases home.
//
// An account takes 64 bytes, its entry in the name index 11 to 21, and a name longer than 16 bytes
// its length; see docs/decisions/ledger.md.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: must outlive its paths and reservations.
class Ledger {
 public:
  explicit Ledger(LedgerOptions options = {});
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  static constexpr std::size_t kMaxNameLength = 255;

  // A new account. ErrorKind::Configuration when the name is taken, empty or too long, the limit
  // negative, the time zone unknown, or an alert percentage not ascending and positive.
  [[nodiscard]] Result<AccountId> open(std::string_view name, Budget budget);

  // Lock-free.
  [[nodiscard]] std::optional<AccountId> find(std::string_view name) const;
  // Empty when there is no such account. Valid as long as the ledger.
  [[nodiscard]] std::string_view name(AccountId account) const;
  [[nodiscard]] std::size_t size() const;

  // ErrorKind::Configuration when there are more than kMaxScopes, or an account is unknown or named
  // twice.
  [[nodiscard]] Result<ScopePath> path(std::span<const AccountId> accounts) const;

  // Holds `amount` on every account of the path, or on none of them. `now` chooses the window; a
  // calendar that steps back does not reopen one.
  [[nodiscard]] tl::expected<Reservation, BudgetRefusal> reserve(const ScopePath& path,
                                                                 Money amount, WallTime now);

  // The same into `held`, without saying why not; false leaves `held` as it was. Requires: `held`
  // holds nothing.
  [[nodiscard]] bool reserve_into(Reservation& held, const ScopePath& path, Money amount,
                                  WallTime now);

  // Charges what was spent without a reservation, whatever the limit: a journal replayed at start,
  // a bill that arrived late.
  void charge(const ScopePath& path, Money spent, WallTime now);

  // Takes effect at once: when it returns, nothing more is admitted above the new limit.
  Result<void> set_limit(AccountId account, Money limit);

  // Requires: `account` is of this ledger.
  [[nodiscard]] AccountSnapshot snapshot(AccountId account, WallTime now) const;
  // Each account at one instant, one after the other.
  [[nodiscard]] std::vector<AccountSnapshot> snapshot_all(WallTime now) const;

 private:
  friend class BudgetTracker;

  std::unique_ptr<budget::LedgerCore> core_;
};

// One budget counted in dollars, for people who port from the reference: the same calls, checked.
//
//   BudgetTracker budget(Money::parse("5").value());
//   if (!budget.try_reserve(estimate)) return refused;
//   budget.settle(estimate, actual);
//
// Prefer reserve(), which cannot be forgotten or settled twice. settle(estimated, actual) gives
// back at most what is reserved, so that a settlement without a reservation charges and no more.
//
// Thread safety: every member may be called by any threads at once.
class BudgetTracker {
 public:
  // Requires: limit is not negative; a negative one admits nothing.
  explicit BudgetTracker(Money limit);
  // ErrorKind::Configuration for a limit that is negative or not a number.
  [[nodiscard]] static Result<std::unique_ptr<BudgetTracker>> from_usd(double limit_usd);

  [[nodiscard]] bool try_reserve(Money estimated);
  void settle(Money estimated, Money actual);
  [[nodiscard]] std::optional<Reservation> reserve(Money estimated);

  [[nodiscard]] Money used() const;  // settled and reserved
  [[nodiscard]] Money limit() const;
  [[nodiscard]] Money remaining() const;  // never below zero
  [[nodiscard]] double used_usd() const { return used().usd(); }
  [[nodiscard]] double limit_usd() const { return limit().usd(); }
  [[nodiscard]] double remaining_usd() const { return remaining().usd(); }

 private:
  Ledger ledger_;
  AccountId account_;
  ScopePath path_;
  std::atomic<std::int64_t> promised_{0};  // reserved by try_reserve and not settled
};

}  // namespace omnillm

#endif  // OMNILLM_BUDGET_H_
