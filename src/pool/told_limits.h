// What a provider last said a key's limits are, so that hearing the same again costs no lock.

#ifndef OMNILLM_POOL_TOLD_LIMITS_H_
#define OMNILLM_POOL_TOLD_LIMITS_H_

#include <atomic>
#include <cstdint>

#include "omnillm/pool.h"
#include "pool/orders.h"

namespace omnillm::pool {

struct ToldLimits {
  static constexpr std::int64_t kNothing = -1;

  std::int64_t tokens = kNothing, requests = kNothing;

  ToldLimits() = default;
  explicit ToldLimits(const RateObservation& seen)
      : tokens(seen.limit_tokens.value_or(kNothing)),
        requests(seen.limit_requests.value_or(kNothing)) {}

  [[nodiscard]] bool nothing() const { return tokens == kNothing && requests == kNothing; }
};

// Thread safety: one thread at a time stores; any thread may ask. One that asks while it changes
// may find a mixture, and takes the slow path or is told again.
class ToldWord {
 public:
  [[nodiscard]] bool is(const ToldLimits& told) const {
    return tokens_.load(kRelaxed) == told.tokens && requests_.load(kRelaxed) == told.requests;
  }
  void store(const ToldLimits& told) {
    tokens_.store(told.tokens, kRelaxed);
    requests_.store(told.requests, kRelaxed);
  }

 private:
  std::atomic<std::int64_t> tokens_{ToldLimits::kNothing};
  std::atomic<std::int64_t> requests_{ToldLimits::kNothing};
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_TOLD_LIMITS_H_
