#ifndef OMNILLM_CODEC_GEMINI_REQUEST_PARSER_H_
#define OMNILLM_CODEC_GEMINI_REQUEST_PARSER_H_

#include "codec/gemini/reader.h"
#include "omnillm/request.h"

namespace omnillm::codec::gemini {

// Reads a GenerateContentRequest. The model stands in the path; a `model` in the body is taken.
[[nodiscard]] LlmRequest parse_request(Reader& reader, json::Value body);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_REQUEST_PARSER_H_
