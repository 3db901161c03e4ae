// Writes a streamed answer: chunks that are whole GenerateContentResponses, calls of functions in
// one piece, and the reason it finished with the usage in the last chunk.

#ifndef OMNILLM_CODEC_GEMINI_EVENT_ENCODER_H_
#define OMNILLM_CODEC_GEMINI_EVENT_ENCODER_H_

#include <memory>

#include "codec/codec.h"

namespace omnillm::codec::gemini {

[[nodiscard]] std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_EVENT_ENCODER_H_
