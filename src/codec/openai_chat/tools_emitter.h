// Writes tools and what may be done with them.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_TOOLS_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_TOOLS_EMITTER_H_

#include "codec/openai_chat/emission.h"
#include "omnillm/request.h"

namespace omnillm::codec::openai_chat {

// `tools`, `web_search_options`, `tool_choice` and `parallel_tool_calls`, as far as there are any.
void write_tools(const CapabilitySet& capabilities, const Emission& to);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_TOOLS_EMITTER_H_
