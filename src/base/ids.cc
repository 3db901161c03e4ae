#include "base/ids.h"

#include "base/wide.h"

namespace omnillm {

RequestId RequestId::make(WallTime now, Rng& rng) {
  const auto millis = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  return {.high = (millis << 16) | (rng.next() >> 48), .low = rng.next()};
}

std::string RequestId::to_string() const {
  static constexpr char kCrockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  Uint128 value = (static_cast<Uint128>(high) << 64) | low;
  std::string text(26, '0');
  for (auto place = text.rbegin(); place != text.rend(); ++place) {
    *place = kCrockford[static_cast<std::uint32_t>(value) & 31u];
    value >>= 5;
  }
  return text;
}

}  // namespace omnillm
