// When which key may be ready again: the instants the pool must look at its keys.
//
// Each key has one valid instant; scheduling again replaces it.
// Thread safety: one thread at a time, but next() may be read by any thread at any time.

#ifndef OMNILLM_POOL_WAKE_QUEUE_H_
#define OMNILLM_POOL_WAKE_QUEUE_H_

#include <atomic>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include "omnillm/clock.h"

namespace omnillm::pool {

class WakeQueue {
 public:
  static constexpr std::int64_t kNever = INT64_MAX;

  // `when` replaces what was scheduled for the key; Instant::max() takes it out.
  void schedule(std::uint32_t key, Instant when) {
    const std::int64_t at = when.time_since_epoch().count();
    const auto found = scheduled_.find(key);
    if ((found == scheduled_.end() ? kNever : found->second) == at) return;
    if (found != scheduled_.end()) {
      queue_.erase({found->second, key});
      scheduled_.erase(found);
    }
    if (at != kNever) {
      queue_.emplace(at, key);
      scheduled_.emplace(key, at);
    }
    publish();
  }

  // Takes out one key that is due. False when none is.
  bool pop_due(Instant now, std::uint32_t* key) {
    const auto first = queue_.begin();
    if (first == queue_.end() || first->first > now.time_since_epoch().count()) return false;
    *key = first->second;
    scheduled_.erase(*key);
    queue_.erase(first);
    publish();
    return true;
  }

  // Nanoseconds of the earliest instant; kNever when nothing is scheduled.
  [[nodiscard]] std::int64_t next() const { return next_.load(std::memory_order_seq_cst); }

 private:
  void publish() {
    next_.store(queue_.empty() ? kNever : queue_.begin()->first, std::memory_order_seq_cst);
  }

  std::set<std::pair<std::int64_t, std::uint32_t>> queue_;
  std::unordered_map<std::uint32_t, std::int64_t> scheduled_;  // only those in the queue
  std::atomic<std::int64_t> next_{kNever};
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_WAKE_QUEUE_H_
