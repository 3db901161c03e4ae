// Names of things that need to be told apart in records.

#ifndef OMNILLM_BASE_IDS_H_
#define OMNILLM_BASE_IDS_H_

#include <compare>
#include <cstdint>
#include <string>

#include "omnillm/clock.h"
#include "omnillm/rng.h"

namespace omnillm {

// A request's name: sorts by the millisecond it was made in, then by chance, and is unique without
// asking anybody. Prints as 26 characters (a ULID).
struct RequestId {
  std::uint64_t high = 0;  // 48 bits of Unix milliseconds, then 16 of chance
  std::uint64_t low = 0;   // chance

  [[nodiscard]] static RequestId make(WallTime now, Rng& rng);
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const RequestId&, const RequestId&) = default;
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_IDS_H_
