// Floor: 1 types
//
// A request and an answer as HTTP carries them, without host, connection or credentials: method,
// path, query, headers, body.
//
// Every type here is a value.

#ifndef OMNILLM_TRANSPORT_FORM_H_
#define OMNILLM_TRANSPORT_FORM_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "omnillm/endpoints.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm {

enum class HttpMethod : std::uint8_t { Get, Post, Put, Patch, Delete };

[[nodiscard]] std::string_view to_string(HttpMethod method);  // "POST"

// Header fields in their order. Names are compared without regard to case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }

  // The first value of that name; null when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  // Replaces every field of that name, or adds one.
  void set(std::string_view name, std::string value);
  // Adds one more: Set-Cookie and the like may stand several times.
  void add(std::string_view name, std::string value);
  void erase(std::string_view name);

  friend bool operator==(const Headers&, const Headers&) = default;

 private:
  std::vector<Field> fields_;
};

struct MultipartField {
  std::string name{};
  std::variant<std::string, Blob> value{};  // a text, or a file

  friend bool operator==(const MultipartField&, const MultipartField&) = default;
};

namespace body {

struct None {
  friend bool operator==(const None&, const None&) = default;
};
struct Json {
  JsonText value{};
  friend bool operator==(const Json&, const Json&) = default;
};
struct Text {
  std::string value{};
  friend bool operator==(const Text&, const Text&) = default;
};
struct Multipart {
  std::vector<MultipartField> fields{};
  friend bool operator==(const Multipart&, const Multipart&) = default;
};
struct Binary {
  Blob blob{};
  friend bool operator==(const Binary&, const Binary&) = default;
};

}  // namespace body

using RequestBody = std::variant<body::None, body::Json, body::Text, body::Multipart, body::Binary>;
using ResponseBody = std::variant<body::None, body::Json, body::Text, body::Binary>;

struct TransportRequest {
  HttpMethod method = HttpMethod::Post;
  std::string path{};  // "/chat/completions", percent-encoded, without query
  std::vector<std::pair<std::string, std::string>> query{};  // not encoded
  Headers headers{};
  std::string accept{};
  RequestBody body{};

  [[nodiscard]] static TransportRequest json_post(std::string path, JsonText value);
  // Path and query as the request line has them: "/models/x:streamGenerateContent?alt=sse".
  [[nodiscard]] std::string target() const;

  friend bool operator==(const TransportRequest&, const TransportRequest&) = default;
};

struct TransportResponse {
  int status = 200;
  Headers headers{};
  std::string content_type{};
  ResponseBody body{};

  [[nodiscard]] static TransportResponse json(int status, JsonText value);

  friend bool operator==(const TransportResponse&, const TransportResponse&) = default;
};

// ---- multipart/form-data (RFC 7578), as browsers write it: of what may not stand in a quoted
// name, the quote is %22, CR %0D and LF %0A.

// A boundary that occurs in none of these values; the same fields always get the same one. It
// belongs in the header: "multipart/form-data; boundary=" and this.
[[nodiscard]] std::string multipart_boundary(const std::vector<MultipartField>& fields);

// Requires: the boundary occurs in no value.
[[nodiscard]] std::string encode_multipart(const std::vector<MultipartField>& fields,
                                           std::string_view boundary);

// Values share nothing with `bytes` and may hold any byte. A part with a file name, even an empty
// one, is a file. Strict: a body that lacks its last boundary, a part without a name, an encoding
// that nobody uses and more than a thousand parts are refused. Errors: BadRequest.
[[nodiscard]] Result<std::vector<MultipartField>> decode_multipart(std::string_view bytes,
                                                                   std::string_view boundary);

}  // namespace omnillm

#endif  // OMNILLM_TRANSPORT_FORM_H_
