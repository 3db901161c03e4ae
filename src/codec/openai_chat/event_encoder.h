// Writes a streamed answer as chunks.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_EVENT_ENCODER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_EVENT_ENCODER_H_

#include <memory>

#include "codec/codec.h"

namespace omnillm::codec::openai_chat {

[[nodiscard]] std::unique_ptr<EventEncoder> make_event_encoder(StreamEncoderOptions options);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_EVENT_ENCODER_H_
