// Writes what a tool answered into a functionResponse, whose `response` has to be an object.
//
// Text and other values stand under `output`, or under `error` when the tool failed; one JSON
// object is the response itself. Images and files go into `parts`.

#ifndef OMNILLM_CODEC_GEMINI_TOOL_RESULT_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_TOOL_RESULT_EMITTER_H_

#include "codec/gemini/part_emitter.h"

namespace omnillm::codec::gemini {

// Writes the members `response` and, if there are any, `parts` of the object that is open.
void write_tool_output(const ToolResultPart& result, const Pointer& at, EmitContext& context,
                       json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_TOOL_RESULT_EMITTER_H_
