// Floor: 3 pool

#ifndef OMNILLM_POOL_H_
#define OMNILLM_POOL_H_

#include <absl/functional/any_invocable.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/keys.h"
#include "omnillm/result.h"

namespace omnillm {

class Admitter;
namespace pool {
class PoolCore;
}

struct PoolConfig {
  // Consecutive failures after which a key's breaker opens, and for how long at first.
  int circuit_breaker_threshold = 5;
  Duration circuit_breaker_cooldown = std::chrono::seconds(30);
  // Callers that may stand in the waiting line; the next one is refused at once.
  std::size_t max_waiting = 10'000;
  // Room for keys added later; 0: twice the keys given, at least 64. At most 262,144.
  std::size_t max_keys = 0;
  // Decides ties and jitter; the same seed and the same calls give the same choices.
  std::uint64_t seed = 0x9e3779b97f4a7c15;
};

// What a caller needs a key for.
struct KeyRequest {
  static constexpr std::uint32_t kNoKey = ~0u;

  std::int64_t tokens = 0;      // estimate of prompt and output together
  std::string_view model = {};  // matters only where keys have lists of models
  // KeyLease::key_index() of the key that has just failed this request: it is asked again only when
  // no other can serve now.
  std::uint32_t avoid = kNoKey;
};

// Why no key can serve now: how many keys stand back for which reason, and when to ask again.
// Making one allocates nothing.
struct PoolRefusal {
  enum class Cause : std::uint8_t {
    Busy,       // every key that could serve is at a limit or cooling; wait
    TooLarge,   // no key may ever serve that many tokens at once
    NoKeys,     // the pool has none, or none for this model
    LineFull,   // the waiting line is at its bound
    Deadline,   // the deadline passed in the waiting line, or would pass before any key is free
    Cancelled,  // the caller left the line, or the pool went away
  };

  Cause cause = Cause::Busy;
  // Keys by what holds them back; their sum is the size of the pool.
  std::int32_t short_of_tokens = 0;  // ready, but not for so many tokens
  std::int32_t limited = 0;          // tokens, requests or calls of ours used up
  std::int32_t cooling = 0;          // 429 or model denied
  std::int32_t breaker_open = 0;     // failing
  std::int32_t quarantined = 0;      // unknown to the provider, or without credit
  std::int32_t too_small = 0;        // limit below the tokens asked for
  std::int32_t not_for_this_model = 0;
  std::int32_t queued_ahead = 0;  // callers in the line, not keys
  // The earliest instant at which asking again can succeed; empty when nothing known will change.
  std::optional<Instant> retry_at{};

  // "no key can serve 4000 tokens now: 3 at a limit, 1 cooling down". Kind NoKey; TooLarge is
  // OwnLimit, a deadline Timeout, a cancellation Cancelled.
  [[nodiscard]] Error to_error(Instant now) const;
};

// What happened to a call, as far as the key is concerned.
struct CallFailure {
  ErrorKind kind = ErrorKind::Server;
  // What the provider asked for, already parsed and clamped (limit/retry_hints.h).
  std::optional<Duration> retry_after{};
};

// What a provider said about a key's limits in its response headers; anything may be missing.
struct RateObservation {
  std::optional<std::int64_t> limit_tokens{}, remaining_tokens{};
  std::optional<std::int64_t> limit_requests{}, remaining_requests{};
};

// One call's hold on a key: tokens, a request and a place among the calls in flight.
//
//   KeyLease lease = pool.try_acquire({.tokens = 1'200}, now).value();
//   lease.mark_sent();                                  // from here on the provider may count it
//   lease.report_success(now, first_byte - start);
//   std::move(lease).settle(now, usage.total());        // gives back what was not used
//
// A lease that dies before mark_sent() gives everything back; one that dies after it keeps its
// tokens counted as used. Either way the place in flight is freed, once. Thread safety: one thread
// at a time; may be moved between threads. Lifetime: the pool must outlive it.
class KeyLease {
 public:
  KeyLease() = default;
  KeyLease(KeyLease&& other) noexcept { take(other); }
  KeyLease& operator=(KeyLease&& other) noexcept {
    if (this == &other) return *this;
    if (active()) drop();
    take(other);
    return *this;
  }
  ~KeyLease() {
    if (active()) drop();
  }

  [[nodiscard]] bool active() const { return core_ != nullptr; }
  [[nodiscard]] std::string label() const;
  // The credential as it is now; a rotation replaces it for whoever asks afterwards.
  [[nodiscard]] std::shared_ptr<const Secret> secret() const;
  [[nodiscard]] std::int64_t reserved_tokens() const { return tokens_; }
  // The key's place in status(); stable while the lease lives.
  [[nodiscard]] std::uint32_t key_index() const { return index_; }

  void mark_sent() { sent_ = true; }
  [[nodiscard]] bool sent() const { return sent_; }

  void report_success(Instant now, Duration latency);
  void report_failure(Instant now, const CallFailure& failure);
  // Takes the provider's own count into account; limits are only ever corrected downwards.
  void observe(Instant now, const RateObservation& observation);

  // Ends the lease: `actual` tokens were used in fact, more or fewer than reserved.
  void settle(Instant now, std::int64_t actual_tokens) &&;
  // Ends the lease of a call that used nothing. A call that was never sent gives its request back
  // too.
  void release(Instant now) &&;

 private:
  friend class pool::PoolCore;

