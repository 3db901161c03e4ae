#include "codec/endpoints/transport_body.h"

#include <memory>
#include <utility>

namespace omnillm::codec {

Result<json::Document> read_json(std::string_view text, ErrorKind kind) {
  json::Document document;
  if (const auto parsed = document.parse(text); !parsed)
    return fail(kind, parsed.error().message());
  return document;
}

JsonText json_of(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view view = *owner;
  return JsonText::from_valid(std::move(owner), view);
}

Result<std::string_view> text_of(const RequestBody& body) {
  if (const auto* json = std::get_if<body::Json>(&body)) return json->value.text();
  if (const auto* text = std::get_if<body::Text>(&body)) return std::string_view(text->value);
  if (const auto* binary = std::get_if<body::Binary>(&body))
    return std::string_view(binary->blob.bytes);
  if (std::holds_alternative<body::Multipart>(body))
    return fail(ErrorKind::BadRequest, "expected a JSON body, not multipart/form-data");
  return std::string_view();
}

std::string_view text_of(const ResponseBody& body) {
  if (const auto* json = std::get_if<body::Json>(&body)) return json->value.text();
  if (const auto* text = std::get_if<body::Text>(&body)) return text->value;
  if (const auto* binary = std::get_if<body::Binary>(&body)) return binary->blob.bytes;
  return {};
}

void add_protocol_headers(WireFormat format, const Dialect& dialect, Headers& headers) {
  const bool is_anthropic = format == WireFormat::AnthropicMessages ||
                            format == WireFormat::AnthropicCountTokens ||
                            format == WireFormat::AnthropicModels;
  if (is_anthropic && dialect.anthropic_version_member.empty())
    headers.set("anthropic-version", "2023-06-01");
}

tl::unexpected<Error> mismatch(WireFormat format, EndpointKind given) {
  return fail(ErrorKind::Configuration, std::string(to_string(format))
                                            .append(" is for ")
                                            .append(to_string(canonical_endpoint_kind(format)))
                                            .append(", not for ")
                                            .append(to_string(given)));
}

tl::unexpected<Error> needs_transport(WireFormat format, std::string_view function) {
  return fail(ErrorKind::Configuration, std::string("the body of ")
                                            .append(to_string(format))
                                            .append(" is not JSON: use ")
                                            .append(function));
}

std::string media_type_of(std::string_view content_type) {
  std::string out;
  for (const char c : content_type.substr(0, content_type.find(';')))
    if (c != ' ' && c != '\t') out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  return out;
}

}  // namespace omnillm::codec
