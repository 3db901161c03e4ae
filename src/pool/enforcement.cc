#include "pool/enforcement.h"

#include <algorithm>
#include <limits>
#include <string>

#include "pool/key_gate.h"

namespace omnillm::pool {
namespace {

constexpr std::int64_t kLargestLimit = 1'000'000'000'000;
constexpr std::int64_t kSlices = 60;

// Share of a window's limit that a bucket may hold when nobody says.
constexpr std::int64_t kWindowBurstShare = 10;

std::int64_t at_least_one(std::int64_t n) { return std::max<std::int64_t>(n, 1); }

tl::unexpected<Error> bad(std::string_view member, std::string_view why) {
  std::string message(member);
  message += ' ';
  message += why;
  return fail(ErrorKind::Configuration, message);
}

Result<void> check_limit(std::string_view name, std::int64_t limit,
                         const std::optional<std::int64_t>& burst) {
  if (limit <= 0) return bad(name, "must be at least 1; leave it out for the default");
  if (limit > kLargestLimit) return bad(name, "must be at most 10^12 a minute");
  if (burst && (*burst <= 0 || *burst > limit))
    return bad(name, "has a burst outside 1 and the limit itself");
  return {};
}

}  // namespace

BucketShape bucket_shape(std::int64_t limit, Enforcement how, std::optional<std::int64_t> burst,
                         int headroom_permille) {
  const std::int64_t usable = at_least_one(limit / 1000 * (1000 - headroom_permille) +
                                           limit % 1000 * (1000 - headroom_permille) / 1000);
  switch (how) {
    case Enforcement::TokenBucket:
      return {.per_minute = usable, .burst = std::min(burst.value_or(usable), usable)};
    case Enforcement::FixedMinute:
    case Enforcement::SlidingMinute: {
      const std::int64_t size =
          std::min(burst.value_or(at_least_one(usable / kWindowBurstShare)), usable);
      return {.per_minute = at_least_one(usable - size), .burst = size};
    }
    case Enforcement::PerSecond: {
      const std::int64_t slice = usable / kSlices;
      const std::int64_t size = std::min(burst.value_or(at_least_one(slice / 2)), usable);
      return {.per_minute = at_least_one(usable - size * kSlices), .burst = size};
    }
  }
  return {.per_minute = usable, .burst = usable};
}

Result<GateLimits> gate_limits(const KeyLimits& limits) {
  if (auto ok = check_limit("tpm_limit", limits.tpm, limits.tpm_burst); !ok)
    return tl::unexpected(ok.error());
  if (auto ok = check_limit("rpm_limit", limits.rpm, limits.rpm_burst); !ok)
    return tl::unexpected(ok.error());
  if (limits.tpd && *limits.tpd <= 0) return bad("tpd_limit", "must be at least 1");
  if (limits.rpd && *limits.rpd <= 0) return bad("rpd_limit", "must be at least 1");
  if (limits.max_concurrency <= 0) return bad("concurrency_limit", "must be at least 1");
  if (limits.headroom_permille < 0 || limits.headroom_permille >= 1000)
    return bad("headroom", "must be between 0 and 999 thousandths");

  GateLimits gate;
  gate.tokens =
      bucket_shape(limits.tpm, limits.enforcement, limits.tpm_burst, limits.headroom_permille);
  gate.requests =
      bucket_shape(limits.rpm, limits.enforcement, limits.rpm_burst, limits.headroom_permille);
  gate.largest_request =
      std::min<std::int64_t>(std::min(limits.tpm, limits.tpd.value_or(limits.tpm)),
                             std::numeric_limits<std::uint32_t>::max());
  gate.max_in_flight = std::min<std::int64_t>(limits.max_concurrency, KeyGate::kMaxInFlight);
  return gate;
}

}  // namespace omnillm::pool
