#include "limit/circuit_breaker.h"

#include <algorithm>
#include <limits>
#include <ostream>

#include "limit/backoff.h"
#include "limit/seeded_bugs.h"

namespace omnillm::limit {
namespace {

constexpr int kMostDoublings = 62;

BreakerConfig sensible(BreakerConfig config) {
  config.threshold = std::max(1, config.threshold);
  config.minimum_outcomes = std::max(0, config.minimum_outcomes);
  config.failing_percent = std::clamp(config.failing_percent, 1, 100);
  config.window = std::max(config.window, Duration(1));
  config.cooldown = std::max(config.cooldown, Duration(1));
  config.longest_cooldown = std::max(config.longest_cooldown, config.cooldown);
  config.healthy_step = std::max(config.healthy_step, Duration(1));
  config.successes_to_close = std::max(1, config.successes_to_close);
  return config;
}

// Time from `from` to `to`; zero if that is negative, the longest there is if it does not fit.
Duration elapsed(Instant from, Instant to) {
  if (to <= from) return Duration::zero();
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(to.time_since_epoch().count(), from.time_since_epoch().count(),
                             &difference))
    return Duration::max();
  return Duration(difference);
}

}  // namespace

std::string_view to_string(BreakerState state) {
  switch (state) {
    case BreakerState::Closed:
      return "closed";
    case BreakerState::Open:
      return "open";
    case BreakerState::HalfOpen:
      return "half_open";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, BreakerState state) { return out << to_string(state); }

CircuitBreaker::CircuitBreaker(const BreakerConfig& config)
    : config_(sensible(config)), successes_(config_.window), failures_(config_.window) {}

BreakerState CircuitBreaker::state(Instant now) const {
  if (!tripped_) return BreakerState::Closed;
  return now < open_until_ ? BreakerState::Open : BreakerState::HalfOpen;
}

std::optional<ProbePermit> CircuitBreaker::try_probe(Instant now, Duration lease) {
  if (state(now) != BreakerState::HalfOpen) return std::nullopt;
  if (probe_ && (now < probe_->expires || seeded::kProbePermitLost)) return std::nullopt;
  probe_ = ProbePermit{.started = now, .expires = later(now, std::max(lease, Duration(1)))};
  return probe_;
}

Instant CircuitBreaker::next_chance(Instant now) const {
  if (!tripped_) return now;
  const Instant free_at = probe_ ? std::max(open_until_, probe_->expires) : open_until_;
  return std::max(now, free_at);
}

void CircuitBreaker::on_success(Instant now, Instant started) {
  if (belongs_to_the_past(started)) return;
  if (tripped_) return count_probe_success(now);
  consecutive_ = 0;
  // With no failure left in the window there is nothing to weigh successes against.
  if (config_.minimum_outcomes == 0 || failures_.total(now) == 0) return forget_counts();
  successes_.add(now);
}

void CircuitBreaker::on_failure(Instant now, Instant started, std::optional<Duration> hint,
                                Rng& rng) {
  if (belongs_to_the_past(started)) {
    // Of an incident already dealt with; but what the server asks for is of today.
    if (tripped_ && hint > Duration::zero()) trip(now, later(now, *hint));
    return;
  }
  if (tripped_) return open(now, hint, rng);
  counting_ = true;
  if (consecutive_ < std::numeric_limits<int>::max()) ++consecutive_;
  failures_.add(now);
  if (consecutive_ >= config_.threshold || too_many_failures(now)) open(now, hint, rng);
}

void CircuitBreaker::on_probe_success(Instant now, const ProbePermit& permit) {
  release_probe(permit);
  if (tripped_ && !belongs_to_the_past(permit.started)) count_probe_success(now);
}

void CircuitBreaker::on_probe_failure(Instant now, const ProbePermit& permit,
                                      std::optional<Duration> hint, Rng& rng) {
  release_probe(permit);
  on_failure(now, permit.started, hint, rng);
}

void CircuitBreaker::release_probe(const ProbePermit& permit) {
  if (probe_ && probe_->started == permit.started) probe_.reset();
}

void CircuitBreaker::trip(Instant now, Instant until) {
  leave_closed(now);
  open_until_ = seeded::kDeadlineMovedEarlier ? until : std::max({open_until_, until, now});
  since_ = open_until_;
  probe_.reset();
  probe_successes_ = 0;
}

void CircuitBreaker::reset(Instant now) {
  close(now);
  doublings_ = 0;
  open_until_ = std::min(open_until_, now);
}

int CircuitBreaker::doublings(Instant now) const {
  if (tripped_) return doublings_;
  const std::int64_t forgotten = elapsed(since_, now) / config_.healthy_step;
  return static_cast<int>(std::max<std::int64_t>(0, doublings_ - forgotten));
}

bool CircuitBreaker::too_many_failures(Instant now) const {
  const std::uint64_t failed = failures_.total(now);
  const std::uint64_t all = failed + successes_.total(now);
  return config_.minimum_outcomes > 0 &&
         all >= static_cast<std::uint64_t>(config_.minimum_outcomes) &&
         failed * 100 >= all * static_cast<std::uint64_t>(config_.failing_percent);
}

void CircuitBreaker::open(Instant now, std::optional<Duration> hint, Rng& rng) {
  leave_closed(now);
  const Duration whole = exponential_delay(config_.cooldown, doublings_, config_.longest_cooldown);
  doublings_ = std::min(doublings_ + 1, kMostDoublings);
  const Duration cooldown = jittered(whole, Jitter::Equal, rng);
  trip(now, later(now, std::max(cooldown, hint.value_or(Duration::zero()))));
}

void CircuitBreaker::leave_closed(Instant now) {
  if (tripped_) return;
  doublings_ = doublings(now);
  tripped_ = true;
  forget_counts();
}

void CircuitBreaker::count_probe_success(Instant now) {
  if (++probe_successes_ >= config_.successes_to_close) close(now);
}

void CircuitBreaker::close(Instant now) {
  tripped_ = false;
  since_ = now;
  probe_.reset();
  probe_successes_ = 0;
  forget_counts();
}

void CircuitBreaker::forget_counts() {
  counting_ = false;
  consecutive_ = 0;
  successes_.clear();
  failures_.clear();
}

}  // namespace omnillm::limit
