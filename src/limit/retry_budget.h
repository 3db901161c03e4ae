// Keeps retries from becoming the outage.

#ifndef OMNILLM_LIMIT_RETRY_BUDGET_H_
#define OMNILLM_LIMIT_RETRY_BUDGET_H_

#include <chrono>
#include <cstdint>

#include "base/mutex.h"
#include "limit/sliding_count.h"
#include "omnillm/clock.h"

namespace omnillm::limit {

struct RetryBudgetConfig {
  int percent = 20;  // of first attempts in the window
  int minimum = 3;   // on top of that, so that little traffic can retry
  Duration window = std::chrono::seconds(10);
};

// One for each provider: retries may be at most a share of the requests lately made, plus a few.
//
//   budget.count_request(now);                 // each request once, at its first attempt
//   if (!budget.try_retry(now)) return error;  // before each further attempt, whatever its cause
//
// So an outage multiplies the traffic a provider sees by 1.2 at most, not by the number of
// attempts. The window slides by a tenth of its length at a time.
//
// Thread safety: every member may be called by any threads at once.
class RetryBudget {
 public:
  explicit RetryBudget(const RetryBudgetConfig& config = {});
  RetryBudget(const RetryBudget&) = delete;
  RetryBudget& operator=(const RetryBudget&) = delete;

  void count_request(Instant now);
  // Takes one retry if there is one.
  [[nodiscard]] bool try_retry(Instant now);
  // Retries that could be taken now.
  [[nodiscard]] std::uint64_t available(Instant now) const;

 private:
  [[nodiscard]] std::uint64_t left(Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::uint64_t percent_;
  const std::uint64_t minimum_;

  mutable Mutex mu_;
  SlidingCount requests_ ABSL_GUARDED_BY(mu_);
  SlidingCount retries_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_RETRY_BUDGET_H_
