// Reads a streamed answer: every frame is a whole GenerateContentResponse with what is new. There
// is no end mark; the body ends, and it has been cut off if no candidate had said why it finished.

#ifndef OMNILLM_CODEC_GEMINI_EVENT_DECODER_H_
#define OMNILLM_CODEC_GEMINI_EVENT_DECODER_H_

#include <memory>

#include "codec/codec.h"

namespace omnillm::codec::gemini {

[[nodiscard]] std::unique_ptr<EventDecoder> make_decoder();

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_EVENT_DECODER_H_
