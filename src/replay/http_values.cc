// HTTP messages as values.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/chars.h"
#include "http/percent.h"
#include "http/url.h"
#include "omnillm/replay_transport.h"

namespace omnillm {

namespace {

// They say how one message was carried, or how it was sent; a recording is carried otherwise.
constexpr std::array<std::string_view, 6> kOfTheConnection = {
    "host", "content-length", "connection", "keep-alive", "transfer-encoding", "accept-encoding"};

Headers without_the_connection(const Headers& headers) {
  Headers out;
  for (const auto [name, value] : headers)
    if (std::none_of(kOfTheConnection.begin(), kOfTheConnection.end(),
                     [name = name](auto ours) { return http::equals_lower(name, ours); }))
      out.add(name, value);
  return out;
}

// "application/json" of "Application/JSON; charset=utf-8".
std::string media_type(std::string_view content_type) {
  std::string out(http::trim_blanks(content_type.substr(0, content_type.find(';'))));
  std::transform(out.begin(), out.end(), out.begin(), http::to_lower);
  return out;
}

std::string_view boundary_of(std::string_view content_type) {
  for (std::size_t at = content_type.find(';'); at != std::string_view::npos;
       at = content_type.find(';', at)) {
    const std::string_view rest = http::trim_blanks(content_type.substr(++at));
    constexpr std::string_view kName = "boundary=";
    if (!http::equals_lower(rest.substr(0, kName.size()), kName)) continue;
    const std::string_view value = rest.substr(kName.size());
    if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
    return http::trim_blanks(value.substr(0, value.find(';')));
  }
  return {};
}

bool is_json(const std::string& type) {
  return type == "application/json" || type.ends_with("+json");
}

bool is_text(std::string_view bytes, const std::string& type) {
  const bool said = type.empty() || type.starts_with("text/") || is_json(type) ||
                    type == "application/x-ndjson" || type == "application/jsonl" ||
                    type == "application/xml" || type == "application/x-www-form-urlencoded";
  // What is no UTF-8 no JSON can keep.
  return said && JsonText::string(bytes).as_text() == bytes;
}

std::vector<std::pair<std::string, std::string>> read_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto decoded = [](std::string_view text) {
    return http::percent_decode(text).value_or(std::string(text));
  };
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(part.find('='), part.size());
    out.emplace_back(decoded(part.substr(0, equals)),
                     decoded(part.substr(std::min(equals + 1, part.size()))));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
  }
  return out;
}

// Of a body that both requests and answers can have.
template <class Body>
Body read_body(std::string_view bytes, std::string_view content_type) {
  if (bytes.empty()) return body::None{};
  const std::string type = media_type(content_type);
  if (type.empty() || is_json(type)) {
    if (auto json = JsonText::parse(bytes)) return body::Json{*std::move(json)};
  }
  if (is_text(bytes, type)) return body::Text{std::string(bytes)};
  return body::Binary{{.bytes = std::string(bytes), .media_type = std::string(content_type)}};
}

}  // namespace

Result<TransportRequest> to_transport_request(const HttpRequest& request) {
  const auto parts = http::split_url(request.url);
  if (!parts) return tl::unexpected(parts.error());
  const std::size_t mark = std::min(parts->target.find('?'), parts->target.size());
  TransportRequest out{.method = request.method};
  out.path = parts->target.substr(0, mark);
  if (out.path.empty()) out.path = "/";
  out.query = read_query(parts->target.substr(std::min(mark + 1, parts->target.size())));
  out.headers = without_the_connection(request.headers);
  out.accept = request.headers.find("accept").value_or("");
  const std::string_view type = request.headers.find("content-type").value_or("");
  if (media_type(type) == "multipart/form-data") {
    if (auto fields = decode_multipart(request.body, boundary_of(type))) {
      out.body = body::Multipart{*std::move(fields)};
      return out;
    }
  }
  out.body = read_body<RequestBody>(request.body, type);
  return out;
}

TransportResponse to_transport_response(const HttpHead& head, std::string_view body) {
  const std::string_view type = head.headers.find("content-type").value_or("");
  return {.status = head.status,
          .headers = without_the_connection(head.headers),
          .content_type = std::string(type),
          .body = read_body<ResponseBody>(body, type)};
}

}  // namespace omnillm
