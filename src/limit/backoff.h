// How long to wait before trying again: formulas, no state.

#ifndef OMNILLM_LIMIT_BACKOFF_H_
#define OMNILLM_LIMIT_BACKOFF_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "omnillm/clock.h"
#include "omnillm/rng.h"

namespace omnillm::limit {

// base * 2^doublings, at most `cap`. Never overflows; negative arguments count as zero.
[[nodiscard]] Duration exponential_delay(Duration base, int doublings, Duration cap);

enum class Jitter : std::uint8_t {
  None,
  Full,   // anywhere in [0, delay]: spreads a herd widest
  Equal,  // anywhere in [delay/2, delay]: spreads it, and is never over at once
};
[[nodiscard]] Duration jittered(Duration delay, Jitter jitter, Rng& rng);

// `delay` after `now`, or the end of time. A negative delay counts as zero.
[[nodiscard]] Instant later(Instant now, Duration delay);

struct BackoffConfig {
  Duration base = std::chrono::milliseconds(500);
  Duration cap = std::chrono::seconds(8);
  Jitter jitter = Jitter::Equal;
  // A server that asks for more than this is not worth holding a client for.
  Duration longest_hint = std::chrono::seconds(120);
};

// The wait after the `attempt`th try (1, 2, ...) failed: at least what the server asked for. Empty
// when the server asked for longer than `longest_hint`: give up here and try elsewhere.
//
//   const auto wait = retry_delay(config, attempt, error.retry_after(), rng);
//   if (!wait) return error;
[[nodiscard]] std::optional<Duration> retry_delay(const BackoffConfig& config, int attempt,
                                                  std::optional<Duration> hint, Rng& rng);

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_BACKOFF_H_
