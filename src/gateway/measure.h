// How large a request is, for its bound and its estimate: counted once, from what is really sent.

#ifndef OMNILLM_GATEWAY_MEASURE_H_
#define OMNILLM_GATEWAY_MEASURE_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "omnillm/cost.h"
#include "omnillm/endpoints.h"

namespace omnillm::gateway {

// What bound_of() wants to know of a request whose wire body has `body_bytes`.
//
// Text is bounded by the bytes on the wire: JSON writes a text with at least as many bytes as it
// has, and no tokenizer makes more than one token of a byte. Media are counted by the piece, and
// their bytes taken off. What the provider fetches by itself (a search, an earlier answer, a
// document) can only be bounded by the context window.
[[nodiscard]] BoundInput measure(const ApiRequest& request, std::size_t body_bytes);

// The cap of the output that a request states, where it generates any.
[[nodiscard]] std::optional<std::int64_t> output_cap(const ApiRequest& request);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_MEASURE_H_
