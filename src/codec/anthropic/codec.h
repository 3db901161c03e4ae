// Anthropic's Messages, as Anthropic, Bedrock's InvokeModel and Vertex speak it.

#ifndef OMNILLM_CODEC_ANTHROPIC_CODEC_H_
#define OMNILLM_CODEC_ANTHROPIC_CODEC_H_

#include "codec/codec.h"

namespace omnillm::codec {

[[nodiscard]] const GenerationCodec& anthropic_codec();

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ANTHROPIC_CODEC_H_
