#include "pool/key_gate.h"

#include "pool/orders.h"

namespace omnillm::pool {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
// Times a minute each this still fits 63 bits; nobody is admitted more at one instant.
constexpr std::int64_t kMostRequests = 100'000'000;

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

[[gnu::noinline]] GateVerdict KeyGate::try_again(Instant now, std::int64_t tokens) {
  for (;;)
    if (const auto verdict = attempt(now, tokens)) return *verdict;
}

template <class Change>
void KeyGate::change_token_debt(Instant now, std::uint64_t places_given_back, Change change) {
  const std::uint64_t ticks = ticks_of(now);
  GateHalves seen = word_.load();
  for (;;) {
    const Ticks debt = std::clamp<Ticks>(seen.token_debt(ticks), 0, kMaxDebt);
    const Ticks next = std::clamp<Ticks>(change(debt), 0, kMaxDebt);
    const auto in_flight = seen.in_flight() - places_given_back;
    if (word_.swap_low(seen.lo, GateHalves::low(ticks, next, in_flight))) return;
  }
}

template <class Change>
void KeyGate::change_request_debt(Instant now, Change change) {
  const std::int64_t nanos = nanos_of(now);
  GateHalves seen = word_.load();
  for (;;) {
    const std::int64_t next = std::max<std::int64_t>(change(seen.request_debt(nanos)), 0);
    if (word_.swap_high(seen.hi, static_cast<std::uint64_t>(nanos + next))) return;
  }
}

[[gnu::noinline]] void KeyGate::charge(Instant now, std::int64_t taken, std::int64_t used) {
  const std::uint64_t cost = token_cost_.load(kRelaxed);
  const Ticks more = call_ticks(cost, call_tokens(used)) - call_ticks(cost, call_tokens(taken));
  // A debt counts from now, however full the bucket has become since.
  change_token_debt(now, 1, [more](Ticks debt) { return debt + more; });
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

std::int64_t KeyGate::missing_tokens(Instant now) const {
  const auto debt = static_cast<Uint128>(use(now).token_debt) << 32;
  const std::uint64_t cost = token_cost_.load(kRelaxed);
  return cost == 0 ? 0 : static_cast<std::int64_t>(debt / cost);
}

std::int64_t KeyGate::missing_requests(Instant now) const {
  const std::int64_t cost = request_cost_.load(kRelaxed);
  return cost == 0 ? 0 : (use(now).request_debt + cost - 1) / cost;
}

bool KeyGate::has_place() const { return word_.load().in_flight() < max_in_flight_.load(kRelaxed); }

void KeyGate::fill(Instant now) {
  change_token_debt(now, 0, [](Ticks) { return Ticks{0}; });
  change_request_debt(now, [](std::int64_t) { return std::int64_t{0}; });
}

void KeyGate::refresh(Instant now) {
  change_token_debt(now, 0, [](Ticks debt) { return debt; });
}

}  // namespace omnillm::pool
