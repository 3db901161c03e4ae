// Stops using what keeps failing, and finds out carefully whether it works again.

#ifndef OMNILLM_LIMIT_CIRCUIT_BREAKER_H_
#define OMNILLM_LIMIT_CIRCUIT_BREAKER_H_

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string_view>

#include "limit/sliding_count.h"
#include "omnillm/clock.h"
#include "omnillm/rng.h"

namespace omnillm::limit {

enum class BreakerState : std::uint8_t {
  Closed,    // requests pass
  Open,      // none do, until the deadline
  HalfOpen,  // one probe at a time does
};
[[nodiscard]] std::string_view to_string(BreakerState state);  // "half_open"
std::ostream& operator<<(std::ostream& out, BreakerState state);

// Settings out of range are moved to the nearest sensible one.
struct BreakerConfig {
  // Opens after this many failures without a success between them...
  int threshold = 5;
  // ...or when, of at least `minimum_outcomes` in the last `window`, this share failed. Outcomes
  // are counted from the first failure on. 0 outcomes: never.
  int minimum_outcomes = 20;
  int failing_percent = 50;
  Duration window = std::chrono::seconds(10);
  // The first cool-down; each trip without a healthy while before it doubles the next one, up to
  // the longest. Jittered into [half, whole]; a server may ask for more.
  Duration cooldown = std::chrono::seconds(30);
  Duration longest_cooldown = std::chrono::seconds(300);
  // One doubling is forgotten for each such time spent closed.
  Duration healthy_step = std::chrono::seconds(60);
  // Successful probes needed to close.
  int successes_to_close = 2;
};

// The right to send one request to something that may still be broken.
struct ProbePermit {
  Instant started;  // also its name: no two live permits share it
  Instant expires;  // from here on another probe may be sent
};

// A circuit breaker: closed, open, half-open.
//
//   if (!breaker.admits(now)) {
//     auto probe = breaker.try_probe(now, 60s);
//     if (!probe) return refuse(breaker.next_chance(now));
//     ...
//     ok ? breaker.on_probe_success(then, *probe) : breaker.on_probe_failure(then, *probe, hint,
//     rng);
//   }
//
// - Deadlines only move later, whatever arrives in whatever order.
// - Outcomes carry the instant their request started: one that started before the breaker last
//   opened or closed belongs to the past and neither closes, resets nor trips anything.
// - A probe's permit is leased: a probe that is never heard of again delays the next one until the
//   lease ends, and no longer.
// - While closed with nothing counted against it, a breaker needs no reports of success; see
//   needs_success_reports().
//
// What counts as a failure is the owner's affair: a caller's mistake never should.
//
// Thread safety: one thread at a time. It is a plain state machine, guarded by its owner's mutex;
// the owner may keep an atomic flag of its own beside it to skip the lock while closed.
class CircuitBreaker {
 public:
  explicit CircuitBreaker(const BreakerConfig& config = {});

  [[nodiscard]] BreakerState state(Instant now) const;
  [[nodiscard]] bool admits(Instant now) const { return state(now) == BreakerState::Closed; }

  // A permit when half-open and no other is out. Requires: its outcome is reported, or it is handed
  // back; if neither happens within `lease` (at least a nanosecond), another is given out.
  [[nodiscard]] std::optional<ProbePermit> try_probe(Instant now, Duration lease);

  // When a request can pass at the earliest: now when closed or when a probe may go, the deadline
  // when open, the end of the lease while a probe is out.
  [[nodiscard]] Instant next_chance(Instant now) const;

  // Outcomes of requests that were admitted while closed.
  void on_success(Instant now, Instant started);
  void on_failure(Instant now, Instant started, std::optional<Duration> hint, Rng& rng);

  // Outcomes of probes. A permit that ran out meanwhile still tells something, if the breaker has
  // not opened again since it was given.
  void on_probe_success(Instant now, const ProbePermit& permit);
  void on_probe_failure(Instant now, const ProbePermit& permit, std::optional<Duration> hint,
                        Rng& rng);
  // Hands back a permit whose request was not sent, or whose outcome tells nothing.
  void release_probe(const ProbePermit& permit);

  // Opens until `until` at least, because somebody knows better: a server that named a time, an
  // administrator. Does not lengthen later cool-downs.
  void trip(Instant now, Instant until);
  // Closes at once and forgets everything; for administrators.
  void reset(Instant now);

  // Whether a success would change anything; while false, on_success() need not be called.
  [[nodiscard]] bool needs_success_reports() const { return tripped_ || counting_; }

  // The latest deadline so far; in the past unless open.
  [[nodiscard]] Instant open_until() const { return open_until_; }
  [[nodiscard]] int consecutive_failures() const { return consecutive_; }
  // How often the next cool-down would be doubled.
  [[nodiscard]] int doublings(Instant now) const;

 private:
  [[nodiscard]] bool belongs_to_the_past(Instant started) const { return started < since_; }
  [[nodiscard]] bool too_many_failures(Instant now) const;
  void open(Instant now, std::optional<Duration> hint, Rng& rng);
  void count_probe_success(Instant now);
  void leave_closed(Instant now);
  void close(Instant now);
  void forget_counts();

  BreakerConfig config_;

  bool tripped_ = false;
  // Outcomes count if their request started at or after this: when it last closed, or, once
  // tripped, when it became half-open.
  Instant since_ = Instant::min();
  Instant open_until_ = Instant::min();
  std::optional<ProbePermit> probe_;
  int probe_successes_ = 0;
  int doublings_ = 0;  // as of `since_`

  bool counting_ = false;  // closed, and failures stand against it
  int consecutive_ = 0;
  SlidingCount successes_;
  SlidingCount failures_;
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_CIRCUIT_BREAKER_H_
