// A key's limits in one word: tokens, requests and calls in flight, admitted together or not at
// all.
//
//   if (gate.try_take(now, 1'200) == GateVerdict::Taken) ...
//   gate.settle(now, taken_at, 1'200, 800);
//
// Thread safety: every member may be called by any threads at once.
// Memory ordering: taking acquires and giving back releases, so what a call did before it gave its
// place back is visible to the call that takes the place. See docs/concurrency.md.
//
// Where the machine has a 16-byte compare-and-swap, both buckets and the count share one such word
// and there is no moment at which only some of them are taken. Elsewhere they are two 8-byte words:
// requests are taken first and put back when tokens or places are short, and another caller can see
// the request missing for that moment; the pool looks again before it believes it.

#ifndef OMNILLM_POOL_KEY_GATE_H_
#define OMNILLM_POOL_KEY_GATE_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/hot.h"
#include "omnillm/clock.h"
#include "pool/enforcement.h"
#include "pool/gate_word.h"
#include "pool/gcra.h"
#include "pool/orders.h"

namespace omnillm::pool {

enum class GateVerdict : std::uint8_t { Taken, NoTokens, NoRequest, NoPlace, TooLarge };

// What is missing from a key's buckets at an instant.
struct GateUse {
  Ticks token_debt = 0;           // ticks until the token bucket is full
  std::int64_t request_debt = 0;  // nanoseconds until the request bucket is full
  std::uint32_t in_flight = 0;
};

// The part of it that decides between two keys: one half of the word. Tokens are in ticks above the
// places (GateHalves::placed), whose bits below a tick mean nothing.
struct GateLoad {
  std::int64_t token_debt = 0;  // negative: the bucket has long been full
  std::int64_t token_burst = 0;
  std::uint64_t in_flight = 0;
};

class KeyGate {
 public:
  static constexpr std::uint32_t kMaxInFlight = 65'000;

  KeyGate() = default;
  KeyGate(const KeyGate&) = delete;
  KeyGate& operator=(const KeyGate&) = delete;

  // Sets the limits; calls in flight keep what they have. The debts stay what they are in time.
  void set_limits(const GateLimits& limits);

  [[nodiscard]] GateVerdict try_take(Instant now, std::int64_t tokens);

  // Frees the place of a call that took `taken` tokens and used `used`. Unused tokens come back
  // unless the bucket has been full since: what was missing then has come back by time already.
  // Requires: `used` is not negative.
  void settle(Instant now, Instant taken_at, std::int64_t taken, std::int64_t used);

  // Undoes a take whose call never left: tokens, request and place.
  void undo(Instant now, Instant taken_at, std::int64_t taken);

  // Makes the buckets as empty as the provider says they are; never fuller.
  void correct(Instant now, std::optional<std::int64_t> remaining_tokens,
               std::optional<std::int64_t> remaining_requests);

  // When `tokens` and one request fit; `now` if they do. Says nothing about places.
  // Instant::max() when they never can.
  [[nodiscard]] Instant next_fit(Instant now, std::int64_t tokens) const;

  [[nodiscard]] GateUse use(Instant now) const;
  // `now` as GateHalves::placed has it.
  [[nodiscard]] GateLoad load(std::uint64_t now) const;
  [[nodiscard]] std::int64_t missing_tokens(Instant now) const;
  [[nodiscard]] std::int64_t missing_requests(Instant now) const;

  [[nodiscard]] bool has_place() const;
  [[nodiscard]] std::int64_t largest_request() const { return largest_request_.load(kRelaxed); }

  // Fills both buckets. A gate must be filled before it is first used: its ticks wrap, so that zero
  // can lie ahead of `now` as well as behind.
  void fill(Instant now);

  // Pulls instants long past up to `now`, before they could wrap; to be called every few days.
  void refresh(Instant now);

 private:
  // Tries once; empty when another thread changed the word meanwhile, and thereby got on.
  std::optional<GateVerdict> attempt(Instant now, std::int64_t tokens);
  GateVerdict try_again(Instant now, std::int64_t tokens);

  // Moves the token instant; `change` maps ticks of debt to ticks of debt.
  template <class Change>
  void change_token_debt(Instant now, std::uint64_t places_given_back, Change change);
  template <class Change>
  void change_request_debt(Instant now, Change change);
  void charge(Instant now, std::int64_t taken, std::int64_t used);

