// What one caller, or one project, may use: requests and tokens in a minute, calls at once.

#ifndef OMNILLM_SERVER_CALLER_LIMITER_H_
#define OMNILLM_SERVER_CALLER_LIMITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "limit/concurrency_gate.h"
#include "limit/token_bucket.h"
#include "omnillm/result.h"
#include "server/config.h"

namespace omnillm::server {

// Thread safety: every member may be called by any threads at once.
class CallerLimiter {
 public:
  // `who` for errors: "key alice". Errors: Configuration, for limits that are not positive.
  [[nodiscard]] static Result<std::shared_ptr<CallerLimiter>> create(std::string who,
                                                                     const CallerLimits& limits);

  // Leave for one call, given back when it dies. Tokens are taken as estimated, and corrected by
  // used().
  class Leave {
   public:
    Leave(Leave&& other) noexcept = default;
    Leave& operator=(Leave&&) = delete;
    ~Leave();
    // What the call used; what was taken too much goes back.
    void used(Instant now, std::int64_t tokens);

   private:
    friend class CallerLimiter;
    Leave(std::shared_ptr<CallerLimiter> limiter, std::optional<limit::TokenBucket::Taken> tokens,
          std::int64_t taken);
    std::shared_ptr<CallerLimiter> limiter_;  // null: moved from
    std::optional<limit::TokenBucket::Taken> tokens_;
    std::int64_t taken_ = 0;
  };

  // Errors: OwnLimit, with how long to wait.
  [[nodiscard]] static Result<Leave> enter(const std::shared_ptr<CallerLimiter>& limiter,
                                           Instant now, std::int64_t estimated_tokens);

  // What is left, for headers; empty where there is no limit.
  struct Left {
    std::optional<std::int64_t> request_limit{}, requests{}, token_limit{}, tokens{};
  };
  [[nodiscard]] Left left(Instant now) const;

 private:
  CallerLimiter(std::string who, const CallerLimits& limits);

  const std::string who_;
  const CallerLimits limits_;
  std::optional<limit::TokenBucket> requests_;
  std::optional<limit::TokenBucket> tokens_;
  std::optional<limit::ConcurrencyGate> gate_;
};

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CALLER_LIMITER_H_
