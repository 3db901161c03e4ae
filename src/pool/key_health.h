// Whether a key may be used, as far as its provider's answers tell: cooling down, failing, unknown.
//
// Deadlines only ever move later, except by revive(). Thread safety: guarded by the pool's mutex.

#ifndef OMNILLM_POOL_KEY_HEALTH_H_
#define OMNILLM_POOL_KEY_HEALTH_H_

#include <cstdint>

#include "limit/circuit_breaker.h"
#include "omnillm/pool.h"
#include "omnillm/rng.h"
#include "pool/ramp.h"

namespace omnillm::pool {

// A state and how long it lasts by itself; Instant::max(): until something happens.
struct Standing {
  KeyState state = KeyState::Ready;
  Instant until{};
};

// How long a probe's call may take before another is let try.
inline constexpr Duration kProbeLease = std::chrono::seconds(60);

inline limit::ProbePermit permit_named(Instant started) {
  return {.started = started, .expires = started + kProbeLease};
}

class KeyHealth {
 public:
  explicit KeyHealth(const limit::BreakerConfig& breaker) : breaker_(breaker) {}

  // Notes a failure. `may_eject` says whether the pool can spare the key: a pool whose keys all
  // look bad is a pool whose provider is bad, and standing them all aside helps nobody.
  void on_failure(Instant now, Instant started, const CallFailure& failure, bool may_eject,
                  Rng& rng);
  void on_success(Instant now, Instant started);
  // The same for a call that had a probe's permit.
  void on_probe_failure(Instant now, Instant permit, const CallFailure& failure, Rng& rng);
  void on_probe_success(Instant now, Instant permit);

  // Ready, Cooling, Open, Probing or Quarantined.
  [[nodiscard]] Standing standing(Instant now) const;

  // Half-open: a call needs a permit first, and one call at a time has it.
  [[nodiscard]] bool needs_probe(Instant now) const;
  [[nodiscard]] std::optional<Instant> try_probe(Instant now);
  // The probe's call ended without saying anything about the key.
  void release_probe(Instant permit);

  // Whether successes must be told; while nothing is wrong they need not be.
  [[nodiscard]] bool wants_successes() const;

  [[nodiscard]] bool ejected(Instant now) const;
  [[nodiscard]] int consecutive_failures() const { return failures_; }
  [[nodiscard]] Instant cooling_until() const { return cooling_until_; }
  [[nodiscard]] Instant breaker_until() const { return breaker_.open_until(); }

  // Begins when probes have closed the breaker.
  [[nodiscard]] const Ramp& ramp() const { return ramp_; }

  // All is forgotten, and the key has its whole weight at once.
  void revive(Instant now);

 private:
  void cool_down(Instant now, Instant started, const CallFailure& failure, Duration base,
                 Duration most, Rng& rng);
  void quarantine(Instant now, Instant started, const CallFailure& failure, Rng& rng);
  void forget_failures(Instant now, Instant started);

  limit::CircuitBreaker breaker_;
  Ramp ramp_;
  Instant cooling_until_ = Instant::min();
  // A failure of a call that began before the last one was noted is the same event seen again: it
  // may move the deadline, but not lengthen the next one.
  Instant cooled_at_ = Instant::min();
  Instant quarantined_at_ = Instant::min();
  int failures_ = 0;     // in a row
  int cool_downs_ = 0;   // in a row, without a success between
  int quarantines_ = 0;  // in a row
  bool quarantined_ = false;
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_KEY_HEALTH_H_
