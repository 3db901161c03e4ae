// The names providers give to what they make, in each one's own shape.

#ifndef OMNILLM_SIM_HTTP_IDS_H_
#define OMNILLM_SIM_HTTP_IDS_H_

#include <cstdint>
#include <string>

#include "omnillm/protocol.h"
#include "omnillm/rng.h"

namespace omnillm::sim {

enum class PartKind : std::uint8_t { Message, Reasoning, ToolCall };

// Of an answer: "chatcmpl-...", "resp_...", "msg_01...". Empty where the protocol has none.
[[nodiscard]] std::string response_id(WireFormat format, Rng& rng);
// Of an item, in protocols whose items have names: "msg_...", "rs_...", "fc_...".
[[nodiscard]] std::string part_id(WireFormat format, PartKind kind, Rng& rng);
// Of a tool call, for its result: "call_...", "toolu_01...", "tooluse_...".
[[nodiscard]] std::string call_id(WireFormat format, Rng& rng);
// Of a request, as a header says it: "req_...", a UUID.
[[nodiscard]] std::string request_id(ProviderKind kind, Rng& rng);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_IDS_H_
