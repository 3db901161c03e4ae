// Writes a body of POST /chat/completions for one provider of the family.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_REQUEST_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_REQUEST_EMITTER_H_

#include <string>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/request.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

[[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                        LossLog& losses, std::string& out);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_REQUEST_EMITTER_H_
