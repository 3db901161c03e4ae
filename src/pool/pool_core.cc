// Admission: from a request to a lease.

#include "pool/pool_core.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "pool/orders.h"

namespace omnillm::pool {
namespace {

// Pairs of keys tried before looking at all of them.
constexpr int kPairs = 3;
// One draw in so many looks beyond the thread's own slice, so that slices of idle threads are used.
constexpr std::uint64_t kLookAround = 15;

// Xorshift64*: two multiplies cheaper than the project's Rng, and good enough to pick a key. What
// is shifted here is for the next draw, so that this one need not wait for it.
std::uint64_t draw(std::atomic<std::uint64_t>& state) {
  const std::uint64_t luck = state.load(kRelaxed);
  std::uint64_t x = luck;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  state.store(x, kRelaxed);
  return luck * 0x2545f4914f6cdd1d;
}

std::uint32_t scaled(std::uint32_t luck, Span span) {
  return span.low +
         static_cast<std::uint32_t>((std::uint64_t{luck} * (span.high - span.low)) >> 32);
}

limit::BreakerConfig breaker_of(const PoolConfig& config) {
  limit::BreakerConfig breaker;
  breaker.threshold = config.circuit_breaker_threshold;
  breaker.cooldown = config.circuit_breaker_cooldown;
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
      hot_(new HotKey[capacity]),
      no_details_({}, breaker_config_),
      endpoint_(breaker_config_),
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

// From here to try_key() is what every request runs: one piece of code without calls, but for what
// is rare.

bool PoolCore::take_ready(const KeyRequest& request, Instant now, KeyLease& lease) {
  for (const auto& level : ready_) {
    const ReadySet* ready = level.load(std::memory_order_acquire);
    if (ready == nullptr || !ready->any()) continue;
    // A lower priority serves only what the whole of this one cannot; the scan finds that out.
    ThreadSlot& slot = thread_slot();
    if (models_.load(kRelaxed) == nullptr) [[likely]] {
      const Pair keys = draw_pair(*ready, slot, slot.slice(), now);
      if (keys.better != ReadySet::kNone && try_key(keys.better, request.tokens, now, lease))
          [[likely]]
        return true;
    }
    return take_from(*ready, slot, request, now, lease);
  }
  return false;
}

[[gnu::noinline]] bool PoolCore::take_from(const ReadySet& ready, ThreadSlot& slot,
                                           const KeyRequest& request, Instant now,
                                           KeyLease& lease) {
  const AllowedKeys allowed = allowed_for(request.model);
  for (int pair = 0; pair < kPairs; ++pair) {
    const Pair keys = draw_pair(ready, slot, {0, used_.load(kRelaxed)}, now);
    if (keys.better == ReadySet::kNone) return false;
    for (std::uint32_t i = keys.better;; i = keys.other) {
      if (allowed(i) && try_key(i, request.tokens, now, lease)) return true;
      if (i == keys.other) break;
    }
  }
  return false;
}

inline Pair PoolCore::draw_pair(const ReadySet& ready, ThreadSlot& slot, Span home,
                                Instant now) const {
  const std::uint64_t luck = draw(slot.luck);
  const Span span = (luck & kLookAround) != 0 ? home : Span{0, used_.load(kRelaxed)};
  const std::uint32_t a = pick(ready, static_cast<std::uint32_t>(luck >> 32), span);
  const std::uint32_t b = pick(ready, static_cast<std::uint32_t>(luck), span);
  if (b == ReadySet::kNone) return {a, a};  // others took the rest meanwhile
  if (a == ReadySet::kNone) return {b, b};
  // A branch, so that taking `a` need not wait for the comparison.
  if (is_better(view(b, now), view(a, now))) [[unlikely]]
    return {b, a};
  return {a, b};
}

inline std::uint32_t PoolCore::pick(const ReadySet& ready, std::uint32_t luck, Span span) const {
  const std::uint32_t i = scaled(luck, span);
  return ready.test(i) ? i : look_around(ready, luck, span);
}

[[gnu::noinline]] std::uint32_t PoolCore::look_around(const ReadySet& ready, std::uint32_t luck,
                                                      Span span) const {
  if (span.low < span.high) {
    const std::uint32_t i = ready.next_around(scaled(luck, span), span.low, span.high);
    if (i != ReadySet::kNone) [[likely]]
      return i;
  }
  const Span all{0, used_.load(kRelaxed)};
  return ready.next_around(scaled(luck, all), all.low, all.high);
}

inline KeyView PoolCore::view(std::uint32_t i, Instant now) const {
  const HotKey& key = hot_[i];
  const GateLoad load = key.gate.load(now);
  return {.in_flight = load.in_flight,
          .latency_ms = key.latency_ms.load(kRelaxed),
          .weight = key.weight.load(kRelaxed),
          .token_debt = load.token_debt,
          .token_burst = key.gate.token_burst()};
}

[[gnu::always_inline]] inline bool PoolCore::try_key(std::uint32_t i, std::int64_t tokens,
                                                     Instant now, KeyLease& lease) {
  HotKey& key = hot_[i];
  if ((key.flags.load(kRelaxed) & (HotKey::kProbe | HotKey::kExtras)) != 0) [[unlikely]]
    return try_special(i, tokens, now, lease);
  const GateVerdict verdict = key.gate.try_take(now, tokens);
  if (verdict == GateVerdict::Taken) [[likely]] {
    lease.hold(this, i, tokens, now);
    return true;
  }
  if (verdict != GateVerdict::TooLarge) leave_if_empty(i, now);
  return false;
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
  for (const auto& level : ready_) {
    const ReadySet* ready = level.load(kRelaxed);
    if (ready == nullptr) continue;
    for (const auto& [low, high] : {std::pair(start, used), std::pair(0u, start)}) {
      for (std::uint32_t i = ready->next(low); i < high; i = ready->next(i + 1)) {
        if (!allowed(i)) continue;
        if (take_slowly(i, request.tokens, now, lease)) return true;
        reassess(i, now);
      }
    }
  }
  return false;
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
