// Reads generationConfig, tools and toolConfig of a request.

#ifndef OMNILLM_CODEC_GEMINI_CONFIG_PARSER_H_
#define OMNILLM_CODEC_GEMINI_CONFIG_PARSER_H_

#include "codec/gemini/reader.h"
#include "omnillm/request.h"

namespace omnillm::codec::gemini {

// Requires: objects (an array for the tools).
void parse_generation_config(Reader& reader, const Pointer& at, json::Value config,
                             LlmRequest& request);
void parse_tools(Reader& reader, const Pointer& at, json::Value tools, CapabilitySet& capabilities);
void parse_tool_config(Reader& reader, const Pointer& at, json::Value config,
                       CapabilitySet& capabilities);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_CONFIG_PARSER_H_
