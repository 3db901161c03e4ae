// Tools, and what the model is to do with them: function and custom tools are the caller's, every
// other kind the provider runs itself and is kept whole.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_TOOLS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_TOOLS_H_

#include <optional>

#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/reader.h"
#include "omnillm/request.h"

namespace omnillm::codec::openai_responses {

void parse_tools(json::Value tools, const Pointer& where, CapabilitySet& capabilities,
                 Reader& reader);
// Empty for a choice no field can say, such as a built-in tool's; it is kept as it stands.
[[nodiscard]] std::optional<ToolChoice> parse_tool_choice(json::Value choice, const Pointer& where,
                                                          Reader& reader);

// Whether there is a tool that this protocol can be told of. What it cannot is reported by
// write_tools().
[[nodiscard]] bool has_writable_tools(const CapabilitySet& capabilities);
// Writes an array. `where` points at the capabilities.
void write_tools(const CapabilitySet& capabilities, const Pointer& where, Emission& emission);
// Writes the value of tool_choice. `tools` says which of the names are custom tools.
void write_tool_choice(const ToolChoice& choice, const CapabilitySet& tools, json::Writer& out);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_TOOLS_H_
