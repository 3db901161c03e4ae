#include "omnillm/transport_form.h"

#include <algorithm>

namespace omnillm {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append_query_part(std::string_view text, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~:,";
  for (const char c : text) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (alphanumeric || kPlain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
}

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
    append_query_part(name, out);
    out.push_back('=');
    append_query_part(value, out);
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
