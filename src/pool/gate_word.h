// The word behind a key's gate: both buckets' instants and the calls in flight, in 16 bytes.
//
// The low half holds the token instant in 48 bits (ticks) over 16 bits of calls in flight, the high
// half the request instant in nanoseconds. Where the machine has a 16-byte compare-and-swap the
// halves change together; elsewhere they are two atomics, and the high one is put back when the low
// one has moved.
//
// Thread safety: every member may be called by any threads at once. Everything that changes the
// word is sequentially consistent: who gives back looks at the key's flags afterwards, who raises a
// flag looks at the word afterwards, and one of the two must see the other.

#ifndef OMNILLM_POOL_GATE_WORD_H_
#define OMNILLM_POOL_GATE_WORD_H_

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "base/dwcas.h"
#include "pool/gcra.h"
#include "pool/orders.h"

namespace omnillm::pool {

struct GateHalves {
  static constexpr int kPlaceBits = 16;
  static constexpr std::uint64_t kPlaces = (1ULL << kPlaceBits) - 1;

  std::uint64_t lo = 0;
  std::uint64_t hi = 0;

  // An instant as the low half has it, and a number of ticks as what is added to it: above the
  // places. There nothing need be masked, for what wraps falls off the top.
  static std::uint64_t placed(Instant t) {
    return static_cast<std::uint64_t>(nanos_of(t)) << (kPlaceBits - kTickShift) & ~kPlaces;
  }
  static std::int64_t placed(Ticks ticks) { return ticks << kPlaceBits; }

  // `debt` ticks after `now`, with `in_flight` calls.
  static std::uint64_t low(std::uint64_t now, Ticks debt, std::uint64_t in_flight) {
    return ((now + static_cast<std::uint64_t>(debt)) << kPlaceBits) | in_flight;
  }

  [[nodiscard]] std::uint64_t in_flight() const { return lo & kPlaces; }
  // Ticks until the token bucket is full; negative when it has long been.
  [[nodiscard]] Ticks token_debt(std::uint64_t now) const {
    return ticks_until(lo >> kPlaceBits, now);
  }
  // Nanoseconds until the request bucket is full.
  [[nodiscard]] std::int64_t request_debt(std::int64_t now) const {
    return std::max<std::int64_t>(static_cast<std::int64_t>(hi) - now, 0);
  }
};

#if OMNILLM_HAS_DWCAS

class GateWord {
 public:
  [[nodiscard]] GateHalves load() const {
    const DoubleWord word = load_halves(&word_);
    return {word.lo, word.hi};
  }
  [[nodiscard]] std::uint64_t load_low() const { return load_half(&word_.lo); }
  bool swap_both(GateHalves& expected, GateHalves desired, std::int64_t /*step*/) {
    DoubleWord seen{expected.lo, expected.hi};
    if (compare_and_swap(&word_, seen, {desired.lo, desired.hi})) return true;
    expected = {seen.lo, seen.hi};
    return false;
  }
  bool swap_low(std::uint64_t& expected, std::uint64_t desired) {
    return compare_and_swap_half(&word_.lo, expected, desired);
  }
  bool swap_high(std::uint64_t& expected, std::uint64_t desired) {
    return compare_and_swap_half(&word_.hi, expected, desired);
  }
  void subtract_from_low(std::uint64_t amount) { fetch_add_half(&word_.lo, 0 - amount); }

 private:
  DoubleWord word_;
};

#else

class alignas(16) GateWord {
 public:
  [[nodiscard]] GateHalves load() const { return {lo_.load(kStrict), hi_.load(kStrict)}; }
  [[nodiscard]] std::uint64_t load_low() const { return lo_.load(kRelaxed); }

  // `step` is what the high half is put back by when the low half has moved: others may have moved
  // the high one further meanwhile.
  bool swap_both(GateHalves& expected, GateHalves desired, std::int64_t step) {
    if (!swap_high(expected.hi, desired.hi)) {
      expected.lo = lo_.load(kStrict);
      return false;
    }
    if (swap_low(expected.lo, desired.lo)) return true;
    hi_.fetch_sub(static_cast<std::uint64_t>(step), kStrict);
    expected = load();
    return false;
  }
  bool swap_low(std::uint64_t& expected, std::uint64_t desired) {
    return lo_.compare_exchange_strong(expected, desired, kStrict);
  }
  bool swap_high(std::uint64_t& expected, std::uint64_t desired) {
    return hi_.compare_exchange_strong(expected, desired, kStrict);
  }
  void subtract_from_low(std::uint64_t amount) { lo_.fetch_sub(amount, kStrict); }

 private:
  std::atomic<std::uint64_t> lo_{0};
  std::atomic<std::uint64_t> hi_{0};
};

#endif  // OMNILLM_HAS_DWCAS

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_GATE_WORD_H_
