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

// Xorshift64*: two multiplies cheaper than the project's Rng, and good enough to pick a key.
std::uint64_t draw(std::atomic<std::uint64_t>& state) {
  std::uint64_t x = state.load(kRelaxed);
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  state.store(x, kRelaxed);
  return x * 0x2545f4914f6cdd1d;
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
      endpoint_(breaker_config_),
      rng_(config.seed),
      swept_(clock.now()) {
  for (std::uint32_t i = 0; i < kThreadSlots; ++i)
    threads_[i].luck.store(Rng(config.seed).child(i).next() | 1, kRelaxed);
  {
    MutexLock lock(&mu_);
    sweep(swept_);
  }
  MutexLock lock(&alive_->mu);
  alive_->core = this;
}

bool PoolCore::take_quickly(const KeyRequest& request, Instant now, KeyLease& lease) {
  const bool quiet = waiting_.load(kRelaxed) == 0 && is_quiet(now);
  Grant grant;
  if (!quiet || !pick_and_take(request, now, &grant)) [[unlikely]]
    return false;
  lease.hold(this, grant.key, request.tokens, now);
  if (grant.probe != KeyLease::kNoProbe) [[unlikely]]
    lease.key_probe_ = grant.probe;
  return true;
}

PoolCore::Acquired PoolCore::try_acquire(const KeyRequest& request, Instant now) {
  if (waiting_.load(kRelaxed) != 0) [[unlikely]]
    return tl::unexpected(behind_the_line());
  return take(request, now);
}

bool PoolCore::is_quiet(Instant now) const {
  return !endpoint_blocked_.load(kRelaxed) && nanos_of(now) < wakes_.next() &&
         nanos_of(now) >= short_until_.load(kRelaxed);
}

PoolCore::Acquired PoolCore::take(const KeyRequest& request, Instant now) {
  if (!is_quiet(now)) [[unlikely]]
    return take_with_care(request, now);
  Grant grant;
  if (pick_and_take(request, now, &grant)) [[likely]]
    return lease_of(grant, request, now);
  return scan(request, now);
}

PoolCore::Acquired PoolCore::take_with_care(const KeyRequest& request, Instant now) {
  PoolRefusal refusal;
  Instant probe = KeyLease::kNoProbe;
  if (endpoint_blocked_.load(kStrict) && !pass_endpoint(now, &probe, &refusal))
    return tl::unexpected(refusal);
  if (nanos_of(now) >= wakes_.next()) {
    MutexLock lock(&mu_);
    wake_due(now);
  }
  if (probe == KeyLease::kNoProbe && known_shortage(request.tokens, now, &refusal))
    return tl::unexpected(refusal);

  Grant grant;
  Acquired lease =
      pick_and_take(request, now, &grant) ? lease_of(grant, request, now) : scan(request, now);
  if (probe == KeyLease::kNoProbe) return lease;
  if (lease) {
    lease->endpoint_probe_ = probe;
  } else {
    MutexLock lock(&mu_);
    endpoint_.release_probe(permit_named(probe));
  }
  return lease;
}

PoolCore::Acquired PoolCore::lease_of(const Grant& grant, const KeyRequest& request, Instant now) {
  Acquired lease;
  lease->hold(this, grant.key, request.tokens, now);
  lease->key_probe_ = grant.probe;
  return lease;
}

bool PoolCore::pick_and_take(const KeyRequest& request, Instant now, Grant* grant) {
  ThreadSlot& slot = thread_slot();
  for (const auto& level : ready_) {
    const ReadySet* ready = level.load(std::memory_order_acquire);
    // A lower priority serves only what the whole of this one cannot; the scan finds that out.
    if (ready != nullptr && ready->any()) return take_from(*ready, slot, request, now, grant);
  }
  return false;
}

PoolCore::ThreadSlot& PoolCore::thread_slot() {
  const std::uint32_t slot = thread_index() % kThreadSlots;
  if ((threads_seen_.load(kRelaxed) >> slot & 1) == 0) [[unlikely]]
    notice_thread(slot);
  return threads_[slot];
}

void PoolCore::notice_thread(std::uint32_t slot) {
  MutexLock lock(&mu_);
  threads_seen_.fetch_or(1u << slot, kRelaxed);
  update_slices();
}

void PoolCore::update_slices() {
  const std::uint32_t seen = threads_seen_.load(kRelaxed);
  const std::uint32_t keys = used_.load(kRelaxed);
  // As many slices as threads, but never so many that a slice offers no choice.
  const auto threads = static_cast<std::uint32_t>(std::popcount(seen));
  const std::uint32_t slices = std::max(1u, std::min(threads, keys / 2));
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < kThreadSlots; ++i) {
    const std::uint64_t slice = rank % slices;
    const std::uint64_t low = slice * keys / slices;
    const std::uint64_t high = (slice + 1) * keys / slices;
    threads_[i].span.store(high << 32 | low, kRelaxed);
    if ((seen >> i & 1) != 0) ++rank;
  }
}

KeyView PoolCore::view(std::uint32_t i, Instant now) const {
  const HotKey& key = hot_[i];
  const GateUse use = key.gate.use(now);
  return {.in_flight = use.in_flight,
          .latency_ms = key.latency_ms.load(kRelaxed),
          .weight = key.weight.load(kRelaxed),
          .token_debt = use.token_debt,
          .token_burst = key.gate.token_burst()};
}

