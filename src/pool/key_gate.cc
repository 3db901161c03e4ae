#include "pool/key_gate.h"

#include "pool/orders.h"

namespace omnillm::pool {
namespace {

constexpr int kPlaceBits = 16;
constexpr std::uint64_t kPlaceMask = (1ULL << kPlaceBits) - 1;
constexpr std::int64_t kMinute = 60'000'000'000;
// Times a minute each this still fits 63 bits; nobody is admitted more at one instant.
constexpr std::int64_t kMostRequests = 100'000'000;

std::uint64_t token_instant(std::uint64_t lo) { return lo >> kPlaceBits; }
std::uint64_t places(std::uint64_t lo) { return lo & kPlaceMask; }

// `debt` ticks after `now`, with `in_flight` calls.
std::uint64_t pack(std::uint64_t now, Ticks debt, std::uint64_t in_flight) {
  return ((now + static_cast<std::uint64_t>(debt)) << kPlaceBits) | in_flight;
}

std::int64_t request_debt(std::uint64_t hi, std::int64_t now) {
  return std::max<std::int64_t>(static_cast<std::int64_t>(hi) - now, 0);
}

}  // namespace

void KeyGate::set_limits(const GateLimits& limits) {
  const std::uint64_t cost = token_cost_fixed(limits.tokens.per_minute);
  token_cost_.store(cost, kRelaxed);
  token_burst_.store(token_ticks(cost, limits.tokens.burst), kRelaxed);
  // Rounded up, so that a rate which does not divide a minute is never exceeded; the bucket is a
  // whole number of such requests, so it still holds every one of them.
  request_cost_.store((kMinute + limits.requests.per_minute - 1) / limits.requests.per_minute,
                      kRelaxed);
  request_burst_.store(static_cast<std::uint32_t>(std::min(limits.requests.burst, kMostRequests)),
                       kRelaxed);
  largest_request_.store(static_cast<std::uint32_t>(limits.largest_request), kRelaxed);
  max_in_flight_.store(static_cast<std::uint16_t>(limits.max_in_flight), kRelaxed);
}

#if OMNILLM_HAS_DWCAS

KeyGate::Halves KeyGate::load() const {
  const DoubleWord word = load_halves(&word_);
  return {word.lo, word.hi};
}

bool KeyGate::swap_both(Halves& expected, Halves desired, std::int64_t) {
  DoubleWord seen{expected.lo, expected.hi};
  if (compare_and_swap(&word_, seen, {desired.lo, desired.hi})) return true;
  expected = {seen.lo, seen.hi};
  return false;
}

bool KeyGate::swap_low(std::uint64_t& expected, std::uint64_t desired) {
  return compare_and_swap_half(&word_.lo, expected, desired);
}

bool KeyGate::swap_high(std::uint64_t& expected, std::uint64_t desired) {
  return compare_and_swap_half(&word_.hi, expected, desired);
}

void KeyGate::subtract_from_low(std::uint64_t amount) { fetch_add_half(&word_.lo, 0 - amount); }

#else

KeyGate::Halves KeyGate::load() const {
  return {lo_.load(std::memory_order_seq_cst), hi_.load(std::memory_order_seq_cst)};
}

bool KeyGate::swap_both(Halves& expected, Halves desired, std::int64_t step) {
  if (!swap_high(expected.hi, desired.hi)) {
    expected.lo = lo_.load(std::memory_order_seq_cst);
    return false;
  }
  if (swap_low(expected.lo, desired.lo)) return true;
  hi_.fetch_sub(static_cast<std::uint64_t>(step), std::memory_order_seq_cst);
  expected = load();
  return false;
}

bool KeyGate::swap_low(std::uint64_t& expected, std::uint64_t desired) {
  return lo_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst);
}

bool KeyGate::swap_high(std::uint64_t& expected, std::uint64_t desired) {
  return hi_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst);
}

void KeyGate::subtract_from_low(std::uint64_t amount) {
  lo_.fetch_sub(amount, std::memory_order_seq_cst);
}

#endif

GateVerdict KeyGate::try_take(Instant now, std::int64_t tokens) {
  if (tokens > largest_request_.load(kRelaxed)) return GateVerdict::TooLarge;
  const Ticks cost = token_ticks(token_cost_.load(kRelaxed), tokens);
  const Ticks burst = token_burst_.load(kRelaxed);
  const std::int64_t request_cost = request_cost_.load(kRelaxed);
  const std::int64_t most_requests = request_burst();
  const std::uint64_t max_in_flight = max_in_flight_.load(kRelaxed);
  const std::int64_t nanos = nanos_of(now);
  const std::uint64_t ticks = ticks_of(now);

  Halves seen = load();
  for (;;) {
    const Ticks missing = ticks_until(token_instant(seen.lo), ticks);
    const std::int64_t requests = request_debt(seen.hi, nanos);
    if (places(seen.lo) >= max_in_flight) return GateVerdict::NoPlace;
    if (requests + request_cost > most_requests) return GateVerdict::NoRequest;
    if (!fits(missing, cost, burst)) return GateVerdict::NoTokens;
    const Halves next{pack(ticks, std::max<Ticks>(missing, 0) + cost, places(seen.lo) + 1),
                      static_cast<std::uint64_t>(nanos + requests + request_cost)};
    if (swap_both(seen, next, request_cost)) {
      if (missing <= 0) found_full_.store(nanos, kRelaxed);
      return GateVerdict::Taken;
    }
  }
}

