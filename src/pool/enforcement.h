// From a provider's limit to what we let through: how fast a bucket refills and how much it holds,
// so that the provider, counting its way, has nothing to refuse.

#ifndef OMNILLM_POOL_ENFORCEMENT_H_
#define OMNILLM_POOL_ENFORCEMENT_H_

#include <cstdint>
#include <optional>

#include "omnillm/keys.h"
#include "omnillm/result.h"

namespace omnillm::pool {

// One bucket in a user's units.
struct BucketShape {
  std::int64_t per_minute = 0;  // refill
  std::int64_t burst = 0;       // size

  friend bool operator==(const BucketShape&, const BucketShape&) = default;
};

// Shape of a bucket for `limit` units a minute.
//
// A provider with a token bucket admits the whole limit at once and the limit every minute after.
// One that counts a window of sixty seconds sees, at worst, a full bucket and a minute of refill in
// one window, so refill and burst share the limit; one that slices the minute likewise, per slice.
// The burst not given: the whole limit, a tenth of it, or half a slice.
[[nodiscard]] BucketShape bucket_shape(std::int64_t limit, Enforcement how,
                                       std::optional<std::int64_t> burst, int headroom_permille);

struct GateLimits {
  BucketShape tokens;
  BucketShape requests;
  std::int64_t largest_request = 0;  // tokens of one call that the provider would ever admit
  std::int64_t max_in_flight = 0;
};

// Refuses limits that are not positive, beyond 10^12 a minute, a burst above its limit, a headroom
// that leaves nothing; the messages say what to write.
[[nodiscard]] Result<GateLimits> gate_limits(const KeyLimits& limits);

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_ENFORCEMENT_H_
