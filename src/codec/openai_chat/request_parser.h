// Reads a body of POST /chat/completions, of OpenAI and of everybody who speaks like it.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_REQUEST_PARSER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_REQUEST_PARSER_H_

#include "json/document.h"
#include "omnillm/request.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

[[nodiscard]] Result<LlmRequest> parse_request(json::Value body);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_REQUEST_PARSER_H_
