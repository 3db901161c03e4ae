#ifndef OMNILLM_BENCH_RIVAL_REQUEST_WINDOW_H_
#define OMNILLM_BENCH_RIVAL_REQUEST_WINDOW_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>

namespace omnillm::bench::rival {

// Requests per window by remembering when each was admitted: exact, at 8 bytes a request and a
// locked queue. The window's length is a parameter: with a minute, a benchmark would end before the
// first timestamp leaves the queue.
//
// Thread safety: every member may be called by any threads at once.
class RequestWindow {
 public:
  using Clock = std::chrono::steady_clock;

  RequestWindow(std::size_t limit, std::chrono::nanoseconds length)
      : limit_(limit), length_(length) {}

  bool try_take() {
    const Clock::time_point now = Clock::now();
    const std::lock_guard lock(mu_);
    while (!taken_.empty() && now - taken_.front() > length_) taken_.pop_front();
    if (taken_.size() >= limit_) return false;
    taken_.push_back(now);
    return true;
  }

 private:
  const std::size_t limit_;
  const std::chrono::nanoseconds length_;
  std::mutex mu_;
  std::deque<Clock::time_point> taken_;  // guarded by mu_
};

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_REQUEST_WINDOW_H_
