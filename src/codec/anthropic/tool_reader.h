// `tools` and `tool_choice` of a request.

#ifndef OMNILLM_CODEC_ANTHROPIC_TOOL_READER_H_
#define OMNILLM_CODEC_ANTHROPIC_TOOL_READER_H_

#include "codec/anthropic/reading.h"
#include "json/document.h"
#include "omnillm/conversion.h"
#include "omnillm/request.h"

namespace omnillm::codec::anthropic {

// A tool with a type of its own is one that the provider knows, and is kept whole.
void read_tools(json::Value tools, const Pointer& where, Reading& in, CapabilitySet& out);

// False for a choice that nobody has heard of.
[[nodiscard]] bool read_tool_choice(json::Value choice, const Pointer& where, Reading& in,
                                    LossLog& losses, CapabilitySet& out);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_TOOL_READER_H_
