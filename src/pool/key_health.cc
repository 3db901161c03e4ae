#include "pool/key_health.h"

#include <algorithm>
#include <array>

#include "pool/feedback.h"
#include "pool/seeded_bugs.h"

namespace omnillm::pool {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// What a 429 or a denial costs when the provider does not say: doubled each time, up to the most.
constexpr Duration kCoolDown = seconds(5);
constexpr Duration kLongestCoolDown = minutes(1);
constexpr Duration kDenial = minutes(1);
constexpr Duration kLongestDenial = hours(1);
constexpr std::array<Duration, 3> kQuarantines{minutes(5), hours(1), hours(24)};

Duration doubled(Duration base, int times, Duration most) {
  return std::min(most, base * (std::int64_t{1} << std::clamp(times, 0, 20)));
}

// Half of it for certain and half by chance, so that keys which fell together do not rise together.
Duration equal_jitter(Duration d, Rng& rng) {
  return d / 2 +
         Duration(static_cast<std::int64_t>(rng.unit() * static_cast<double>(d.count() / 2)));
}

// Never sooner than asked, a little later by chance.
Duration after_hint(Duration hint, Rng& rng) {
  return hint +
         Duration(static_cast<std::int64_t>(rng.unit() * static_cast<double>(hint.count()) / 20));
}

}  // namespace

void KeyHealth::cool_down(Instant now, Instant started, const CallFailure& failure, Duration base,
                          Duration most, Rng& rng) {
  const bool same_event = started < cooled_at_;
  if (!failure.retry_after && same_event) return;
  const Duration wait = failure.retry_after ? after_hint(*failure.retry_after, rng)
                                            : equal_jitter(doubled(base, cool_downs_, most), rng);
  cooling_until_ = seeded::kCoolDownShortened ? now + wait : std::max(cooling_until_, now + wait);
  if (same_event) return;
  ++cool_downs_;
  cooled_at_ = now;
}

void KeyHealth::quarantine(Instant now, Instant started, const CallFailure& failure, Rng& rng) {
  if (started < quarantined_at_) return;
  const auto level = static_cast<std::size_t>(std::min<int>(quarantines_, kQuarantines.size() - 1));
  const Duration wait = std::max(failure.retry_after.value_or(Duration(0)), kQuarantines[level]);
  ++quarantines_;
  quarantined_ = true;
  quarantined_at_ = now;
  breaker_.trip(now, now + after_hint(wait, rng));
}

void KeyHealth::on_failure(Instant now, Instant started, const CallFailure& failure, bool may_eject,
                           Rng& rng) {
  switch (effect_of(failure.kind).key) {
    case KeyEffect::None:
      return;
    case KeyEffect::CoolDown:
      return cool_down(now, started, failure, kCoolDown, kLongestCoolDown, rng);
    case KeyEffect::Deny:
      return cool_down(now, started, failure, kDenial, kLongestDenial, rng);
    case KeyEffect::Quarantine:
      return quarantine(now, started, failure, rng);
    case KeyEffect::Breaker:
      ++failures_;
      if (may_eject) breaker_.on_failure(now, started, failure.retry_after, rng);
      return;
  }
}

void KeyHealth::on_probe_failure(Instant now, Instant permit, const CallFailure& failure,
                                 Rng& rng) {
  const KeyEffect effect = effect_of(failure.kind).key;
  if (effect != KeyEffect::Breaker) {
    // A key that is at its limit or refused a wrong request did answer.
    if (effect == KeyEffect::None && answered(failure.kind)) return on_probe_success(now, permit);
    breaker_.release_probe(permit_named(permit));
    return on_failure(now, permit, failure, false, rng);
  }
  ++failures_;
  breaker_.on_probe_failure(now, permit_named(permit), failure.retry_after, rng);
}

void KeyHealth::forget_failures(Instant now, Instant started) {
  failures_ = 0;
  if (started >= cooling_until_) cool_downs_ = 0;
  if (!breaker_.admits(now)) return;
  quarantined_ = false;
  quarantines_ = 0;
}

void KeyHealth::on_success(Instant now, Instant started) {
  breaker_.on_success(now, started);
  if (breaker_.admits(now)) forget_failures(now, started);
}

void KeyHealth::on_probe_success(Instant now, Instant permit) {
  const bool was_closed = breaker_.admits(now);
  breaker_.on_probe_success(now, permit_named(permit));
  if (!was_closed && breaker_.admits(now)) ramp_.begin(now);
  forget_failures(now, permit);
}

Standing KeyHealth::standing(Instant now) const {
  const auto breaker = breaker_.state(now);
  Standing result;
  if (breaker == limit::BreakerState::Open)
    result = {quarantined_ ? KeyState::Quarantined : KeyState::Open, breaker_.open_until()};
  else if (breaker == limit::BreakerState::HalfOpen && breaker_.next_chance(now) > now)
    result = {KeyState::Probing, breaker_.next_chance(now)};
  if (cooling_until_ > now && (result.state == KeyState::Ready || cooling_until_ > result.until))
    result = {KeyState::Cooling, cooling_until_};
  return result;
}

bool KeyHealth::needs_probe(Instant now) const {
  return breaker_.state(now) == limit::BreakerState::HalfOpen;
}

std::optional<Instant> KeyHealth::try_probe(Instant now) {
  const auto permit = breaker_.try_probe(now, kProbeLease);
  if (!permit) return std::nullopt;
  return permit->started;
}

void KeyHealth::release_probe(Instant permit) {
  if (!seeded::kProbeKeptOnDrop) breaker_.release_probe(permit_named(permit));
}

bool KeyHealth::wants_successes() const {
  return failures_ > 0 || cool_downs_ > 0 || quarantined_ || breaker_.needs_success_reports();
}

bool KeyHealth::ejected(Instant now) const {
  return !quarantined_ && breaker_.state(now) == limit::BreakerState::Open;
}

void KeyHealth::revive(Instant now) {
  breaker_.reset(now);
  ramp_.skip();
  cooling_until_ = Instant::min();
  failures_ = cool_downs_ = quarantines_ = 0;
  quarantined_ = false;
}

}  // namespace omnillm::pool
