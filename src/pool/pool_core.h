// The machinery behind KeyPool. One request's way through it:
//
//   take_quickly()  picks two ready keys and tries the gate of the better one
//   take()          when there is more to it: wakes keys that are due, tries some more pairs
//   scan()          looks at every ready key once, under the mutex
//   explain()       why nobody could serve, and when somebody can
//   settle()        gives tokens and the place back, and lets who waits have them
//
// Whether a key is in the ready set is decided in one function, reassess(), under the mutex; it is
// called whenever a gate turned out empty, an answer told something, an instant came or a user
// changed something. A key that leaves the ready set because its gate is empty raises kEmpty first
// and looks at the gate again afterwards; whoever gives back looks at kEmpty afterwards: one of the
// two always sees the other.

#ifndef OMNILLM_POOL_POOL_CORE_H_
#define OMNILLM_POOL_POOL_CORE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/large_memory.h"
#include "base/mutex.h"
#include "base/thread_index.h"
#include "limit/circuit_breaker.h"
#include "omnillm/pool.h"
#include "omnillm/rng.h"
#include "pool/cold_key.h"
#include "pool/key_gate.h"
#include "pool/model_masks.h"
#include "pool/orders.h"
#include "pool/ready_set.h"
#include "pool/score.h"
#include "pool/told_limits.h"
#include "pool/waiting_line.h"
#include "pool/wake_queue.h"

namespace omnillm::pool {

inline constexpr int kPriorities = 8;

// What an admission touches: one cache line a key.
struct alignas(64) HotKey {
  enum Flag : std::uint16_t {
    kEmpty = 1,    // out of the ready set until something is given back or time passes
    kProbe = 2,    // half-open: ask for a probe permit first
    kListens = 4,  // successes must be reported
    kExtras = 8,   // has limits beside the gate
  };

  [[no_unique_address]] KeyGate gate;
  std::atomic<std::uint16_t> flags{0};
  std::atomic<std::uint16_t> latency_ms{0};
  std::atomic<std::uint16_t> weight{1};  // in tenths
};

static_assert(sizeof(HotKey) == 64, "the gate's tail holds the flags; see no_unique_address");

// Keys by index: [low, high).
struct Span {
  std::uint32_t low = 0, high = 0;
};

// Two of them, the better one first; the same one twice where there is no choice.
struct Pair {
  std::uint32_t better = ReadySet::kNone, other = ReadySet::kNone;
};

class PoolCore {
 public:
  PoolCore(const PoolConfig& config, std::uint32_t capacity, const Clock& clock,
           Scheduler& scheduler);
  ~PoolCore();

  using Acquired = KeyPool::Acquired;

  // Whether picking a key is all there is to do: nobody waits, nothing is due, known to be short or
  // blocked.
  bool is_idle(Instant now) const { return waiting_.load(kRelaxed) == 0 && is_quiet(now); }
  // The way of most requests while the pool is idle, into a lease that holds nothing: false when
  // the first keys that were picked do not serve; then nothing is held. Stands in request_path.h.
  bool take_quickly(const KeyRequest& request, Instant now, KeyLease& lease);
  // Whether it is known, without a look at a key, that this request does not fit now, and the
  // refusal if it is; otherwise that is left as it is. Requires: the refusal is a new one.
  bool known_refusal(const KeyRequest& request, Instant now, PoolRefusal* refusal) const;
  Acquired try_acquire(const KeyRequest& request, Instant now);
  std::uint64_t acquire(const KeyRequest& request, KeyPool::WaitOptions options,
                        KeyPool::Done done);
  bool cancel_wait(std::uint64_t id);

  // Ends the lease if it is active. Stands in request_path.h.
  static void settle_now(KeyLease& lease, Instant now, std::int64_t used);
  void settle(const KeyLease& lease, Instant now, std::int64_t used);
  void undo(const KeyLease& lease, Instant now);  // of a call that was never sent
  void success(KeyLease& lease, Instant now, Duration latency);
  void failure(KeyLease& lease, Instant now, const CallFailure& failure);
  void observe(KeyLease& lease, Instant now, const RateObservation& observation);

  Result<void> add(KeyConfig config);
  Result<void> add_all(std::vector<KeyConfig> configs);
  Result<void> remove(std::string_view label);
  Result<void> rotate(std::string_view label, Secret key);
  Result<void> set_limits(std::string_view label, const KeyLimits& limits);
  Result<void> revive(std::string_view label);

  std::vector<KeyStatus> status(Instant now) const;
  std::size_t size() const;
  std::size_t waiting() const { return waiting_.load(std::memory_order_seq_cst); }
  bool endpoint_failing() const { return endpoint_blocked_.load(std::memory_order_relaxed); }
  std::int64_t in_flight() const;
  std::string label(std::uint32_t i) const;
  std::shared_ptr<const Secret> secret(std::uint32_t i) const;
  Instant now() const { return clock_.now(); }

