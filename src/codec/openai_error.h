// The errors of both OpenAI protocols and of everybody who speaks them: {"error": {"message",
// "type", "param", "code"}}, and the many ways in which providers miss that shape.

#ifndef OMNILLM_CODEC_OPENAI_ERROR_H_
#define OMNILLM_CODEC_OPENAI_ERROR_H_

#include <string>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_error.h"

namespace omnillm::codec {

// Of a whole body, whatever it is.
[[nodiscard]] ProviderError parse_openai_error(WireFormat protocol, int status,
                                               std::string_view body);
// Of a JSON body, or of an event with an error in it.
[[nodiscard]] ProviderError parse_openai_error(WireFormat protocol, int status, json::Value body);

// The object that stands as `error`.
void write_openai_error(const ProviderError& error, json::Writer& out);
[[nodiscard]] int openai_status_of(ErrorKind kind);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_OPENAI_ERROR_H_
