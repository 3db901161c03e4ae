// Writes the messages of a request.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_EMITTER_H_

#include "codec/openai_chat/emission.h"
#include "omnillm/request.h"

namespace omnillm::codec::openai_chat {

// The array `messages`: the instructions, then every turn in its order.
void write_messages(const LlmRequest& request, const Emission& to);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_EMITTER_H_
