#include "omnillm/transport_form.h"

#include <algorithm>

#include "base/percent.h"

namespace omnillm {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What may stand in a query beside what stands everywhere.
constexpr std::string_view kPlainInQuery = ":,";

}  // namespace

std::string_view to_string(HttpMethod method) {
  switch (method) {
    case HttpMethod::Get:
      return "GET";
    case HttpMethod::Post:
      return "POST";
    case HttpMethod::Put:
      return "PUT";
    case HttpMethod::Patch:
      return "PATCH";
    case HttpMethod::Delete:
      return "DELETE";
  }
  return "POST";
}

bool same_field_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

Headers::Headers(std::initializer_list<Field> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

bool Headers::is(const Span& span, std::string_view name) const {
  return span.name_size == name.size() && same_field_name(text(span.name_at, span.name_size), name);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Span& span : spans_)
    if (is(span, name)) return field(span).second;
  return std::nullopt;
}

void Headers::set(std::string_view name, std::string_view value) {
  const std::string kept(value);  // it may be one of ours
  const std::string kept_name(name);
  const auto first = std::find_if(spans_.begin(), spans_.end(),
                                  [&](const Span& span) { return is(span, kept_name); });
  if (first == spans_.end()) return add(kept_name, kept);
  first->value_at = static_cast<std::uint32_t>(text_.size());
  first->value_size = static_cast<std::uint32_t>(kept.size());
  text_.append(kept);
  spans_.erase(std::remove_if(first + 1, spans_.end(),
                              [&](const Span& span) { return is(span, kept_name); }),
               spans_.end());
}

void Headers::add(std::string_view name, std::string_view value) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  text_.append(name).append(value);
  spans_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
}

void Headers::erase(std::string_view name) {
  std::erase_if(spans_, [&](const Span& span) { return is(span, name); });
}

void Headers::clear() {
  text_.clear();
  spans_.clear();
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
  spans_.reserve(fields);
  text_.reserve(bytes);
}

bool operator==(const Headers& a, const Headers& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

TransportRequest TransportRequest::json_post(std::string path, JsonText value) {
  return {.method = HttpMethod::Post,
          .path = std::move(path),
          .headers = {{"Content-Type", "application/json"}},
          .body = body::Json{std::move(value)}};
}

std::string TransportRequest::target() const {
  std::string out = path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    out.push_back(std::exchange(separator, '&'));
    out += percent_encode(name, kPlainInQuery);
    out.push_back('=');
    out += percent_encode(value, kPlainInQuery);
  }
  return out;
}

TransportResponse TransportResponse::json(int status, JsonText value) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .content_type = "application/json",
          .body = body::Json{std::move(value)}};
}

}  // namespace omnillm
