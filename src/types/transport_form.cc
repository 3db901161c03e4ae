#include "omnillm/transport_form.h"

#include <algorithm>

namespace omnillm {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

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

const std::string* Headers::find(std::string_view name) const {
  for (const Field& field : fields_)
    if (same_name(field.first, name)) return &field.second;
  return nullptr;
}

void Headers::set(std::string_view name, std::string value) {
  const auto first = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const Field& field) { return same_name(field.first, name); });
  if (first == fields_.end()) return add(name, std::move(value));
  first->second = std::move(value);
  fields_.erase(std::remove_if(first + 1, fields_.end(),
                               [&](const Field& field) { return same_name(field.first, name); }),
                fields_.end());
}

void Headers::add(std::string_view name, std::string value) {
  fields_.emplace_back(std::string(name), std::move(value));
}

void Headers::erase(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return same_name(field.first, name); });
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