std::uint32_t PoolCore::pick(const ReadySet& ready, std::uint32_t luck, Span span) const {
  if (span.low < span.high) {
    const std::uint32_t i = ready.next_around(scaled(luck, span), span.low, span.high);
    if (i != ReadySet::kNone) [[likely]]
      return i;
  }
  const Span all{0, used_.load(kRelaxed)};
  return ready.next_around(scaled(luck, all), all.low, all.high);
}

bool PoolCore::take_from(const ReadySet& ready, ThreadSlot& slot, const KeyRequest& request,
                         Instant now, Grant* grant) {
  const AllowedKeys allowed = allowed_for(request.model);
  for (int pair = 0; pair < kPairs; ++pair) {
    const std::uint64_t luck = draw(slot.luck);
    const bool at_home = pair == 0 && (luck & kLookAround) != 0;
    const Span span = at_home ? slot.slice() : Span{0, used_.load(kRelaxed)};
    std::uint32_t a = pick(ready, static_cast<std::uint32_t>(luck >> 32), span);
    if (a == ReadySet::kNone) return false;
    std::uint32_t b = pick(ready, static_cast<std::uint32_t>(luck), span);
    if (b == ReadySet::kNone) b = a;  // others took the rest meanwhile
    if (a != b && is_better(view(b, now), view(a, now))) std::swap(a, b);
    if (allowed(a) && try_key(a, request, now, grant)) return true;
    if (a != b && allowed(b) && try_key(b, request, now, grant)) return true;
  }
  return false;
}

bool PoolCore::try_key(std::uint32_t i, const KeyRequest& request, Instant now, Grant* grant) {
  HotKey& key = hot_[i];
  if ((key.flags.load(kRelaxed) & (HotKey::kProbe | HotKey::kExtras)) != 0) [[unlikely]] {
    MutexLock lock(&mu_);
    return take_slowly(i, request.tokens, now, grant);
  }
  const GateVerdict verdict = key.gate.try_take(now, request.tokens);
  if (verdict == GateVerdict::Taken) [[likely]] {
    grant->key = i;
    return true;
  }
  if (verdict != GateVerdict::TooLarge) leave_if_empty(i, now);
  return false;
}

bool PoolCore::take_slowly(std::uint32_t i, std::int64_t tokens, Instant now, Grant* grant) {
  ColdKey& cold = *cold_[i];
  if (cold.removed) return false;
  Instant probe = KeyLease::kNoProbe;
  if (cold.health.needs_probe(now)) {
    const auto permit = cold.health.try_probe(now);
    if (!permit) {
      reassess(i, now);
      return false;
    }
    probe = *permit;
  }
  bool taken = take_extras(i, tokens, now);
  if (taken && hot_[i].gate.try_take(now, tokens) != GateVerdict::Taken) {
    undo_extras(i, tokens, now, now);
    taken = false;
  }
  if (taken) *grant = {.key = i, .probe = probe};
  if (!taken && probe != KeyLease::kNoProbe) cold.health.release_probe(probe);
  if (!taken || probe != KeyLease::kNoProbe) reassess(i, now);
  return taken;
}

bool PoolCore::take_extras(std::uint32_t i, std::int64_t tokens, Instant now) {
  Extras* const extras = cold_[i]->extras.get();
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
  Extras* const extras = cold_[i]->extras.get();
  if (extras == nullptr) return;
  if (extras->group != nullptr) extras->group->gate.undo(now, taken_at, tokens);
  if (extras->day_tokens) extras->day_tokens->adjust(now, taken_at, -tokens);
  if (extras->day_requests) extras->day_requests->adjust(now, taken_at, -1);
}

void PoolCore::settle_extras(std::uint32_t i, std::int64_t taken, std::int64_t used, Instant now,
                             Instant taken_at) {
  Extras* const extras = cold_[i]->extras.get();
  if (extras == nullptr) return;
  if (extras->group != nullptr) extras->group->gate.settle(now, taken_at, taken, used);
  if (extras->day_tokens) extras->day_tokens->adjust(now, taken_at, used - taken);
}

bool PoolCore::scan_ready(const KeyRequest& request, Instant now, Grant* grant) {
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
        if (take_slowly(i, request.tokens, now, grant)) return true;
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
  Grant grant;
  if (scan_ready(request, now, &grant)) {
    forget_shortage();
    return lease_of(grant, request, now);
  }
  const Shortage shortage = explain(request, now);
  if (models_.load(kRelaxed) == nullptr && shortage.refusal.cause == PoolRefusal::Cause::Busy)
    remember_shortage(request.tokens, shortage.earliest);
  else
    forget_shortage();
  return tl::unexpected(shortage.refusal);
}

bool PoolCore::pass_endpoint(Instant now, Instant* probe, PoolRefusal* refusal) {
  MutexLock lock(&mu_);
  if (endpoint_.admits(now)) {
    update_endpoint(now);
    return true;
  }
  if (const auto permit = endpoint_.try_probe(now, kProbeLease)) {
    *probe = permit->started;
    return true;
  }
  refusal->cause = PoolRefusal::Cause::Busy;
  refusal->breaker_open = static_cast<std::int32_t>(size());
  refusal->retry_at = endpoint_.next_chance(now);
  return false;
}

}  // namespace omnillm::pool
