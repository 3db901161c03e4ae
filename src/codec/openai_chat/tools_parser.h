// Reads tools and what may be done with them, in today's form and in the one before.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_TOOLS_PARSER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_TOOLS_PARSER_H_

#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/request.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// `tools`: functions, custom tools, and what a provider runs itself.
[[nodiscard]] Result<void> parse_tools(json::Value tools, const Pointer& where,
                                       CapabilitySet& into);
// The old `functions`.
[[nodiscard]] Result<void> parse_functions(json::Value functions, const Pointer& where,
                                           CapabilitySet& into);
// `tool_choice`, or the old `function_call`. False for a choice that only some provider knows.
[[nodiscard]] Result<bool> parse_tool_choice(json::Value choice, const Pointer& where,
                                             CapabilitySet& into);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_TOOLS_PARSER_H_
