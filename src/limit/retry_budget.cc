#include "limit/retry_budget.h"

#include <algorithm>

namespace omnillm::limit {

RetryBudget::RetryBudget(const RetryBudgetConfig& config)
    : percent_(static_cast<std::uint64_t>(std::clamp(config.percent, 0, 100))),
      minimum_(static_cast<std::uint64_t>(std::max(config.minimum, 0))),
      requests_(config.window),
      retries_(config.window) {}

void RetryBudget::count_request(Instant now) {
  MutexLock lock(&mu_);
  requests_.add(now);
}

bool RetryBudget::try_retry(Instant now) {
  MutexLock lock(&mu_);
  if (left(now) == 0) return false;
  retries_.add(now);
  return true;
}

std::uint64_t RetryBudget::available(Instant now) const {
  MutexLock lock(&mu_);
  return left(now);
}

std::uint64_t RetryBudget::left(Instant now) const {
  const std::uint64_t allowed = minimum_ + requests_.total(now) * percent_ / 100;
  const std::uint64_t used = retries_.total(now);
  return used < allowed ? allowed - used : 0;
}

}  // namespace omnillm::limit
