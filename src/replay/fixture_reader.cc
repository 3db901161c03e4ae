#include <absl/strings/escaping.h>

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "omnillm/replay.h"
#include "replay/fixture_marks.h"

namespace omnillm {
namespace {

using json::Kind;
using json::Value;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array kMethods{HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch,
                              HttpMethod::Delete};

tl::unexpected<Error> problem(std::string_view pointer, std::string_view what) {
  return fail(ErrorKind::Configuration, std::string(pointer) + ": " + std::string(what));
}

// A value and where it stands. Reading is lenient about what is not there and strict about kinds.
struct At {
  Value value;
  std::string pointer;

  [[nodiscard]] At operator[](std::string_view name) const {
    return {value[name], pointer + "/" + std::string(name)};
  }
  [[nodiscard]] Result<void> must_be(Kind kind) const {
    if (value.kind() == kind) return {};
    return problem(pointer, "must be " + std::string(to_string(kind)));
  }
};

// Empty when it is not there.
Result<std::string> read_text(const At& at) {
  if (at.value.is_missing_or_null()) return std::string();
  if (auto ok = at.must_be(Kind::String); !ok) return tl::unexpected(ok.error());
  return at.value.str();
}

Result<std::string> read_needed_text(const At& at) {
  if (auto ok = at.must_be(Kind::String); !ok) return tl::unexpected(ok.error());
  return at.value.str();
}

Result<std::string> read_bytes(const At& at) {
  auto text = read_needed_text(at);
  if (!text || replay::is_blob_mark(*text)) return text;
  std::string bytes;
  if (!absl::Base64Unescape(*text, &bytes)) return problem(at.pointer, "must be base64");
  return bytes;
}

Result<std::pair<std::string, std::string>> read_pair(const At& at) {
  if (at.value.is_array() && at.value.size() == 2) {
    std::array<std::string, 2> both;
    std::size_t i = 0;
    for (const Value element : at.value.elements()) {
      auto text = read_needed_text({element, at.pointer + "/" + std::to_string(i)});
      if (!text) return tl::unexpected(text.error());
      both[i++] = *std::move(text);
    }
    return std::pair(std::move(both[0]), std::move(both[1]));
  }
  return problem(at.pointer, "must be [name, value]");
}

// An object, or a list of pairs.
Result<Pairs> read_pairs(const At& at) {
  Pairs pairs;
  if (at.value.is_missing_or_null()) return pairs;
  if (at.value.is_array()) {
    for (const Value element : at.value.elements()) {
      auto pair = read_pair({element, at.pointer + "/" + std::to_string(pairs.size())});
      if (!pair) return tl::unexpected(pair.error());
      pairs.push_back(*std::move(pair));
    }
    return pairs;
  }
  if (auto ok = at.must_be(Kind::Object); !ok) return tl::unexpected(ok.error());
  for (const json::Member member : at.value.members()) {
    auto value = read_needed_text(at[member.name]);
    if (!value) return tl::unexpected(value.error());
    pairs.emplace_back(std::string(member.name), *std::move(value));
  }
  return pairs;
}

Result<Headers> read_headers(const At& at) {
  auto pairs = read_pairs(at);
  if (!pairs) return tl::unexpected(pairs.error());
  Headers headers;
  for (const auto& [name, value] : *pairs) headers.add(name, value);
  return headers;
}

Result<Blob> read_blob(const At& at) {
  auto bytes = read_bytes(at["data_base64"]);
  if (!bytes) return tl::unexpected(bytes.error());
  auto media_type = read_text(at["media_type"]);
  if (!media_type) return tl::unexpected(media_type.error());
  auto filename = read_text(at["filename"]);
  if (!filename) return tl::unexpected(filename.error());
  return Blob{*std::move(bytes), *std::move(media_type), *std::move(filename)};
}

Result<MultipartField> read_field(const At& at) {
  auto name = read_needed_text(at["name"]);
  if (!name) return tl::unexpected(name.error());
  const At value = at["value"];
  if (value.value["type"].says("file")) {
    auto file = read_blob(value);
    if (!file) return tl::unexpected(file.error());
    return MultipartField{*std::move(name), *std::move(file)};
  }
  if (!value.value["type"].says("text"))
    return problem(value.pointer + "/type", "must be \"text\" or \"file\"");
  auto text = read_needed_text(value["value"]);
  if (!text) return tl::unexpected(text.error());
  return MultipartField{*std::move(name), *std::move(text)};
}

Result<body::Multipart> read_multipart(const At& at) {
  if (auto ok = at.must_be(Kind::Array); !ok) return tl::unexpected(ok.error());
  body::Multipart multipart;
  for (const Value element : at.value.elements()) {
    auto field = read_field({element, at.pointer + "/" + std::to_string(multipart.fields.size())});
    if (!field) return tl::unexpected(field.error());
    multipart.fields.push_back(*std::move(field));
  }
  return multipart;
}

Result<body::Text> read_text_body(const At& at) {
  const bool encoded = static_cast<bool>(at.value["text_base64"]);
  auto text = encoded ? read_bytes(at["text_base64"]) : read_needed_text(at["text"]);
  if (!text) return tl::unexpected(text.error());
  return body::Text{*std::move(text)};
}

template <class Body>
Result<Body> as(auto read) {
  if (!read) return tl::unexpected(read.error());
  return Body(*std::move(read));
}

// Body is RequestBody or ResponseBody; only the former has a multipart form.
template <class Body>
Result<Body> read_body(const At& at) {
  if (at.value.is_missing_or_null()) return Body(body::None{});
  if (auto ok = at.must_be(Kind::Object); !ok) return tl::unexpected(ok.error());
  const std::string type = at.value["type"].str();
  if (type == "json") {
    if (!at.value["value"]) return problem(at.pointer + "/value", "is missing");
    return Body(body::Json{at.value["value"].json()});
  }
  if (type == "text") return as<Body>(read_text_body(at));
  if (type == "binary") {
    auto blob = read_blob(at);
    if (!blob) return tl::unexpected(blob.error());
    return Body(body::Binary{*std::move(blob)});
  }
  if constexpr (std::is_constructible_v<Body, body::Multipart>)
    if (type == "multipart") return as<Body>(read_multipart(at["fields"]));
  return problem(at.pointer + "/type", "names no kind of body");
}

Result<HttpMethod> read_method(const At& at) {
  if (at.value.is_missing_or_null()) return HttpMethod::Post;
  for (const HttpMethod method : kMethods)
    if (at.value.says(to_string(method))) return method;
  return problem(at.pointer, "must be one of GET, POST, PUT, PATCH, DELETE");
}

Result<int> read_status(const At& at) {
  const auto status = at.value.to_int64();
  if (!status || *status < 100 || *status > 999)
    return problem(at.pointer, "must be a status of three digits");
  return static_cast<int>(*status);
}

// Reads into `to`; the first error is kept and the rest passed over.
class Reader {
 public:
  template <class T>
  Reader& read(T& to, Result<T> value) {
    if (!error_ && !value) error_ = value.error();
    if (!error_) to = *std::move(value);
    return *this;
  }
  template <class T>
  Result<T> give(T value) {
    if (error_) return tl::unexpected(*error_);
    return value;
  }