 private:
  static constexpr std::uint32_t kThreadSlots = 16;
  static constexpr std::int64_t kScanning = 1;  // in short_until_: a scan is in progress
  static constexpr std::uint32_t kSweep =
      ReadySet::kMaxSize;  // the wake queue's name for the sweep

  // A thread's own luck and its own part of the pool.
  struct alignas(64) ThreadSlot {
    std::atomic<std::uint64_t> luck{0};  // 0: no thread came yet
    std::atomic<std::uint64_t> span{0};  // low index in the low half, high in the high half

    [[nodiscard]] Span slice() const {
      const std::uint64_t packed = span.load(kRelaxed);
      return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
    }
  };

  // What a scan learnt about one refused request.
  struct Shortage {
    PoolRefusal refusal;
    Instant earliest = Instant::max();
  };

  // request_path.h: what every request runs
  const ReadySet* first_ready() const;
  Pair draw_pair(const ReadySet& ready, ThreadSlot& slot, Span home, Instant now) const;
  bool try_key(std::uint32_t i, std::int64_t tokens, Instant now, KeyLease& lease);
  KeyView view(std::uint32_t i, std::uint64_t now) const;

  // pool_core.cc: admission
  Acquired take(const KeyRequest& request, Instant now);
  bool is_quiet(Instant now) const {
    return !endpoint_blocked_.load(kRelaxed) && nanos_of(now) < wakes_.next() &&
           nanos_of(now) >= short_until_.load(kRelaxed);
  }
  Acquired take_with_care(const KeyRequest& request, Instant now);
  // Tries some ready keys of the first priority that has any.
  bool take_ready(const KeyRequest& request, Instant now, KeyLease& lease);
  const ReadySet* next_ready() const;
  std::uint32_t look_around(const ReadySet& ready, std::uint32_t i, Span span) const;
  bool try_special(std::uint32_t i, std::int64_t tokens, Instant now, KeyLease& lease);
  Acquired scan(const KeyRequest& request, Instant now);
  bool scan_ready(const KeyRequest& request, Instant now, KeyLease& lease)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool take_slowly(std::uint32_t i, std::int64_t tokens, Instant now, KeyLease& lease)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool take_extras(std::uint32_t i, std::int64_t tokens, Instant now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void undo_extras(std::uint32_t i, std::int64_t tokens, Instant now, Instant taken_at)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void settle_extras(std::uint32_t i, std::int64_t taken, std::int64_t used, Instant now,
                     Instant taken_at) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool pass_endpoint(Instant now, bool* probe, PoolRefusal* refusal);
  AllowedKeys allowed_for(std::string_view model) const {
    const ModelMasks* models = models_.load(std::memory_order_acquire);
    return AllowedKeys(models == nullptr ? nullptr : &models->of(model));
  }
  ThreadSlot& thread_slot() {
    ThreadSlot& slot = threads_[thread_index() % kThreadSlots];
    if (slot.luck.load(kRelaxed) == 0) [[unlikely]]
      notice_thread(slot);
    return slot;
  }
  void notice_thread(ThreadSlot& slot);

  // pool_refusal.cc: why not, and when
  bool known_shortage(std::int64_t tokens, Instant now, PoolRefusal* refusal) const;
  void count_keys(PoolRefusal* refusal) const;
  PoolRefusal all_blocked(Instant now) const;
  Shortage explain(const KeyRequest& request, Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Instant next_fit(std::uint32_t i, Instant now, std::int64_t tokens) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool has_place(std::uint32_t i) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  PoolRefusal behind_the_line() const;
  void remember_shortage(std::int64_t tokens, Instant until) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void forget_shortage() { short_until_.store(0, std::memory_order_seq_cst); }

  // pool_state.cc: who is ready
  void reassess(std::uint32_t i, Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Standing assess(std::uint32_t i, Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void set_flag(std::uint32_t i, HotKey::Flag flag, bool on) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void leave_if_empty(std::uint32_t i, Instant now);
  void wake_due(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void sweep(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Whether somebody waits for what a key's gate just got back, or the gate was not all of it.
  bool ends_specially(const KeyLease& lease) const;
  void settle_specially(const KeyLease& lease, Instant now, std::int64_t used);
  void note_success(KeyLease& lease, Instant now);
  static void note_latency(HotKey& key, std::int64_t before, std::int64_t millis);
  void gave_back(std::uint32_t i, Instant now);
  void release_probes(const KeyLease& lease, Instant now);
  bool is_news(std::uint32_t i, const RateObservation& seen) const;
  void learn(const KeyLease& lease, Instant now, const RateObservation& seen);
  void note_told(std::uint32_t i, const ToldLimits& told) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Whether what the gate is given has changed.
  bool adopt_limits(std::uint32_t i, const RateObservation& seen)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // What there is to read about a key, and to write, which makes it when there is none.
  const KeyDetails& details(std::uint32_t i) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return cold_[i].details == nullptr ? no_details_ : *cold_[i].details;
  }
  KeyDetails& own_details(std::uint32_t i) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  const Pace& pace_of(std::uint32_t i) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Pace& own_pace(std::uint32_t i) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool tells_of_minutes(std::uint32_t i) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool see_what_is_left(const KeyLease& lease, Instant now, const RateObservation& seen)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Gives the gate the limits and the pace in force.
  void regulate(std::uint32_t i) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void update_largest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void update_slices() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void update_endpoint(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool may_eject_one_more() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // pool_admin.cc
  Result<void> check_labels(const std::vector<KeyConfig>& configs) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Result<void> add_one(KeyConfig config, Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  const KeyTerms* terms_of(KeyConfig config) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void change_terms(ColdKey& cold, const KeyLimits& limits) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void keys_changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  ColdKey* find(std::string_view label, std::uint32_t* index) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Result<std::uint32_t> free_index() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Result<QuotaGroup*> join_group(const KeyConfig& config, const GateLimits& limits, std::uint32_t i)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void rebuild_models() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // pool_waiting.cc
  void serve_line(Instant now);
  void serve_once(Instant now, std::vector<std::pair<KeyPool::Done, Acquired>>* served)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(line_mu_);
  void arm_timer(Instant when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(line_mu_);

  // Constant after construction.
  const std::uint32_t capacity_;
  const PoolConfig config_;
  const limit::BreakerConfig breaker_config_;
  const Clock& clock_;
  Scheduler& scheduler_;
  const LargeArray<HotKey> hot_;
  const KeyDetails no_details_;  // read for keys without any

  // Synchronise themselves.
  std::array<std::atomic<ReadySet*>, kPriorities> ready_{};
  std::array<ThreadSlot, kThreadSlots> threads_{};
  std::atomic<std::uint32_t> used_{0};  // indices below this have been given out
  std::atomic<std::int64_t> largest_{0};
  std::array<std::atomic<std::int32_t>, 7> counts_{};  // keys by KeyState
  std::atomic<bool> endpoint_blocked_{false};          // its breaker is not closed
  std::atomic<bool> endpoint_listens_{false};          // its breaker counts successes
  std::atomic<const ModelMasks*> models_{nullptr};     // null while every key serves every model
  std::atomic<const LargeArray<ToldWord>*> told_{nullptr};  // null until a header tells of limits
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::int64_t> sweep_at_{0};
  // "Nothing of `short_tokens_` or more fits before `short_retry_`": what the last scan learnt, as
  // long as `short_until_` says so, which is the same instant but for its low byte. That counts
  // scans, so that a reader notices when the figures change under it; 0: nothing is known.
  std::atomic<std::int64_t> short_until_{0};
  std::atomic<std::int64_t> short_tokens_{0};
  std::atomic<std::int64_t> short_retry_{0};

  mutable Mutex mu_;
  std::vector<ColdKey> cold_ ABSL_GUARDED_BY(mu_);
  // Every combination that a key ever had; kept, for they are few.
  std::set<KeyTerms> terms_ ABSL_GUARDED_BY(mu_);
  std::vector<std::unique_ptr<ReadySet>> ready_owned_ ABSL_GUARDED_BY(mu_);
  std::vector<std::unique_ptr<const ModelMasks>> models_owned_ ABSL_GUARDED_BY(mu_);
  std::vector<std::unique_ptr<QuotaGroup>> groups_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<const LargeArray<ToldWord>> told_owned_ ABSL_GUARDED_BY(mu_);
  WakeQueue wakes_;  // guarded by mu_, but for next()
  limit::CircuitBreaker endpoint_ ABSL_GUARDED_BY(mu_);
  Rng rng_ ABSL_GUARDED_BY(mu_);
  Instant swept_ ABSL_GUARDED_BY(mu_);
  std::uint32_t threads_seen_ ABSL_GUARDED_BY(mu_) = 0;  // a bit for each slot
  std::uint32_t added_ ABSL_GUARDED_BY(mu_) = 0;
  std::uint8_t scans_ ABSL_GUARDED_BY(mu_) = 0;

  // Held before mu_, never after.
  mutable Mutex line_mu_ ABSL_ACQUIRED_BEFORE(mu_);
  WaitingLine line_ ABSL_GUARDED_BY(line_mu_);
  bool serving_ ABSL_GUARDED_BY(line_mu_) = false;
  bool serve_again_ ABSL_GUARDED_BY(line_mu_) = false;
  Scheduler::TimerId timer_ ABSL_GUARDED_BY(line_mu_){};
  Instant timer_at_ ABSL_GUARDED_BY(line_mu_) = Instant::max();

  // What the timer's task holds on to; emptied when the pool dies.
  struct Alive {
    Mutex mu;
    PoolCore* core ABSL_GUARDED_BY(mu) = nullptr;
  };
  const std::shared_ptr<Alive> alive_ = std::make_shared<Alive>();
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_POOL_CORE_H_
