#include "codec/endpoints/form_fields.h"

#include <charconv>
#include <utility>

#include "codec/endpoints/transport_body.h"
#include "json/document.h"
#include "json/writer.h"

namespace omnillm::codec {

namespace {

constexpr std::string_view kMany = "[]";

// The boundary of `multipart/form-data; boundary="..."`.
std::string_view boundary_of(std::string_view content_type) {
  constexpr std::string_view kName = "boundary=";
  std::size_t at = 0;
  for (; at < content_type.size(); ++at)
    if (media_type_of(content_type.substr(at, kName.size())) == kName) break;
  if (at == content_type.size()) return {};
  std::string_view value = content_type.substr(at + kName.size());
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return value.substr(0, value.find('"'));
  }
  return value.substr(0, value.find_first_of("; \t"));
}

JsonText json_strings(const std::vector<std::string>& values) {
  std::string text;
  json::Writer out(text);
  out.begin_array();
  for (const std::string& value : values) out.raw(JsonText::string(value).text());
  out.end_array();
  return json_of(std::move(text));
}

}  // namespace

Result<std::vector<MultipartField>> form_of(const TransportRequest& request) {
  if (const auto* form = std::get_if<body::Multipart>(&request.body)) return form->fields;
  const auto type = request.headers.find("Content-Type");
  if (!type || media_type_of(*type) != "multipart/form-data")
    return fail(ErrorKind::BadRequest, "expected a body of multipart/form-data");
  const auto bytes = text_of(request.body);
  if (!bytes) return tl::unexpected(bytes.error());
  return decode_multipart(*bytes, boundary_of(*type));
}

MultipartField* FormFields::take(std::string_view name) {
  MultipartField* found = nullptr;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name != name) continue;
    taken_[i] = true;
    if (found) in_.complain(Pointer().at(name), "the field stands twice");
    found = &fields_[i];
  }
  return found;
}

const std::string* FormFields::take_text(std::string_view name) {
  const MultipartField* field = take(name);
  if (!field) return nullptr;
  const auto* text = std::get_if<std::string>(&field->value);
  if (!text) in_.complain(Pointer().at(name), "expected a text, not a file");
  return text;
}

void FormFields::string(std::string_view name, std::string& into) {
  if (const std::string* text = take_text(name)) into = *text;
}

void FormFields::number(std::string_view name, std::optional<double>& into) {
  const std::string* text = take_text(name);
  if (!text || text->empty()) return;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  // Not "nan" and "inf", which from_chars reads.
  const bool is_digit = text->back() >= '0' && text->back() <= '9';
  if (error != std::errc() || end != text->data() + text->size() || !is_digit)
    return in_.complain(Pointer().at(name), "expected a number");
  into = value;
}

void FormFields::boolean(std::string_view name, bool& into) {
  const std::string* text = take_text(name);
  if (!text || text->empty()) return;
  if (*text == "true" || *text == "True" || *text == "1")
    into = true;
  else if (*text == "false" || *text == "False" || *text == "0")
    into = false;
  else
    in_.complain(Pointer().at(name), "expected true or false");
}

void FormFields::file(std::string_view name, Blob& into) {
  MultipartField* field = take(name);
  if (!field) return;
  if (auto* blob = std::get_if<Blob>(&field->value))
    into = std::move(*blob);
  else
    in_.complain(Pointer().at(name), "expected a file, with a filename");
}

void FormFields::strings(std::string_view name, std::vector<std::string>& into) {
  const std::string many = std::string(name).append(kMany);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name != many && fields_[i].name != name) continue;
    taken_[i] = true;
    if (const auto* text = std::get_if<std::string>(&fields_[i].value))
      into.push_back(*text);
    else
      in_.complain(Pointer().at(name), "expected a text, not a file");
  }
}

void FormFields::keep_rest(VendorExtensions& into) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (taken_[i]) continue;
    const std::string name = fields_[i].name;
    std::vector<std::string> values;
    for (std::size_t j = i; j < fields_.size(); ++j) {
      if (fields_[j].name != name) continue;
      taken_[j] = true;
      if (const auto* text = std::get_if<std::string>(&fields_[j].value))
        values.push_back(*text);
      else
        in_.complain(Pointer().at(name), "a file that nobody knows what to do with");
    }
    if (name.ends_with(kMany))
      into.set(std::string_view(name).substr(0, name.size() - kMany.size()), json_strings(values));
    else if (values.size() == 1)
      into.set(name, JsonText::string(values.front()));
    else
      in_.complain(Pointer().at(name), "the field stands twice");
  }
}

void append_fields(const VendorExtensions& extensions, std::vector<MultipartField>& out) {
  for (const auto& [name, value] : extensions) {
    if (!value.is_array()) {
      out.push_back({name, value.as_text().str()});
      continue;
    }
    json::Document list;
    if (!list.parse(value.text())) continue;  // never: it is valid JSON
    for (const json::Value element : list.root().elements())
      out.push_back({name + std::string(kMany), element.json().as_text().str()});
  }
}

}  // namespace omnillm::codec
