#include <absl/strings/escaping.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "json/writer.h"
#include "omnillm/replay.h"
#include "replay/fixture_marks.h"

namespace omnillm {
namespace {

using json::Writer;

// Bytes that are not UTF-8 become U+FFFD: JSON cannot hold them.
void text(Writer& out, std::string_view plain) {
  if (json::is_utf8(plain))
    out.string(plain);
  else
    out.json(JsonText::string(plain));
}

template <std::size_t N>
void put(Writer& out, const char (&name)[N], std::string_view plain) {
  if (plain.empty()) return;
  out.key(name);
  text(out, plain);
}

// What stands in place of a blob that was taken out is no base64, and stays readable.
void bytes(Writer& out, std::string_view value) {
  if (replay::is_blob_mark(value))
    out.string(value);
  else
    out.string(absl::Base64Escape({value.data(), value.size()}));
}

template <class Fields>
bool a_name_stands_twice(const Fields& fields) {
  for (auto a = fields.begin(); a != fields.end(); ++a)
    for (auto b = fields.begin(); b != a; ++b)
      if ((*a).first == (*b).first) return true;
  return false;
}

template <class Fields>
bool is_utf8(const Fields& fields) {
  for (const auto& [name, value] : fields)
    if (!json::is_utf8(name)) return false;
  return true;
}

// Headers, or a query: an object where it can hold them.
template <std::size_t N, class Fields>
void pairs(Writer& out, const char (&member)[N], const Fields& fields) {
  if (fields.begin() == fields.end()) return;
  out.key(member);
  if (a_name_stands_twice(fields) || !is_utf8(fields)) {
    out.begin_array();
    for (const auto& [name, value] : fields) {
      out.begin_array();
      text(out, name);
      text(out, value);
      out.end_array();
    }
    out.end_array();
    return;
  }
  out.begin_object();
  for (const auto& [name, value] : fields) {
    out.foreign_key(name);
    text(out, value);
  }
  out.end_object();
}

class BodyWriter {
 public:
  explicit BodyWriter(Writer& out) : out_(out) {}

  void operator()(const body::None&) {}
  void operator()(const body::Json& json) {
    begin("json");
    out_.key("value").json(json.value);
    out_.end_object();
  }
  // Text in another encoding than UTF-8 is kept as its bytes.
  void operator()(const body::Text& plain) {
    begin("text");
    if (json::is_utf8(plain.value)) {
      out_.key("text").string(plain.value);
    } else {
      out_.key("text_base64");
      bytes(out_, plain.value);
    }
    out_.end_object();
  }
  void operator()(const body::Multipart& multipart) {
    begin("multipart");
    out_.key("fields").begin_array();
    for (const MultipartField& field : multipart.fields) write(field);
    out_.end_array();
    out_.end_object();
  }
  void operator()(const body::Binary& binary) {
    begin("binary");
    blob(binary.blob);
    out_.end_object();
  }

 private:
  void begin(std::string_view type) {
    out_.key("body").begin_object();
    out_.key("type").string(type);
  }

  void blob(const Blob& blob) {
    put(out_, "filename", blob.filename);
    out_.key("data_base64");
    bytes(out_, blob.bytes);
    put(out_, "media_type", blob.media_type);
  }

  void write(const MultipartField& field) {
    out_.begin_object();
    out_.key("name");
    text(out_, field.name);
    out_.key("value").begin_object();
    if (const auto* file = std::get_if<Blob>(&field.value)) {
      out_.key("type").string("file");
      blob(*file);
    } else {
      out_.key("type").string("text");
      out_.key("value");
      text(out_, std::get<std::string>(field.value));
    }
    out_.end_object();
    out_.end_object();
  }

  Writer& out_;
};

void write(Writer& out, const TransportRequest& request) {
  out.begin_object();
  out.key("method").string(to_string(request.method));
  out.key("path");
  text(out, request.path);
  pairs(out, "query", request.query);
  pairs(out, "headers", request.headers);
  put(out, "accept", request.accept);
  std::visit(BodyWriter(out), request.body);
  out.end_object();
}

void write(Writer& out, const TransportResponse& response) {
  out.begin_object();
  out.key("status").integer(response.status);
  pairs(out, "headers", response.headers);
  put(out, "content_type", response.content_type);
  std::visit(BodyWriter(out), response.body);
  out.end_object();
}

}  // namespace

JsonText to_json(const ReplayFixture& fixture) {
  const auto owner = std::make_shared<std::string>();
  Writer out(*owner);
  out.begin_object();
  out.key("wire_format").string(to_string(fixture.wire_format));
  out.key("request");
  write(out, fixture.request);
  out.key("response");
  write(out, fixture.response);
  out.end_object();
  return JsonText::from_valid(owner, *owner);
}

std::ostream& operator<<(std::ostream& out, const ReplayFixture& fixture) {
  return out << to_json(fixture).text();
}

}  // namespace omnillm
