#ifndef OMNILLM_BENCH_RIVAL_LOCKED_GATE_H_
#define OMNILLM_BENCH_RIVAL_LOCKED_GATE_H_

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace omnillm::bench::rival {

// The same two buckets and count as a key's gate, in plain numbers behind a mutex.
//
// Thread safety: every member may be called by any threads at once.
class LockedGate {
 public:
  // Limits a minute, all of them available at once.
  LockedGate(std::int64_t tokens, std::int64_t requests, std::int64_t most_in_flight)
      : tokens_{.per_unit_ps = kMinutePs / tokens, .units = tokens},
        requests_{.per_unit_ps = kMinutePs / requests, .units = requests},
        most_in_flight_(most_in_flight) {}

  bool try_take(std::int64_t now_ns, std::int64_t tokens) {
    const std::lock_guard lock(mu_);
    if (in_flight_ >= most_in_flight_) return false;
    if (!tokens_.has(now_ns, tokens) || !requests_.has(now_ns, 1)) return false;
    tokens_.take(now_ns, tokens);
    requests_.take(now_ns, 1);
    ++in_flight_;
    return true;
  }

  void settle(std::int64_t taken, std::int64_t used) {
    const std::lock_guard lock(mu_);
    tokens_.full_at_ps -= tokens_.per_unit_ps * (taken - used);
    --in_flight_;
  }

 private:
  static constexpr __int128 kMinutePs = 60'000'000'000'000;

  struct Bucket {
    __int128 per_unit_ps;
    std::int64_t units;
    __int128 full_at_ps = 0;

    [[nodiscard]] bool has(std::int64_t now_ns, std::int64_t n) const {
      const __int128 debt = std::max<__int128>(full_at_ps - __int128{now_ns} * 1000, 0);
      return debt + per_unit_ps * n <= per_unit_ps * units;
    }
    void take(std::int64_t now_ns, std::int64_t n) {
      full_at_ps = std::max(full_at_ps, __int128{now_ns} * 1000) + per_unit_ps * n;
    }
  };

  std::mutex mu_;
  Bucket tokens_;               // guarded by mu_
  Bucket requests_;             // guarded by mu_
  std::int64_t in_flight_ = 0;  // guarded by mu_
  const std::int64_t most_in_flight_;
};

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_LOCKED_GATE_H_
