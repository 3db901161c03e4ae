#include "sim/http_request.h"

#include <algorithm>

#include "http/percent.h"
#include "sim/http_ascii.h"
#include "yaml/quantity.h"

namespace omnillm::sim {
namespace {

using yaml::parse_count;
using yaml::parse_duration;

std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return http::percent_decode(spaced).value_or(spaced);
}

tl::unexpected<Error> bad_wish(std::string_view name, std::string_view value) {
  return fail(ErrorKind::BadRequest, "'" + std::string(name) + ": " + std::string(value) +
                                         "' says nothing to the simulator; see docs/sim.md");
}

template <class T>
bool take(std::optional<T> parsed, std::optional<T>& into) {
  if (parsed) into = std::move(parsed);
  return into.has_value();
}

// The members of a fault may come before its name.
struct FaultWish {
  const FaultRow* row = nullptr;
  Fault fault{};
};

bool read_wish(std::string_view name, std::string_view value, FaultWish& fault, Wishes& wishes) {
  if (name == "fault") {
    fault.row = find_fault(value);
    return fault.row != nullptr;
  }
  if (name == "at-event" || name == "cached-tokens") {
    const auto count = parse_count(value);
    if (count) (name == "at-event" ? fault.fault.at_event : wishes.cached_tokens) = *count;
    return count.has_value();
  }
  if (name == "retry-after") return take(parse_duration(value), fault.fault.retry_after);
  if (name == "output-tokens") return take(parse_count(value), wishes.output_tokens);
  if (name == "first-token") return take(parse_duration(value), wishes.first_token);
  if (name == "per-token") return take(parse_duration(value), wishes.per_token);
  if (name == "text") return take(http::percent_decode(value), wishes.text);
  return false;
}

// The boundary of a multipart body; empty when it is none.
std::optional<std::string> boundary_of(const Headers& headers) {
  const auto type = headers.find("content-type");
  if (!type || !begins_with(*type, "multipart/form-data")) return std::nullopt;
  constexpr std::string_view kName = "boundary=";
  const std::size_t at = lower(*type).find(kName);
  if (at == std::string::npos) return std::string();
  std::string_view value = type->substr(at + kName.size());
  value = value.substr(0, value.find(';'));
  value = trimmed(value);
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

Result<Wishes> read_wishes(const Headers& headers) {
  constexpr std::string_view kPrefix = "x-sim-";
  Wishes wishes;
  FaultWish fault;
  for (const auto [name, value] : headers) {
    if (!begins_with(name, kPrefix)) continue;
    if (!read_wish(lower(name.substr(kPrefix.size())), value, fault, wishes))
      return bad_wish(name, value);
  }
  if (fault.row) {
    fault.fault.kind = fault.row->kind;
    wishes.fault = fault.fault;
  }
  return wishes;
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

}  // namespace omnillm::sim
