// The log probabilities of a streamed text, which come in pieces.

#ifndef OMNILLM_TYPES_LOGPROBS_H_
#define OMNILLM_TYPES_LOGPROBS_H_

#include <vector>

#include "omnillm/json.h"

namespace omnillm::types {

// One value of the shape of the pieces: the elements of arrays one after the other, and so for each
// member of objects that holds an array. Null when there are no pieces; of anything else, the last.
[[nodiscard]] JsonText joined_logprobs(const std::vector<JsonText>& pieces);

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_LOGPROBS_H_
