// Reads the calls of tools in an assistant's message.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_TOOL_CALLS_H_
#define OMNILLM_CODEC_OPENAI_CHAT_TOOL_CALLS_H_

#include <vector>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/message.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// The array `tool_calls`. Appends.
[[nodiscard]] Result<void> parse_tool_calls(const Fields& fields, json::Value calls,
                                            const Pointer& where, std::vector<MessagePart>& parts);

// What stands under `function`, or under the old `function_call`: a name and its arguments. The
// old form has no id; whoever knows the conversation gives it one.
[[nodiscard]] Result<ToolCallPart> parse_function(const Fields& fields, json::Value function,
                                                  const Pointer& where);

// Arguments are JSON inside a string. What is no JSON stays the string that it is; nothing at all
// is an empty object. Some servers write the object itself.
[[nodiscard]] JsonText parse_arguments(json::Value arguments);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_TOOL_CALLS_H_
