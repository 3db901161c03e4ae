#include "gateway/encode.h"

#include <string_view>
#include <utility>

#include "omnillm/transcode.h"

namespace omnillm::gateway {

namespace {

struct BodyWriter {
  Headers& headers;

  std::string operator()(body::None&&) const { return {}; }
  std::string operator()(body::Json&& json) const { return std::string(json.value.text()); }
  std::string operator()(body::Text&& text) const { return std::move(text.value); }
  std::string operator()(body::Multipart&& form) const {
    const std::string boundary = multipart_boundary(form.fields);
    headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
    return encode_multipart(form.fields, boundary);
  }
  std::string operator()(body::Binary&& binary) const {
    if (!binary.blob.media_type.empty()) headers.set("Content-Type", binary.blob.media_type);
    return std::move(binary.blob.bytes);
  }
};

}  // namespace

Result<Encoded> encode(const ProviderEndpoint& endpoint, const Dialect& dialect,
                       const ApiRequest& request, const Headers& extra) {
  auto emitted = emit_transport_request(endpoint.wire_format, request, dialect);
  if (!emitted) return tl::unexpected(std::move(emitted.error()));
  TransportRequest& form = emitted->value;

  Encoded out{.losses = std::move(emitted->losses)};
  out.http.method = form.method;
  out.http.url = endpoint.url_for(form);
  Headers& headers = out.http.headers;
  headers.reserve(12, 512);
  for (const auto& [name, value] : endpoint.default_headers) headers.set(name, value);
  for (const auto& [name, value] : form.headers) headers.set(name, value);
  if (!form.accept.empty()) headers.set("Accept", form.accept);
  for (const auto& [name, value] : extra) headers.set(name, value);
  out.http.body = std::visit(BodyWriter{headers}, std::move(form.body));
  return out;
}

}  // namespace omnillm::gateway
