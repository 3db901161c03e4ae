// What a failure means for the rest of the call: the column "retried where" of docs/errors.md.

#ifndef OMNILLM_GATEWAY_RETRY_TABLE_H_
#define OMNILLM_GATEWAY_RETRY_TABLE_H_

#include <cstdint>

#include "omnillm/error.h"

namespace omnillm::gateway {

// Who might do better.
enum class RetryWhere : std::uint8_t {
  Nowhere,
  AnotherKey,     // at once: the key was at fault, or its quota
  AnotherTarget,  // another provider or model; this one would say the same again
  Elsewhere,      // another target if there is one, else this one after a back-off
};

[[nodiscard]] RetryWhere retried_where(ErrorKind kind);

// Whether a retry of it counts against the retry budget, which keeps an outage from being
// multiplied. A key that the provider does not know is put aside, so it multiplies nothing.
[[nodiscard]] bool counts_as_retry(ErrorKind kind);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_RETRY_TABLE_H_
