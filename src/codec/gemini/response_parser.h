#ifndef OMNILLM_CODEC_GEMINI_RESPONSE_PARSER_H_
#define OMNILLM_CODEC_GEMINI_RESPONSE_PARSER_H_

#include "codec/gemini/reader.h"
#include "omnillm/response.h"

namespace omnillm::codec::gemini {

// Reads a GenerateContentResponse. A prompt that was blocked is an answer too: one without output
// that finished with ContentFilter.
[[nodiscard]] LlmResponse parse_response(Reader& reader, json::Value body);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_RESPONSE_PARSER_H_
