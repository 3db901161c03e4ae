// What every request runs, from picking a key to giving it back: one piece of code without calls,
// but for what is rare. It stands in a header so that it becomes part of whoever admits requests,
// with or without optimisation across files.

#ifndef OMNILLM_POOL_REQUEST_PATH_H_
#define OMNILLM_POOL_REQUEST_PATH_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "base/hot.h"
#include "pool/orders.h"
#include "pool/pool_core.h"

namespace omnillm::pool {

// One draw in so many looks beyond the thread's own slice, so that slices of idle threads are used.
inline constexpr std::uint64_t kLookAround = 15;

// Xorshift64*: two multiplies cheaper than the project's Rng, and good enough to pick a key. What
// is shifted here is for the next draw, so that this one need not wait for it.
inline std::uint64_t draw(std::atomic<std::uint64_t>& state) {
  const std::uint64_t luck = state.load(kRelaxed);
  std::uint64_t x = luck;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  state.store(x, kRelaxed);
  return luck * 0x2545f4914f6cdd1d;
}

inline std::uint32_t scaled(std::uint32_t luck, Span span) {
  return span.low +
         static_cast<std::uint32_t>((std::uint64_t{luck} * (span.high - span.low)) >> 32);
}

// The keys of the first priority that has any ready; null when none has.
OMNILLM_HOT const ReadySet* PoolCore::first_ready() const {
  const ReadySet* const first = ready_[0].load(std::memory_order_acquire);
  if (first != nullptr && first->any()) [[likely]]
    return first;
  return next_ready();
}

OMNILLM_HOT bool PoolCore::take_quickly(const KeyRequest& request, Instant now, KeyLease& lease) {
  // Where not every key will do.
  if (models_.load(kRelaxed) != nullptr || request.avoid != KeyRequest::kNoKey) [[unlikely]]
    return take_ready(request, now, lease);
  const ReadySet* const ready = first_ready();
  if (ready == nullptr) [[unlikely]]
    return false;
  ThreadSlot& slot = thread_slot();
  const Pair keys = draw_pair(*ready, slot, slot.slice(), now);
  return keys.better != ReadySet::kNone && try_key(keys.better, request.tokens, now, lease);
}

OMNILLM_HOT Pair PoolCore::draw_pair(const ReadySet& ready, ThreadSlot& slot, Span home,
                                     Instant now) const {
  const std::uint64_t luck = draw(slot.luck);
  const Span span = (luck & kLookAround) != 0 ? home : Span{0, used_.load(kRelaxed)};
  std::uint32_t a = scaled(static_cast<std::uint32_t>(luck >> 32), span);
  std::uint32_t b = scaled(static_cast<std::uint32_t>(luck), span);
  if (!ready.test(a) || !ready.test(b)) [[unlikely]] {
    a = look_around(ready, a, span);
    b = look_around(ready, b, span);
    if (a == ReadySet::kNone) a = b;  // others took the rest meanwhile
    if (b == ReadySet::kNone) return {a, a};
  }
  const std::uint64_t moment = GateHalves::placed(now);
  return is_better(view(b, moment), view(a, moment)) ? Pair{b, a} : Pair{a, b};
}

OMNILLM_HOT KeyView PoolCore::view(std::uint32_t i, std::uint64_t now) const {
  const HotKey& key = hot_[i];
  const GateLoad load = key.gate.load(now);
  return {.in_flight = load.in_flight,
          .latency_ms = key.latency_ms.load(kRelaxed),
          .weight = key.weight.load(kRelaxed),
          .token_debt = load.token_debt,
          .token_burst = load.token_burst};
}

OMNILLM_HOT bool PoolCore::try_key(std::uint32_t i, std::int64_t tokens, Instant now,
                                   KeyLease& lease) {
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

OMNILLM_HOT void PoolCore::settle_now(KeyLease& lease, Instant now, std::int64_t used) {
  if (PoolCore* const core = std::exchange(lease.core_, nullptr))
    core->settle(lease, now, std::max<std::int64_t>(used, 0));
}

OMNILLM_HOT void PoolCore::settle(const KeyLease& lease, Instant now, std::int64_t used) {
  hot_[lease.index_].gate.settle(now, lease.taken_at_, lease.tokens_, used);
  if (ends_specially(lease)) [[unlikely]]
    settle_specially(lease, now, used);
}

// After the gate: see HotKey::flags, short_until_ and waiting_ in docs/concurrency.md.
OMNILLM_HOT bool PoolCore::ends_specially(const KeyLease& lease) const {
  const int flags = hot_[lease.index_].flags.load(kStrict) & (HotKey::kEmpty | HotKey::kExtras);
  const auto waited_for =
      static_cast<std::uint64_t>(short_until_.load(kStrict)) | waiting_.load(kStrict);
  return (static_cast<std::uint64_t>(flags) | lease.probes_ | waited_for) != 0;
}

OMNILLM_HOT void PoolCore::success(KeyLease& lease, Instant now, Duration latency) {
  HotKey& key = hot_[lease.index_];
  const auto millis = std::clamp<std::int64_t>(latency / std::chrono::milliseconds(1), 1, 65'000);
  const std::int64_t before = key.latency_ms.load(kRelaxed);
  if (millis != before) note_latency(key, before, millis);

  const bool listens = (key.flags.load(kRelaxed) & HotKey::kListens) != 0;
  if (listens || lease.is_probe() || endpoint_listens_.load(kRelaxed)) [[unlikely]]
    note_success(lease, now);
}

// An average over some eight calls; the step is rounded away from zero so that it arrives.
inline void PoolCore::note_latency(HotKey& key, std::int64_t before, std::int64_t millis) {
  const std::int64_t gap = millis - before;
  const std::int64_t step = before == 0 ? gap : (gap + (gap < 0 ? -7 : 7)) / 8;
  key.latency_ms.store(static_cast<std::uint16_t>(before + step), kRelaxed);
}

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_REQUEST_PATH_H_
