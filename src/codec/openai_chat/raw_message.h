// Whether a message may be written as the bytes in which it came.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_RAW_MESSAGE_H_
#define OMNILLM_CODEC_OPENAI_CHAT_RAW_MESSAGE_H_

#include "codec/openai_chat/emission.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

// True when the message came in this protocol, still says what it said then, and the dialect takes
// everything in it in the form it has.
[[nodiscard]] bool is_written_as_it_came(const Message& message, const Emission& to);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_RAW_MESSAGE_H_
