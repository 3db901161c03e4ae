// Failures: google.rpc.Status inside {"error": ...}, in an array where a stream was asked for.

#ifndef OMNILLM_CODEC_GEMINI_ERRORS_H_
#define OMNILLM_CODEC_GEMINI_ERRORS_H_

#include <string>
#include <string_view>

#include "json/document.h"
#include "omnillm/provider_error.h"

namespace omnillm::codec::gemini {

[[nodiscard]] ProviderError parse_error(int status, std::string_view body);
// Of a body that is JSON.
[[nodiscard]] ProviderError parse_error(int status, json::Value body);

void emit_error(const ProviderError& error, std::string& out);
[[nodiscard]] int status_of(ErrorKind kind);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_ERRORS_H_
