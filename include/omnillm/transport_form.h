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
#include <iterator>
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

// Header fields in their order. Names are compared without regard to case. All of them share one
// piece of memory, so that a message with twenty fields costs two allocations.
//
//   for (const auto [name, value] : headers) ...   // valid until the headers change
class Headers {
  struct Span {
    std::uint32_t name_at, name_size, value_at, value_size;
  };

 public:
  using Field = std::pair<std::string_view, std::string_view>;

  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const Field*;
    using reference = Field;

    [[nodiscard]] Field operator*() const { return headers_->field(*span_); }
    Iterator& operator++() {
      ++span_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++span_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.span_ == b.span_; }

   private:
    friend class Headers;
    Iterator(const Headers* headers, const Span* span) : headers_(headers), span_(span) {}
    const Headers* headers_;
    const Span* span_;
  };

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  [[nodiscard]] bool empty() const { return spans_.empty(); }
  [[nodiscard]] std::size_t size() const { return spans_.size(); }
  [[nodiscard]] Iterator begin() const { return {this, spans_.data()}; }
  [[nodiscard]] Iterator end() const { return {this, spans_.data() + spans_.size()}; }

  // The first value of that name; empty when there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // Replaces every field of that name, or adds one.
  void set(std::string_view name, std::string_view value);
  // Adds one more: Set-Cookie and the like may stand several times.
  void add(std::string_view name, std::string_view value);
  void erase(std::string_view name);
  // Forgets the fields and keeps the memory.
  void clear();
  void reserve(std::size_t fields, std::size_t bytes);

  friend bool operator==(const Headers& a, const Headers& b);

 private:
  [[nodiscard]] std::string_view text(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(text_).substr(at, size);
  }
  [[nodiscard]] Field field(const Span& span) const {
    return {text(span.name_at, span.name_size), text(span.value_at, span.value_size)};
  }
  [[nodiscard]] bool is(const Span& span, std::string_view name) const;

  std::string text_;  // names and values; what was erased stays until the headers are cleared
  std::vector<Span> spans_;
};

// Whether two names of header fields are the same.
[[nodiscard]] bool same_field_name(std::string_view a, std::string_view b);

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
