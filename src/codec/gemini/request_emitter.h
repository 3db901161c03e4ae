#ifndef OMNILLM_CODEC_GEMINI_REQUEST_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_REQUEST_EMITTER_H_

#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/request.h"
#include "omnillm/result.h"

namespace omnillm::codec::gemini {

// Writes a GenerateContentRequest, without the model, which stands in the path.
// Errors: BadRequest, when a prompt cache is required: there is none to be asked for in a request.
[[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                        LossLog& losses, json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_REQUEST_EMITTER_H_
