#ifndef OMNILLM_CODEC_GEMINI_RESPONSE_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_RESPONSE_EMITTER_H_

#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/response.h"

namespace omnillm::codec::gemini {

// Writes a GenerateContentResponse.
void emit_response(const LlmResponse& response, LossLog& losses, json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_RESPONSE_EMITTER_H_
