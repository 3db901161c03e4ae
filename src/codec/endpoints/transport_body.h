// The small steps between a codec's JSON and HTTP's forms of it.

#ifndef OMNILLM_CODEC_ENDPOINTS_TRANSPORT_BODY_H_
#define OMNILLM_CODEC_ENDPOINTS_TRANSPORT_BODY_H_

#include <string>
#include <string_view>

#include "json/document.h"
#include "omnillm/dialect.h"
#include "omnillm/error.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm::codec {

// Errors: of the kind given, saying what is wrong at which byte.
[[nodiscard]] Result<json::Document> read_json(std::string_view text, ErrorKind kind);
// Requires: a valid JSON text.
[[nodiscard]] JsonText json_of(std::string text);

// A body's bytes, whatever form it has. A request's multipart body has none: BadRequest.
[[nodiscard]] Result<std::string_view> text_of(const RequestBody& body);
[[nodiscard]] std::string_view text_of(const ResponseBody& body);

// What the protocol demands beside credentials: Anthropic's version, unless it stands in the body.
void add_protocol_headers(WireFormat format, const Dialect& dialect, Headers& headers);

// A value of another kind of endpoint: Configuration.
[[nodiscard]] tl::unexpected<Error> mismatch(WireFormat format, EndpointKind given);
// A body where HTTP's form is needed: Configuration, naming the function to use.
[[nodiscard]] tl::unexpected<Error> needs_transport(WireFormat format, std::string_view function);

// The media type of a Content-Type, without parameters and in lower case.
[[nodiscard]] std::string media_type_of(std::string_view content_type);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_TRANSPORT_BODY_H_