  // `ticks` of unused tokens, or none when the bucket was found full after they were taken.
  [[nodiscard]] Ticks still_owed(Instant taken_at, Ticks ticks) const {
    return found_full_.load(kRelaxed) > nanos_of(taken_at) ? 0 : ticks;
  }
  [[nodiscard]] std::int64_t request_burst() const {
    return request_cost_.load(kRelaxed) * request_burst_.load(kRelaxed);
  }

  GateWord word_;
  std::atomic<std::uint64_t> token_cost_{0};  // 32.32 ticks
  std::atomic<Ticks> token_burst_{0};
  std::atomic<std::int64_t> request_cost_{0};  // nanoseconds
  // The last instant at which a caller found the token bucket full, in nanoseconds.
  std::atomic<std::int64_t> found_full_{std::numeric_limits<std::int64_t>::min()};
  std::atomic<std::uint32_t> request_burst_{0};  // requests
  std::atomic<std::uint32_t> largest_request_{0};
  std::atomic<std::uint16_t> max_in_flight_{0};
};

// What every request runs stands here, to be inlined.

OMNILLM_HOT std::optional<GateVerdict> KeyGate::attempt(Instant now, std::int64_t tokens) {
  auto units = static_cast<std::uint64_t>(tokens);
  if (units > largest_request_.load(kRelaxed)) [[unlikely]] {
    if (tokens >= 0) return GateVerdict::TooLarge;
    units = 0;
  }
  const std::int64_t nanos = nanos_of(now);
  const std::uint64_t moment = GateHalves::placed(now);
  const std::int64_t cost =
      GateHalves::placed(call_ticks(token_cost_.load(kRelaxed), static_cast<std::uint32_t>(units)));
  const std::int64_t burst = GateHalves::placed(token_burst_.load(kRelaxed));
  const std::int64_t request_cost = request_cost_.load(kRelaxed);
  const std::int64_t request_room =
      request_cost * (std::int64_t{request_burst_.load(kRelaxed)} - 1);

  GateHalves seen = word_.load();
  const std::uint64_t in_flight = seen.in_flight();
  if (in_flight >= max_in_flight_.load(kRelaxed)) return GateVerdict::NoPlace;
  const auto full_at = static_cast<std::int64_t>(seen.hi);
  if (full_at - nanos > request_room) return GateVerdict::NoRequest;
  const auto debt = static_cast<std::int64_t>(seen.lo - in_flight - moment);
  if (!fits(debt, cost, burst)) return GateVerdict::NoTokens;
  const auto debt_then = static_cast<std::uint64_t>(std::max<std::int64_t>(debt, 0) + cost);
  const GateHalves next{.lo = moment + debt_then + in_flight + 1,
                        .hi = static_cast<std::uint64_t>(std::max(full_at, nanos) + request_cost)};
  if (!word_.swap_both(seen, next, request_cost)) return std::nullopt;
  if (debt <= 0) found_full_.store(nanos, kRelaxed);
  return GateVerdict::Taken;
}

OMNILLM_HOT GateVerdict KeyGate::try_take(Instant now, std::int64_t tokens) {
  const std::optional<GateVerdict> verdict = attempt(now, tokens);
  return verdict ? *verdict : try_again(now, tokens);
}

OMNILLM_HOT void KeyGate::settle(Instant now, Instant taken_at, std::int64_t taken,
                                 std::int64_t used) {
  if (used > taken) [[unlikely]]
    return charge(now, taken, used);
  const std::uint64_t cost = token_cost_.load(kRelaxed);
  const Ticks unused = call_ticks(cost, static_cast<std::uint32_t>(taken)) -
                       call_ticks(cost, static_cast<std::uint32_t>(used));
  // One subtraction moves the instant back and frees the place; a borrow falls off the top
  // harmlessly.
  const auto back = static_cast<std::uint64_t>(GateHalves::placed(still_owed(taken_at, unused)));
  word_.subtract_from_low(back + 1);
}

inline GateUse KeyGate::use(Instant now) const {
  const GateHalves seen = word_.load();
  return {.token_debt = std::clamp<Ticks>(seen.token_debt(ticks_of(now)), 0, kMaxDebt),
          .request_debt = seen.request_debt(nanos_of(now)),
          .in_flight = static_cast<std::uint32_t>(seen.in_flight())};
}

inline GateLoad KeyGate::load(std::uint64_t now) const {
  const GateHalves low{.lo = word_.load_low()};
  return {.token_debt = static_cast<std::int64_t>(low.lo - now),
          .token_burst = GateHalves::placed(token_burst_.load(kRelaxed)),
          .in_flight = low.in_flight()};
}

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_KEY_GATE_H_
