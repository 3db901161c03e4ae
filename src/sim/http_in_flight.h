#ifndef OMNILLM_SIM_HTTP_IN_FLIGHT_H_
#define OMNILLM_SIM_HTTP_IN_FLIGHT_H_

#include <chrono>
#include <cstdint>

#include "base/mutex.h"
#include "omnillm/clock.h"

namespace omnillm::sim {

// How many handlers run, for those who wait until none does.
//
// Thread safety: any threads at once.
class InFlight {
 public:
  class Guard {
   public:
    explicit Guard(InFlight& in_flight) : in_flight_(in_flight) { in_flight_.add(1); }
    Guard(const Guard&) = delete;
    ~Guard() { in_flight_.add(-1); }

   private:
    InFlight& in_flight_;
  };

  // True when nothing runs, false when `patience` has passed before.
  [[nodiscard]] bool wait(Duration patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    const MutexLock lock(&mu_);
    while (count_ > 0)
      if (!changed_.wait_until(&mu_, until) && count_ > 0) return false;
    return true;
  }

 private:
  void add(std::int64_t by) {
    const MutexLock lock(&mu_);
    count_ += by;
    if (count_ == 0) changed_.notify_all();
  }

  Mutex mu_;
  CondVar changed_;
  std::int64_t count_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_IN_FLIGHT_H_
