// Admission: from a request to a lease.

#include "pool/pool_core.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "pool/orders.h"
#include "pool/request_path.h"

namespace omnillm::pool {
namespace {

// Pairs of keys tried before looking at all of them.
constexpr int kPairs = 3;
limit::BreakerConfig breaker_of(const PoolConfig& config) {
  limit::BreakerConfig breaker;
  breaker.threshold = config.circuit_breaker_threshold;
  breaker.cooldown = config.circuit_breaker_cooldown;
  return breaker;
}

// While an endpoint stands back, nobody is served. One probe shows whether that is over and costs
// next to nothing, so it is asked soon, and never seldom: what a provider's recovery takes longer
// than it has to is an outage of our own making.
limit::BreakerConfig endpoint_breaker_of(limit::BreakerConfig breaker) {
  breaker.cooldown = std::min<Duration>(breaker.cooldown, std::chrono::seconds(5));
  breaker.longest_cooldown = std::min<Duration>(breaker.longest_cooldown, std::chrono::seconds(20));
  return breaker;
}

}  // namespace

PoolCore::PoolCore(const PoolConfig& config, std::uint32_t capacity, const Clock& clock,
                   Scheduler& scheduler)
    : capacity_(capacity),
      config_(config),
      breaker_config_(breaker_of(config)),
      clock_(clock),
      scheduler_(scheduler),
      hot_(capacity),
      no_details_({}, breaker_config_),
      endpoint_(endpoint_breaker_of(breaker_config_)),
      rng_(config.seed),
      swept_(clock.now()) {
  {
    MutexLock lock(&mu_);
    sweep(swept_);
  }
  MutexLock lock(&alive_->mu);
  alive_->core = this;
}

PoolCore::Acquired PoolCore::try_acquire(const KeyRequest& request, Instant now) {
  if (waiting_.load(kRelaxed) != 0) [[unlikely]]
    return tl::unexpected(behind_the_line());
  return take(request, now);
}

PoolCore::Acquired PoolCore::take(const KeyRequest& request, Instant now) {
  if (!is_quiet(now)) [[unlikely]]
    return take_with_care(request, now);
  Acquired result;
  if (!take_ready(request, now, *result)) result = scan(request, now);
  return result;
}

PoolCore::Acquired PoolCore::take_with_care(const KeyRequest& request, Instant now) {
  PoolRefusal refusal;
  bool probe = false;
  if (endpoint_blocked_.load(kStrict) && !pass_endpoint(now, &probe, &refusal))
    return tl::unexpected(refusal);
  if (nanos_of(now) >= wakes_.next()) {
    MutexLock lock(&mu_);
    wake_due(now);
  }
  if (!probe && known_shortage(request.tokens, now, &refusal)) return tl::unexpected(refusal);

  Acquired result;
  if (!take_ready(request, now, *result)) result = scan(request, now);
  if (!probe) return result;
  if (result) {
    result->now_probes(KeyLease::kEndpointProbe);
  } else {
    MutexLock lock(&mu_);
    endpoint_.release_probe(permit_named(now));
  }
  return result;
}

void PoolCore::notice_thread(ThreadSlot& slot) {
  MutexLock lock(&mu_);
  const auto number = static_cast<std::uint32_t>(&slot - threads_.data());
  if ((threads_seen_ >> number & 1) != 0) return;  // another thread of the same slot was faster
  threads_seen_ |= 1u << number;
  update_slices();
  slot.luck.store(Rng(config_.seed).child(number).next() | 1, kRelaxed);
}

void PoolCore::update_slices() {
  const std::uint32_t keys = used_.load(kRelaxed);
  // As many slices as threads, but never so many that a slice offers no choice.
  const auto threads = static_cast<std::uint32_t>(std::popcount(threads_seen_));
  const std::uint32_t slices = std::max(1u, std::min(threads, keys / 2));
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < kThreadSlots; ++i) {
    const std::uint64_t slice = rank % slices;
    const std::uint64_t low = slice * keys / slices;
    const std::uint64_t high = (slice + 1) * keys / slices;
    threads_[i].span.store(high << 32 | low, kRelaxed);
    if ((threads_seen_ >> i & 1) != 0) ++rank;
  }
}

[[gnu::noinline]] bool PoolCore::take_ready(const KeyRequest& request, Instant now,
                                            KeyLease& lease) {
  // A lower priority serves only what the whole of the first cannot; the scan finds that out.
  const ReadySet* const ready = first_ready();
  if (ready == nullptr) return false;
  ThreadSlot& slot = thread_slot();
  const AllowedKeys allowed = allowed_for(request.model);
  for (int pair = 0; pair < kPairs; ++pair) {
    // The first as in take_quickly(): from the thread's own slice.
    const Span span = pair == 0 ? slot.slice() : Span{0, used_.load(kRelaxed)};
    const Pair keys = draw_pair(*ready, slot, span, now);
    if (keys.better == ReadySet::kNone) return false;
    for (std::uint32_t i = keys.better;; i = keys.other) {
      if (i != request.avoid && allowed(i) && try_key(i, request.tokens, now, lease)) return true;
      if (i == keys.other) break;
    }
  }
  return false;
}

[[gnu::noinline]] const ReadySet* PoolCore::next_ready() const {
  for (const auto& level : ready_) {
    const ReadySet* const ready = level.load(std::memory_order_acquire);
    if (ready != nullptr && ready->any()) return ready;
  }
  return nullptr;
}

