// Floor: 2 replay
//
// Recorded traffic that may be kept and shown: a request with its answer, and the sanitizer that
// takes credentials and bulk out of it.
//
//   ReplayFixture fixture{WireFormat::OpenAiResponses, request, response};
//   std::ofstream("hello.json") << to_json(fixture.sanitized()).text();
//
// What goes:
// - values by their names, however these are spelled or percent-encoded: Authorization, x-api-key,
//   client_secret, ?sig=, "password": ... of headers, queries, JSON members, form fields and plain
//   text; a value becomes <redacted:NAME>, NAME as it was written;
// - what has the shape of a credential, wherever it stands: sk-..., AIza..., AKIA..., JSON web
//   tokens, PEM blocks, what follows "Bearer ", the user in a URL, random runs behind key words:
//   <redacted:credential>;
// - bytes and base64, in every provider's shape: <redacted:NAME_blob>, data: URLs keep their type.
// What stays: JSON is valid and means what it meant; numbers called `token`, properties called
// `key` in a JSON schema, the signatures of thoughts. Server-sent events keep their frames. What is
// not touched keeps its bytes. Sanitizing again changes nothing.
//
// It knows shapes, not secrets: whoever publishes a recording names the keys that were used in
// SanitizeRules::secret_values, and looks at it. A secret cut in two by the deltas of a stream is
// seen only if one half still looks like one.
//
// Thread safety: pure functions, values.

#ifndef OMNILLM_REPLAY_H_
#define OMNILLM_REPLAY_H_

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"
#include "omnillm/transport_form.h"

namespace omnillm {

// What an operator knows better than the sanitizer.
struct SanitizeRules {
  // Further names whose values go. Case, '-', '_' and '.' do not matter.
  std::vector<std::string> secret_names{};
  // Names that announce nothing here. What looks like a credential goes all the same.
  std::vector<std::string> allowed_names{};
  // Texts that go wherever they stand, also percent-encoded: <redacted:secret>. Those of less than
  // four bytes, which stand everywhere, are passed over.
  std::vector<Secret> secret_values{};

  friend bool operator==(const SanitizeRules&, const SanitizeRules&) = default;
};

[[nodiscard]] TransportRequest sanitize_transport_request(TransportRequest request,
                                                          const SanitizeRules& rules = {});
[[nodiscard]] TransportResponse sanitize_transport_response(TransportResponse response,
                                                            const SanitizeRules& rules = {});
[[nodiscard]] JsonText sanitize_json_value(const JsonText& value, const SanitizeRules& rules = {});
// A body whose type nobody said: JSON, JSON lines, server-sent events, a form, plain text.
[[nodiscard]] std::string sanitize_text(std::string_view text, const SanitizeRules& rules = {});

// A request and the answer it got, and the protocol both are in.
struct ReplayFixture {
  WireFormat wire_format = WireFormat::OpenAiResponses;
  TransportRequest request{};
  TransportResponse response{};

  [[nodiscard]] ReplayFixture sanitized(const SanitizeRules& rules = {}) const;

  // Reads what to_json() writes. Errors: Configuration; the message begins with a JSON pointer.
  [[nodiscard]] static Result<ReplayFixture> parse(std::string_view json_text);

  friend bool operator==(const ReplayFixture&, const ReplayFixture&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ReplayFixture& fixture);
};

// {"wire_format": ..., "request": {"method", "path", "query", "headers", "accept", "body"},
// "response": {"status", "headers", "content_type", "body"}}, what is empty left out. Headers and
// query are an object, or a list of [name, value] where a name stands twice. A body is
// {"type": "json", "value"}, {"type": "text", "text"}, {"type": "multipart", "fields"} or
// {"type": "binary", "data_base64", "media_type"}.
[[nodiscard]] JsonText to_json(const ReplayFixture& fixture);

}  // namespace omnillm

#endif  // OMNILLM_REPLAY_H_
