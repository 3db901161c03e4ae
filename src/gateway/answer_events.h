// A whole answer as the stream it could have come in.

#ifndef OMNILLM_GATEWAY_ANSWER_EVENTS_H_
#define OMNILLM_GATEWAY_ANSWER_EVENTS_H_

#include <string>
#include <vector>

#include "omnillm/response.h"
#include "omnillm/stream_event.h"

namespace omnillm::gateway {

// In the grammar of stream_event.h. The first text comes in `pieces`, or, where there are none,
// word by word, as every other text does. Without `ends`, only up to where the items are.
[[nodiscard]] std::vector<LlmStreamEvent> answer_events(const LlmResponse& response,
                                                        const std::vector<std::string>& pieces,
                                                        bool ends);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_ANSWER_EVENTS_H_