 private:
  std::optional<Error> error_;
};

Result<TransportRequest> read_request(const At& at) {
  if (auto ok = at.must_be(Kind::Object); !ok) return tl::unexpected(ok.error());
  TransportRequest request;
  Reader reader;
  reader.read(request.method, read_method(at["method"]))
      .read(request.path, read_needed_text(at["path"]))
      .read(request.query, read_pairs(at["query"]))
      .read(request.headers, read_headers(at["headers"]))
      .read(request.accept, read_text(at["accept"]))
      .read(request.body, read_body<RequestBody>(at["body"]));
  return reader.give(std::move(request));
}

Result<TransportResponse> read_response(const At& at) {
  if (auto ok = at.must_be(Kind::Object); !ok) return tl::unexpected(ok.error());
  TransportResponse response;
  Reader reader;
  reader.read(response.status, read_status(at["status"]))
      .read(response.headers, read_headers(at["headers"]))
      .read(response.content_type, read_text(at["content_type"]))
      .read(response.body, read_body<ResponseBody>(at["body"]));
  return reader.give(std::move(response));
}

}  // namespace

Result<ReplayFixture> ReplayFixture::parse(std::string_view json_text) {
  json::Document document;
  if (auto ok = document.parse(json_text); !ok) return problem("/", ok.error().message());
  const At root{document.root(), ""};
  if (!root.value.is_object()) return problem("/", "must be an object");
  const auto format = parse_wire_format(root.value["wire_format"].str());
  if (!format) return problem("/wire_format", "names no wire format");
  auto request = read_request(root["request"]);
  if (!request) return tl::unexpected(request.error());
  auto response = read_response(root["response"]);
  if (!response) return tl::unexpected(response.error());
  return ReplayFixture{*format, *std::move(request), *std::move(response)};
}

}  // namespace omnillm
