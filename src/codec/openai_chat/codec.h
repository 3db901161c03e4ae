// OpenAI's Chat Completions, and the protocol of everybody who speaks like it.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CODEC_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CODEC_H_

#include "codec/codec.h"

namespace omnillm::codec {

[[nodiscard]] const GenerationCodec& openai_chat_codec();

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CODEC_H_
