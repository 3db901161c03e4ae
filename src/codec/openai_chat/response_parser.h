// Reads a chat.completion.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_PARSER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_PARSER_H_

#include <string>
#include <vector>

#include "json/document.h"
#include "omnillm/message.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// Errors: Protocol for an answer of another shape; for one that holds an `error` instead of
// choices, as some give with status 200, what that says.
[[nodiscard]] Result<LlmResponse> parse_response(json::Value body);

// Whether the member `error` of an answer, or of a piece of a stream, says that it is one.
[[nodiscard]] bool says_error(json::Value error);

// Members of a choice that have no field are kept in a list beside the choices, each at the place
// of its choice: LlmResponse has no room for them elsewhere. It stands in vendor_extensions.
inline constexpr std::string_view kChoiceExtensions = "choices";

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_PARSER_H_
