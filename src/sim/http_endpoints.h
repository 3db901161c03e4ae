// What a simulated provider answers to everything that is no conversation.

#ifndef OMNILLM_SIM_HTTP_ENDPOINTS_H_
#define OMNILLM_SIM_HTTP_ENDPOINTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "omnillm/endpoints.h"
#include "omnillm/rng.h"

namespace omnillm::sim {

struct EndpointAnswer {
  ApiResponse response{};
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
};

// - Embeddings are vectors of length one, the same for the same text; 256 numbers where the request
//   does not say how many.
// - Images are a picture of one pixel; sound is silence, and what was heard in it is prose.
// - Rerank scores are the share of the query's words that a document has.
// - Moderation flags what says "kill" or "hate".
// Requires: not an LlmRequest.
[[nodiscard]] EndpointAnswer answer_endpoint(const ApiRequest& request, WireFormat format,
                                             std::int64_t created,
                                             const std::vector<std::string>& models, Rng rng);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_ENDPOINTS_H_
