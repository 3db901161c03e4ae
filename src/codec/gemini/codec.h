// Gemini's generateContent and streamGenerateContent, as the Gemini API and Vertex AI speak it.
//
// Names of members are read in both spellings that proto3 JSON allows, camelCase and snake_case,
// and written in camelCase. The model stands in the path: a body that names one is understood, and
// none is written.

#ifndef OMNILLM_CODEC_GEMINI_CODEC_H_
#define OMNILLM_CODEC_GEMINI_CODEC_H_

#include "codec/codec.h"

namespace omnillm::codec {

[[nodiscard]] const GenerationCodec& gemini_codec();

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_GEMINI_CODEC_H_
