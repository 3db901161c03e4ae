// Writes tools, toolConfig, safetySettings and generationConfig.

#ifndef OMNILLM_CODEC_GEMINI_CONFIG_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_CONFIG_EMITTER_H_

#include "codec/gemini/part_emitter.h"
#include "json/writer.h"
#include "omnillm/request.h"

namespace omnillm::codec::gemini {

// Each writes its member of the object that is open, or nothing when there is nothing to say.
void write_tools(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out);
void write_tool_config(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out);
void write_safety(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out);
void write_generation_config(const LlmRequest& request, EmitContext& context, json::Writer& out);

// Whether the dialect's provider refuses a member of that name.
[[nodiscard]] bool is_refused(const Dialect& dialect, std::string_view member);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_CONFIG_EMITTER_H_
