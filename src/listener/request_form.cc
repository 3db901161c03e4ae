#include "listener/request_form.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <algorithm>
#include <optional>

#include "http/percent.h"

namespace omnillm::listener {

namespace {

std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return http::percent_decode(spaced).value_or(spaced);
}

// The boundary of a multipart body; nothing when it is none.
std::optional<std::string> boundary_of(const Headers& headers) {
  const auto type = headers.find("content-type");
  if (!type) return std::nullopt;
  const std::string lower = absl::AsciiStrToLower({type->data(), type->size()});
  if (!absl::StartsWith(lower, "multipart/form-data")) return std::nullopt;
  constexpr std::string_view kName = "boundary=";
  const std::size_t at = lower.find(kName);
  if (at == std::string::npos) return std::string();
  const std::string_view rest = type->substr(at + kName.size());
  absl::string_view value(rest.data(), std::min(rest.find(';'), rest.size()));
  value = absl::StripAsciiWhitespace(value);
  if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
  return std::string(value);
}

std::optional<HttpMethod> method_of(std::string_view name) {
  for (const HttpMethod method :
       {HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete})
    if (to_string(method) == name) return method;
  return std::nullopt;
}

}  // namespace

const std::string* Target::parameter(std::string_view name) const {
  for (const auto& [member, value] : query)
    if (member == name) return &value;
  return nullptr;
}

Target read_target(std::string_view target) {
  Target read;
  const std::size_t mark = target.find('?');
  read.path = std::string(target.substr(0, mark));
  if (mark == target.npos) return read;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    const std::string_view value = equals == pair.npos ? "" : pair.substr(equals + 1);
    if (!pair.empty()) read.query.emplace_back(decoded(pair.substr(0, equals)), decoded(value));
  }
  return read;
}

Result<TransportRequest> to_transport(std::string_view method, Target target, Headers headers,
                                      std::string body) {
  const auto known = method_of(method);
  if (!known) return fail(ErrorKind::BadRequest, "there is nothing to " + std::string(method));
  TransportRequest request{
      .method = *known, .path = std::move(target.path), .query = std::move(target.query)};
  if (const auto boundary = boundary_of(headers)) {
    auto fields = decode_multipart(body, *boundary);
    if (!fields) return tl::unexpected(fields.error());
    request.body = body::Multipart{std::move(*fields)};
  } else if (!body.empty()) {
    request.body = body::Text{std::move(body)};
  }
  request.headers = std::move(headers);
  return request;
}

}  // namespace omnillm::listener
