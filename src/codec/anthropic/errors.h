// The error object of bodies and of streams.

#ifndef OMNILLM_CODEC_ANTHROPIC_ERRORS_H_
#define OMNILLM_CODEC_ANTHROPIC_ERRORS_H_

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/provider_error.h"

namespace omnillm::codec::anthropic {

// {"type": "error", "error": {"type", "message"}, "request_id"}, and what hosts of the same models
// write instead. The status is 0 inside a stream.
[[nodiscard]] ProviderError read_error(int status, json::Value body);

void write_error(const ProviderError& error, json::Writer& out);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_ERRORS_H_
