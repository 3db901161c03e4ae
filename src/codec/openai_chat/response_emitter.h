// Writes a chat.completion.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_EMITTER_H_

#include <string>

#include "omnillm/conversion.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

[[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                         std::string& out);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_RESPONSE_EMITTER_H_