  // What a fresh lease becomes when its key is taken; in place, for every request does it.
  void hold(pool::PoolCore* core, std::uint32_t index, std::int64_t tokens, Instant now) {
    core_ = core;
    tokens_ = tokens;
    taken_at_ = now;
    index_ = index;
  }
  // The call may be a breaker's probe, of the key or of the endpoint or of both; `taken_at_` names
  // its permits.
  enum Probe : std::uint8_t { kKeyProbe = 1, kEndpointProbe = 2 };
  [[nodiscard]] bool is_probe() const { return probes_ != 0; }
  [[nodiscard]] bool is_probe(Probe which) const { return (probes_ & which) != 0; }
  void now_probes(Probe which) { probes_ = static_cast<std::uint8_t>(probes_ | which); }
  void take(KeyLease& other) noexcept {
    core_ = std::exchange(other.core_, nullptr);
    tokens_ = other.tokens_;
    taken_at_ = other.taken_at_;
    index_ = other.index_;
    sent_ = other.sent_;
    probes_ = other.probes_;
    had_enough_ = other.had_enough_;
  }
  void drop() noexcept;

  pool::PoolCore* core_ = nullptr;
  std::int64_t tokens_ = 0;
  Instant taken_at_{};
  std::uint32_t index_ = 0;
  bool sent_ = false;
  std::uint8_t probes_ = 0;
  bool had_enough_ = false;  // its headers said so: a refusal of it has another reason
};

// The keys of one provider and model, and the choice among them.
//
// A caller gets the better of two random keys that can serve (pool/score.h), never one that is
// cooling, failing or used up, and is refused only when no key could have served. Threads prefer
// their own slice of the pool. With nobody waiting, admission is lock-free and allocates nothing.
//
//   auto pool = KeyPool::create({KeyConfig("sk-...", "prod-1")}, {}, clock, scheduler).value();
//   auto lease = pool->try_acquire({.tokens = 1'200}, clock.now());
//   if (!lease) return tl::unexpected(lease.error().to_error(clock.now()));
//
// Thread safety: every member may be called by any threads at once, on a shared object.
// Lifetime: clock and scheduler must outlive the pool; the pool must outlive its leases. Callers
// still waiting when the pool dies are refused with Cause::Cancelled. Memory ordering: what a
// thread did before it gave a lease back is visible to the thread that is admitted because of it.
class KeyPool {
 public:
  // Refuses, with Configuration: no label or a label twice, an empty key or one with bytes that
  // cannot stand in a header, limits that are not positive or absurd. A pool may start empty.
  [[nodiscard]] static Result<std::unique_ptr<KeyPool>> create(std::vector<KeyConfig> keys,
                                                               PoolConfig config,
                                                               const Clock& clock,
                                                               Scheduler& scheduler);
  ~KeyPool();

  using Acquired = tl::expected<KeyLease, PoolRefusal>;

  // Now or not at all. Nobody is overtaken: while callers wait in the line, this is refused.
  [[nodiscard]] Acquired try_acquire(const KeyRequest& request, Instant now);

  // Waits in line: by priority (lower first), then first come first served, until `deadline`.
  // `done` is called exactly once, possibly before this returns, on a thread of the scheduler or of
  // whoever gave capacity back; it must be short. Refused at once when the line is full or no key
  // can ever serve.
  struct WaitOptions {
    Instant deadline = Instant::max();
    int priority = 0;
  };
  enum class WaitId : std::uint64_t {};
  using Done = absl::AnyInvocable<void(Acquired)>;
  WaitId acquire(const KeyRequest& request, WaitOptions options, Done done);
  // Leaves the line: `done` is called with Cause::Cancelled, unless it was or is being called
  // already.
  bool cancel(WaitId id);

  // The same, blocking the calling thread. Needs a scheduler that runs by itself.
  [[nodiscard]] Acquired acquire_for(const KeyRequest& request, Duration timeout, int priority = 0);

  // Live changes. Calls in flight finish on what they have. Errors: NotFound, Configuration.
  Result<void> add_key(KeyConfig config);
  Result<void> remove_key(std::string_view label);
  Result<void> rotate_key(std::string_view label, Secret key);
  Result<void> set_limits(std::string_view label, const KeyLimits& limits);
  // Puts a quarantined, cooling or broken key back at once.
  Result<void> revive(std::string_view label);

  // One row a key, in the order they were added.
  [[nodiscard]] std::vector<KeyStatus> status(Instant now) const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t waiting() const;
  // Whether the breaker of the provider's endpoint is open: calls fail whatever their key.
  [[nodiscard]] bool endpoint_failing() const;
  // Leases that are out; zero when nothing is going on.
  [[nodiscard]] std::int64_t in_flight() const;

 private:
  friend class Admitter;
  explicit KeyPool(std::unique_ptr<pool::PoolCore> core);

  std::unique_ptr<pool::PoolCore> core_;
};

// Pools by provider and model.
//
//   registry.register_pool("openai", "gpt-4o*", std::move(pool));
//   KeyPool* keys = registry.find("openai", "gpt-4o-mini");
//
// An exact name wins over a pattern ending in *, the longest pattern over shorter ones.
// Thread safety: every member may be called by any threads at once. Pools live as long as the
// registry.
class PoolRegistry {
 public:
  PoolRegistry();
  ~PoolRegistry();

  Result<void> register_pool(std::string_view provider, std::string_view model_pattern,
                             std::unique_ptr<KeyPool> pool);
  // Null when nothing matches. Allocates nothing.
  [[nodiscard]] KeyPool* find(std::string_view provider, std::string_view model) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace omnillm

#endif  // OMNILLM_POOL_H_
