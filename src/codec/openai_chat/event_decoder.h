// Reads the chunks of a streamed answer.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_EVENT_DECODER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_EVENT_DECODER_H_

#include <memory>

#include "codec/codec.h"

namespace omnillm::codec::openai_chat {

// A chunk says what it means by what it holds, whoever sent it, so one decoder reads every dialect.
[[nodiscard]] std::unique_ptr<EventDecoder> make_event_decoder();

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_EVENT_DECODER_H_
