// The bodies of refusals and failures: {"error": {message, type, param, code}}, and everything else
// that servers in front of this protocol answer with.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_ERRORS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_ERRORS_H_

#include <string>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/provider_error.h"

namespace omnillm::codec::openai_responses {

// Never fails; `status` 0 for what comes inside a stream.
[[nodiscard]] ProviderError parse_error(int status, std::string_view body);
// The same of a body that has been read: an error body, a flat error, a response that failed.
[[nodiscard]] ProviderError error_in(int status, json::Value body);

void emit_error(const ProviderError& error, std::string& out);
[[nodiscard]] int status_of(ErrorKind kind);

// The `code` of a failed response, which has a vocabulary of its own, and is never null.
[[nodiscard]] std::string_view response_error_code(const ProviderError& error);
// The `code` of an error body or event: the provider's own, if it spoke this protocol; else ours
// for the kind, empty where there is none.
[[nodiscard]] std::string_view error_code(const ProviderError& error);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_ERRORS_H_