template <class Change>
void KeyGate::change_token_debt(Instant now, std::uint64_t places_given_back, Change change) {
  const std::uint64_t ticks = ticks_of(now);
  std::uint64_t seen = load().lo;
  for (;;) {
    const Ticks debt = std::clamp<Ticks>(ticks_until(token_instant(seen), ticks), 0, kMaxDebt);
    const Ticks next = std::clamp<Ticks>(change(debt), 0, kMaxDebt);
    if (swap_low(seen, pack(ticks, next, places(seen) - places_given_back))) return;
  }
}

template <class Change>
void KeyGate::change_request_debt(Instant now, Change change) {
  const std::int64_t nanos = nanos_of(now);
  std::uint64_t seen = load().hi;
  for (;;) {
    const std::int64_t next = std::max<std::int64_t>(change(request_debt(seen, nanos)), 0);
    if (swap_high(seen, static_cast<std::uint64_t>(nanos + next))) return;
  }
}

Ticks KeyGate::still_owed(Instant taken_at, Ticks ticks) const {
  return found_full_.load(kRelaxed) > nanos_of(taken_at) ? 0 : ticks;
}

void KeyGate::settle(Instant now, Instant taken_at, std::int64_t taken, std::int64_t used) {
  const std::uint64_t cost = token_cost_.load(kRelaxed);
  const Ticks more = token_ticks(cost, used) - token_ticks(cost, taken);
  if (more > 0) {  // a debt counts from now, however full the bucket has become since
    change_token_debt(now, 1, [more](Ticks debt) { return debt + more; });
    return;
  }
  // One subtraction moves the instant back and frees the place; a borrow falls off the top
  // harmlessly.
  const Ticks unused = still_owed(taken_at, -more);
  subtract_from_low((static_cast<std::uint64_t>(unused) << kPlaceBits) + 1);
}

void KeyGate::undo(Instant now, Instant taken_at, std::int64_t taken) {
  const std::int64_t request_cost = request_cost_.load(kRelaxed);
  change_request_debt(now, [request_cost](std::int64_t debt) { return debt - request_cost; });
  settle(now, taken_at, taken, 0);
}

void KeyGate::correct(Instant now, std::optional<std::int64_t> remaining_tokens,
                      std::optional<std::int64_t> remaining_requests) {
  if (remaining_tokens) {
    const Ticks left = token_ticks(token_cost_.load(kRelaxed), *remaining_tokens);
    const Ticks least_debt = token_burst_.load(kRelaxed) - left;
    if (least_debt > use(now).token_debt)
      change_token_debt(now, 0, [least_debt](Ticks debt) { return std::max(debt, least_debt); });
  }
  if (remaining_requests) {
    const std::int64_t held = request_burst_.load(kRelaxed);
    const std::int64_t least_debt =
        (held - std::clamp<std::int64_t>(*remaining_requests, 0, held)) *
        request_cost_.load(kRelaxed);
    if (least_debt > use(now).request_debt)
      change_request_debt(now, [least_debt](std::int64_t d) { return std::max(d, least_debt); });
  }
}

Instant KeyGate::next_fit(Instant now, std::int64_t tokens) const {
  if (tokens > largest_request()) return Instant::max();
  const GateUse at = use(now);
  const Ticks burst = token_burst_.load(kRelaxed);
  const Ticks cost = std::min(token_ticks(token_cost_.load(kRelaxed), tokens), burst);
  const Ticks wait = std::max<Ticks>(at.token_debt + cost - burst, 0);
  const std::int64_t request_wait =
      std::max<std::int64_t>(at.request_debt + request_cost_.load(kRelaxed) - request_burst(), 0);
  if (wait == 0) return now + Duration(request_wait);
  // Ticks begin at multiples of 16 ns: the one that fits begins `wait` ticks after the one of
  // `now`.
  const std::int64_t tick_start = nanos_of(now) >> kTickShift << kTickShift;
  return std::max(Instant(Duration(tick_start + (wait << kTickShift))),
                  now + Duration(request_wait));
}

GateUse KeyGate::use(Instant now) const {
  const Halves seen = load();
  return {.token_debt =
              std::clamp<Ticks>(ticks_until(token_instant(seen.lo), ticks_of(now)), 0, kMaxDebt),
          .request_debt = request_debt(seen.hi, nanos_of(now)),
          .in_flight = static_cast<std::uint32_t>(places(seen.lo))};
}

std::int64_t KeyGate::missing_tokens(Instant now) const {
  const auto debt = static_cast<Uint128>(use(now).token_debt) << 32;
  const std::uint64_t cost = token_cost_.load(kRelaxed);
  return cost == 0 ? 0 : static_cast<std::int64_t>(debt / cost);
}

std::int64_t KeyGate::missing_requests(Instant now) const {
  const std::int64_t cost = request_cost_.load(kRelaxed);
  return cost == 0 ? 0 : (use(now).request_debt + cost - 1) / cost;
}

bool KeyGate::has_place() const { return places(load().lo) < max_in_flight_.load(kRelaxed); }

void KeyGate::fill(Instant now) {
  change_token_debt(now, 0, [](Ticks) { return Ticks{0}; });
  change_request_debt(now, [](std::int64_t) { return std::int64_t{0}; });
}

void KeyGate::refresh(Instant now) {
  change_token_debt(now, 0, [](Ticks debt) { return debt; });
}

}  // namespace omnillm::pool
