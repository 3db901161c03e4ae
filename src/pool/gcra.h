// The arithmetic of a key's two buckets: pure functions, no machinery.
//
// A bucket is kept as one number, the instant at which it will be full again; taking n units moves
// it n * cost later. Requests count that instant in nanoseconds. Tokens count it in ticks of 16 ns,
// so that it fits 48 bits beside the calls in flight; 48 bits of ticks wrap after 52 days, hence
// the differences.

#ifndef OMNILLM_POOL_GCRA_H_
#define OMNILLM_POOL_GCRA_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/wide.h"
#include "omnillm/clock.h"

namespace omnillm::pool {

using Ticks = std::int64_t;

inline constexpr int kTickShift = 4;  // 16 ns
inline constexpr std::uint64_t kTickMask = (1ULL << 48) - 1;
inline constexpr Ticks kMinuteInTicks = 60'000'000'000 >> kTickShift;
// No bucket is ever further from full than this (6.5 days): it keeps the wrapping unambiguous.
inline constexpr Ticks kMaxDebt = Ticks{1} << 45;

inline std::int64_t nanos_of(Instant t) { return t.time_since_epoch().count(); }
inline std::uint64_t ticks_of(Instant t) {
  return (static_cast<std::uint64_t>(nanos_of(t)) >> kTickShift) & kTickMask;
}

// How far the wrapped instant `full_at` lies ahead of `now`; negative when it has passed.
inline Ticks ticks_until(std::uint64_t full_at, std::uint64_t now) {
  return static_cast<Ticks>((full_at - now) << 16) >> 16;
}

// Ticks that one token takes to come back, in 32.32 fixed point, rounded up: never faster than
// stated.
inline std::uint64_t token_cost_fixed(std::int64_t tokens_per_minute) {
  const auto rate = static_cast<Uint128>(tokens_per_minute);
  return static_cast<std::uint64_t>(((static_cast<Uint128>(kMinuteInTicks) << 32) + rate - 1) /
                                    rate);
}

// Of a number of ticks in 32.32, rounded up to less than one tick too many; at most kMaxDebt.
inline Ticks whole_ticks(Uint128 fixed) {
  const Uint128 wide = fixed + 0xffff'ffffu;
  return (wide >> 77) != 0 ? kMaxDebt : static_cast<Ticks>(wide >> 32);
}

// Ticks for `tokens` of them.
inline Ticks token_ticks(std::uint64_t cost_fixed, std::int64_t tokens) {
  return whole_ticks(static_cast<Uint128>(std::max<std::int64_t>(tokens, 0)) * cost_fixed);
}

// The same for the tokens of one call, of which 32 bits are enough: two short multiplications. More
// count as the most, fewer than none as none.
inline std::uint32_t call_tokens(std::int64_t tokens) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(tokens, 0, kMost));
}
inline Ticks call_ticks(std::uint64_t cost_fixed, std::uint32_t tokens) {
  constexpr std::uint64_t kFraction = 0xffff'ffffu;
  const std::uint64_t units = tokens;
  const std::uint64_t parts = units * (cost_fixed & kFraction) + kFraction;
  const std::uint64_t ticks = units * (cost_fixed >> 32) + (parts >> 32);
  return static_cast<Ticks>(std::min<std::uint64_t>(ticks, kMaxDebt));
}

// Whether `cost` fits a bucket that is `missing` short of full and holds `burst`, in any unit. What
// is larger than the bucket is let through when the bucket is full, and leaves it in debt.
inline bool fits(std::int64_t missing, std::int64_t cost, std::int64_t burst) {
  return missing <= burst - std::min(cost, burst);
}

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_GCRA_H_
