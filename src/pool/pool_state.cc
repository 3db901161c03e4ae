// Who is ready: the one decision, and everything that makes it due.

#include <algorithm>

#include "pool/feedback.h"
#include "pool/orders.h"
#include "pool/pool_core.h"

namespace omnillm::pool {
namespace {

// Buckets keep instants that wrap after 52 days; they are looked at well within that time.
constexpr Duration kSweepEvery = std::chrono::hours(24 * 6);
// After so long without a sweep nothing has happened for longer than any debt lasts.
constexpr Duration kSurelyFull = std::chrono::hours(24 * 14);

int permille_of(std::int64_t part, std::int64_t whole) {
  return static_cast<int>(std::clamp<std::int64_t>(part, 0, whole) * 1000 / whole);
}

// Whether headers showed room for the call itself, so that a refusal of it had another reason.
bool was_enough(const RateObservation& seen, std::int64_t tokens) {
  if (!seen.remaining_tokens && !seen.remaining_requests) return false;
  return seen.remaining_tokens.value_or(tokens) >= tokens &&
         seen.remaining_requests.value_or(1) >= 1;
}

// Weights are kept in tenths, for keys that come back step by step.
std::uint16_t weight_of(const KeyTerms& terms, int tenths) {
  return static_cast<std::uint16_t>(terms.weight * tenths);
}

}  // namespace

void PoolCore::set_flag(std::uint32_t i, HotKey::Flag flag, bool on) {
  auto& flags = hot_[i].flags;
  if (on)
    flags.fetch_or(flag, kStrict);
  else
    flags.fetch_and(static_cast<std::uint16_t>(~flag), kStrict);
}

Standing PoolCore::assess(std::uint32_t i, Instant now) const {
  const ColdKey& cold = cold_[i];
  if (cold.removed) return {KeyState::Removed, Instant::max()};
  const Standing standing = details(i).health.standing(now);
  if (standing.state != KeyState::Ready) return standing;
  if (!has_place(i)) return {KeyState::Empty, Instant::max()};
  const Instant fit = next_fit(i, now, 1);
  if (fit > now) return {KeyState::Empty, fit};
  return {};
}

void PoolCore::reassess(std::uint32_t i, Instant now) {
  ColdKey& cold = cold_[i];
  const KeyHealth& health = details(i).health;
  set_flag(i, HotKey::kProbe, !cold.removed && health.needs_probe(now));
  set_flag(i, HotKey::kListens, health.wants_successes() || !pace_of(i).is_full());

  Standing standing = assess(i, now);
  if (standing.state == KeyState::Empty) {
    // Whoever gives back looks at the flag afterwards, and we look at the gate once more after it
    // is up: what comes back between the two is not missed.
    set_flag(i, HotKey::kEmpty, true);
    standing = assess(i, now);
  }
  if (standing.state != KeyState::Empty) set_flag(i, HotKey::kEmpty, false);

  ReadySet* ready = ready_[static_cast<std::size_t>(cold.terms->priority)].load(kRelaxed);
  if (standing.state == KeyState::Ready) {
    ready->set(i);
    forget_shortage();
  } else {
    ready->clear(i);
  }
  counts_[static_cast<std::size_t>(cold.state)].fetch_sub(1, kRelaxed);
  counts_[static_cast<std::size_t>(standing.state)].fetch_add(1, kRelaxed);
  cold.state = standing.state;
  const Ramp& ramp = health.ramp();
  hot_[i].weight.store(weight_of(*cold.terms, ramp.tenths(now)), kRelaxed);
  wakes_.schedule(i, standing.state == KeyState::Ready ? ramp.next(now) : standing.until);
}

[[gnu::noinline]] void PoolCore::leave_if_empty(std::uint32_t i, Instant now) {
  const KeyGate& gate = hot_[i].gate;
  if (gate.has_place() && gate.next_fit(now, 1) <= now) return;  // has some left for smaller calls
  MutexLock lock(&mu_);
  reassess(i, now);
}

void PoolCore::wake_due(Instant now) {
  if (nanos_of(now) >= sweep_at_.load(kRelaxed)) sweep(now);  // first: the others read the gates
  std::uint32_t i = 0;
  while (wakes_.pop_due(now, &i))
    if (i != kSweep) reassess(i, now);
}

void PoolCore::sweep(Instant now) {
  const bool silent = now - swept_ > kSurelyFull;
  const auto look_at = [&](KeyGate& gate) { silent ? gate.fill(now) : gate.refresh(now); };
  for (std::uint32_t i = 0; i < used_.load(kRelaxed); ++i) look_at(hot_[i].gate);
  for (const auto& group : groups_) look_at(group->gate);
  swept_ = now;
  sweep_at_.store(nanos_of(now + kSweepEvery), kRelaxed);
  wakes_.schedule(kSweep, now + kSweepEvery);
}

void PoolCore::gave_back(std::uint32_t i, Instant now) {
  if (short_until_.load(kStrict) != 0) [[unlikely]]
    forget_shortage();
  const std::uint16_t flags = hot_[i].flags.load(kStrict);
  if ((flags & (HotKey::kEmpty | HotKey::kExtras)) != 0) [[unlikely]] {
    MutexLock lock(&mu_);
    reassess(i, now);
    if (const QuotaGroup* const group = cold_[i].group())
      for (const std::uint32_t member : group->members)
        if ((hot_[member].flags.load(kRelaxed) & HotKey::kEmpty) != 0) reassess(member, now);
  }
  if (waiting_.load(kStrict) != 0) [[unlikely]]
    serve_line(now);
}

[[gnu::noinline]] void PoolCore::settle_specially(const KeyLease& lease, Instant now,
                                                  std::int64_t used) {
  const std::uint32_t i = lease.index_;
  if ((hot_[i].flags.load(kRelaxed) & HotKey::kExtras) != 0) {
    MutexLock lock(&mu_);
    settle_extras(i, lease.tokens_, used, now, lease.taken_at_);
  }
  if (lease.is_probe()) release_probes(lease, now);
  gave_back(i, now);
}

void PoolCore::undo(const KeyLease& lease, Instant now) {
  const std::uint32_t i = lease.index_;
  hot_[i].gate.undo(now, lease.taken_at_, lease.tokens_);
  if ((hot_[i].flags.load(kRelaxed) & HotKey::kExtras) != 0) [[unlikely]] {
    MutexLock lock(&mu_);
    undo_extras(i, lease.tokens_, now, lease.taken_at_);
  }
  if (lease.is_probe()) release_probes(lease, now);
  gave_back(i, now);
}

void PoolCore::release_probes(const KeyLease& lease, Instant now) {
  MutexLock lock(&mu_);
  if (lease.is_probe(KeyLease::kKeyProbe)) {
    own_details(lease.index_).health.release_probe(lease.taken_at_);
    reassess(lease.index_, now);
  }
  if (lease.is_probe(KeyLease::kEndpointProbe))
    endpoint_.release_probe(permit_named(lease.taken_at_));
}

[[gnu::noinline]] void PoolCore::note_success(KeyLease& lease, Instant now) {
  {
    MutexLock lock(&mu_);
    if (lease.is_probe(KeyLease::kKeyProbe))
      own_details(lease.index_).health.on_probe_success(now, lease.taken_at_);
    else if (cold_[lease.index_].details != nullptr)
      own_details(lease.index_).health.on_success(now, lease.taken_at_);
    if (lease.is_probe(KeyLease::kEndpointProbe))
      endpoint_.on_probe_success(now, permit_named(lease.taken_at_));
    else
      endpoint_.on_success(now, lease.taken_at_);
    if (!pace_of(lease.index_).is_full()) {
      own_pace(lease.index_).answered(now);
      regulate(lease.index_);
    }
    lease.probes_ = 0;
    reassess(lease.index_, now);
    update_endpoint(now);
  }
  if (waiting_.load(kStrict) != 0) serve_line(now);
}

void PoolCore::failure(KeyLease& lease, Instant now, const CallFailure& failure) {
  MutexLock lock(&mu_);
  const std::uint32_t i = lease.index_;
  const Effect effect = effect_of(failure.kind);
  if (effect == Effect{} && !lease.is_probe()) return;  // says nothing about anybody
  KeyDetails& key = own_details(i);
  if (failure.kind == ErrorKind::ProviderLimit)
    ++key.limited;
  else if (effect != Effect{})
    ++key.failed;

  if (lease.is_probe(KeyLease::kKeyProbe))
    key.health.on_probe_failure(now, lease.taken_at_, failure, rng_);
  else
    key.health.on_failure(now, lease.taken_at_, failure, may_eject_one_more(), rng_);
  QuotaGroup* const group = cold_[i].group();
  if (effect.key == KeyEffect::CoolDown && !(lease.had_enough_ && tells_of_minutes(i))) {
    own_pace(i).refused(now, lease.taken_at_);
    regulate(i);
  }
  if (effect.key == KeyEffect::CoolDown && group != nullptr)
    for (const std::uint32_t member : group->members) {
      if (member == i) continue;
      own_details(member).health.on_failure(now, lease.taken_at_, failure, false, rng_);
      reassess(member, now);
    }
  reassess(i, now);

  if (lease.is_probe(KeyLease::kEndpointProbe)) {
    const auto permit = permit_named(lease.taken_at_);
    if (effect.endpoint)
      endpoint_.on_probe_failure(now, permit, failure.retry_after, rng_);
    else if (failure.kind == ErrorKind::Cancelled)
      endpoint_.release_probe(permit);
    else
      endpoint_.on_probe_success(now, permit);  // it answered, if only to refuse
  } else if (effect.endpoint) {
    endpoint_.on_failure(now, lease.taken_at_, failure.retry_after, rng_);
  }
  lease.probes_ = 0;
  update_endpoint(now);
}

void PoolCore::update_endpoint(Instant now) {
  endpoint_blocked_.store(!endpoint_.admits(now), kStrict);
  endpoint_listens_.store(endpoint_.needs_success_reports(), kStrict);
}

bool PoolCore::may_eject_one_more() const {
  const std::int32_t ejected = counts_[static_cast<std::size_t>(KeyState::Open)].load(kRelaxed);
  return ejected + 1 <= static_cast<std::int32_t>(size()) / 2;
}

// Most answers say of a key that works what the one before said: then the gate is all there is to
// correct.
void PoolCore::observe(KeyLease& lease, Instant now, const RateObservation& seen) {
  lease.had_enough_ = was_enough(seen, lease.tokens_);
  hot_[lease.index_].gate.correct(now, seen.remaining_tokens, seen.remaining_requests);
  if (is_news(lease.index_, seen)) learn(lease, now, seen);
}

bool PoolCore::is_news(std::uint32_t i, const RateObservation& seen) const {
  // A key that listens may be one whose pace is not full: what is left decides how it grows.
  if ((hot_[i].flags.load(kRelaxed) & (HotKey::kListens | HotKey::kExtras)) != 0) return true;
  const ToldLimits limits(seen);
  if (limits.nothing()) return false;
  const auto* const told = told_.load(std::memory_order_acquire);
  return told == nullptr || !(*told)[i].is(limits);
}

void PoolCore::note_told(std::uint32_t i, const ToldLimits& told) {
  if (told_owned_ == nullptr) {
    if (told.nothing()) return;
    told_owned_ = std::make_unique<const LargeArray<ToldWord>>(capacity_);
    told_.store(told_owned_.get(), std::memory_order_release);
  }
  (*told_owned_)[i].store(told);
}

void PoolCore::learn(const KeyLease& lease, Instant now, const RateObservation& seen) {
  const std::uint32_t i = lease.index_;
  MutexLock lock(&mu_);
  note_told(i, ToldLimits(seen));
  if (QuotaGroup* const group = cold_[i].group())
    group->gate.correct(now, seen.remaining_tokens, seen.remaining_requests);
  const bool other_limits = adopt_limits(i, seen);
  const bool other_pace = see_what_is_left(lease, now, seen);
  if (!other_limits && !other_pace) return;
  regulate(i);
  if (other_limits) update_largest();
  reassess(i, now);
}

bool PoolCore::adopt_limits(std::uint32_t i, const RateObservation& seen) {
  const KeyLimits& ours = cold_[i].terms->limits;
  KeyLimits now_in_force = cold_[i].limits();
  if (seen.limit_tokens && *seen.limit_tokens > 0)
    now_in_force.tpm = std::min(ours.tpm, *seen.limit_tokens);
  if (seen.limit_requests && *seen.limit_requests > 0)
    now_in_force.rpm = std::min(ours.rpm, *seen.limit_requests);
  if (ours.tpm_burst) now_in_force.tpm_burst = std::min(*ours.tpm_burst, now_in_force.tpm);
  if (ours.rpm_burst) now_in_force.rpm_burst = std::min(*ours.rpm_burst, now_in_force.rpm);
  if (now_in_force == cold_[i].limits()) return false;
  own_details(i).effective = now_in_force;
  return true;
}

KeyDetails& PoolCore::own_details(std::uint32_t i) {
  ColdKey& cold = cold_[i];
  if (cold.details == nullptr)
    cold.details = std::make_unique<KeyDetails>(cold.terms->limits, breaker_config_);
  return *cold.details;
}

const Pace& PoolCore::pace_of(std::uint32_t i) const {
  const QuotaGroup* const group = cold_[i].group();
  return group != nullptr ? group->pace : details(i).pace;
}

Pace& PoolCore::own_pace(std::uint32_t i) {
  QuotaGroup* const group = cold_[i].group();
  return group != nullptr ? group->pace : own_details(i).pace;
}

void PoolCore::regulate(std::uint32_t i) {
  const ColdKey& cold = cold_[i];
  const auto limits = gate_limits(cold.limits());
  if (!limits) return;
  const GateLimits slowed = at_pace(*limits, pace_of(i).permille());
  hot_[i].gate.set_limits(slowed);
  if (QuotaGroup* const group = cold.group()) group->gate.set_limits(slowed);
}

// What is left of a second does not tell what is left of a minute.
bool PoolCore::tells_of_minutes(std::uint32_t i) const {
  return cold_[i].limits().enforcement != Enforcement::PerSecond;
}

bool PoolCore::see_what_is_left(const KeyLease& lease, Instant now, const RateObservation& seen) {
  const KeyLimits& limits = cold_[lease.index_].limits();
  if (!tells_of_minutes(lease.index_)) return false;
  if (!seen.remaining_tokens && !seen.remaining_requests) return false;
  if (pace_of(lease.index_).is_full()) return false;
  const std::int64_t tokens = seen.remaining_tokens.value_or(limits.tpm);
  const std::int64_t requests = seen.remaining_requests.value_or(limits.rpm);
  int left = std::min(permille_of(tokens, limits.tpm), permille_of(requests, limits.rpm));
  // What a bucket holds is there once; what is left of a minute is left of every minute.
  if (limits.enforcement == Enforcement::TokenBucket) left /= 4;
  Pace& pace = own_pace(lease.index_);
  const int before = pace.permille();
  pace.saw(now, left);
  return pace.permille() != before;
}

void PoolCore::update_largest() {
  std::int64_t largest = 0;
  for (std::uint32_t i = 0; i < used_.load(kRelaxed); ++i)
    if (!cold_[i].removed) largest = std::max(largest, hot_[i].gate.largest_request());
  largest_.store(largest, kStrict);
  forget_shortage();
}

}  // namespace omnillm::pool