// The first that is ready from `i` on: in the span, elsewhere when it has none.
[[gnu::noinline]] std::uint32_t PoolCore::look_around(const ReadySet& ready, std::uint32_t i,
                                                      Span span) const {
  if (span.low < span.high) {
    const std::uint32_t found = ready.next_around(i, span.low, span.high);
    if (found != ReadySet::kNone) [[likely]]
      return found;
  }
  const std::uint32_t used = used_.load(kRelaxed);
  return i < used ? ready.next_around(i, 0, used) : ReadySet::kNone;
}

[[gnu::noinline]] bool PoolCore::try_special(std::uint32_t i, std::int64_t tokens, Instant now,
                                             KeyLease& lease) {
  MutexLock lock(&mu_);
  return take_slowly(i, tokens, now, lease);
}

bool PoolCore::take_slowly(std::uint32_t i, std::int64_t tokens, Instant now, KeyLease& lease) {
  if (cold_[i].removed) return false;
  const bool probe = details(i).health.needs_probe(now);
  if (probe && !own_details(i).health.try_probe(now)) {
    reassess(i, now);
    return false;
  }
  bool taken = take_extras(i, tokens, now);
  if (taken && hot_[i].gate.try_take(now, tokens) != GateVerdict::Taken) {
    undo_extras(i, tokens, now, now);
    taken = false;
  }
  if (taken) {
    lease.hold(this, i, tokens, now);
    if (probe) lease.now_probes(KeyLease::kKeyProbe);
  } else if (probe) {
    own_details(i).health.release_probe(now);
  }
  if (!taken || probe) reassess(i, now);
  return taken;
}

bool PoolCore::take_extras(std::uint32_t i, std::int64_t tokens, Instant now) {
  Extras* const extras = cold_[i].extras();
  if (extras == nullptr) return true;
  if (extras->group != nullptr && extras->group->gate.try_take(now, tokens) != GateVerdict::Taken)
    return false;
  if (!extras->day_tokens || extras->day_tokens->try_take(now, tokens)) {
    if (!extras->day_requests || extras->day_requests->try_take(now, 1)) return true;
    if (extras->day_tokens) extras->day_tokens->adjust(now, now, -tokens);
  }
  if (extras->group != nullptr) extras->group->gate.undo(now, now, tokens);
  return false;
}

void PoolCore::undo_extras(std::uint32_t i, std::int64_t tokens, Instant now, Instant taken_at) {
  Extras* const extras = cold_[i].extras();
  if (extras == nullptr) return;
  if (extras->group != nullptr) extras->group->gate.undo(now, taken_at, tokens);
  if (extras->day_tokens) extras->day_tokens->adjust(now, taken_at, -tokens);
  if (extras->day_requests) extras->day_requests->adjust(now, taken_at, -1);
}

void PoolCore::settle_extras(std::uint32_t i, std::int64_t taken, std::int64_t used, Instant now,
                             Instant taken_at) {
  Extras* const extras = cold_[i].extras();
  if (extras == nullptr) return;
  if (extras->group != nullptr) extras->group->gate.settle(now, taken_at, taken, used);
  if (extras->day_tokens) extras->day_tokens->adjust(now, taken_at, used - taken);
}

bool PoolCore::scan_ready(const KeyRequest& request, Instant now, KeyLease& lease) {
  const std::uint32_t used = used_.load(kRelaxed);
  if (used == 0) return false;
  const AllowedKeys allowed = allowed_for(request.model);
  const auto start = static_cast<std::uint32_t>(rng_.below(used));
  const auto serves = [&](std::uint32_t i) {
    if (!allowed(i)) return false;
    if (take_slowly(i, request.tokens, now, lease)) return true;
    reassess(i, now);
    return false;
  };
  for (const auto& level : ready_) {
    const ReadySet* ready = level.load(kRelaxed);
    if (ready == nullptr) continue;
    for (const auto& [low, high] : {std::pair(start, used), std::pair(0u, start)})
      for (std::uint32_t i = ready->next(low); i < high; i = ready->next(i + 1))
        if (i != request.avoid && serves(i)) return true;
  }
  // Only now the key that has just failed, if it is ready at all.
  if (request.avoid >= used) return false;
  const auto priority = static_cast<std::size_t>(cold_[request.avoid].terms->priority);
  return ready_[priority].load(kRelaxed)->test(request.avoid) && serves(request.avoid);
}

PoolCore::Acquired PoolCore::scan(const KeyRequest& request, Instant now) {
  MutexLock lock(&mu_);
  wake_due(now);
  // Settlements run beside us without the lock; one that sees the mark takes it away, and then what
  // we are about to learn is out of date.
  short_until_.store(kScanning, kStrict);
  Acquired result;
  if (scan_ready(request, now, *result)) {
    forget_shortage();
    return result;
  }
  const Shortage shortage = explain(request, now);
  if (models_.load(kRelaxed) == nullptr && shortage.refusal.cause == PoolRefusal::Cause::Busy)
    remember_shortage(request.tokens, shortage.earliest);
  else
    forget_shortage();
  result = tl::unexpected(shortage.refusal);
  return result;
}

bool PoolCore::pass_endpoint(Instant now, bool* probe, PoolRefusal* refusal) {
  MutexLock lock(&mu_);
  if (endpoint_.admits(now)) {
    update_endpoint(now);
    return true;
  }
  if (endpoint_.try_probe(now, kProbeLease)) {
    *probe = true;
    return true;
  }
  refusal->cause = PoolRefusal::Cause::Busy;
  refusal->breaker_open = static_cast<std::int32_t>(size());
  refusal->retry_at = endpoint_.next_chance(now);
  return false;
}

}  // namespace omnillm::pool
