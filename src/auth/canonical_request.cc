#include "auth/canonical_request.h"

#include <algorithm>
#include <array>
#include <vector>

#include "http/percent.h"

namespace omnillm::auth {

namespace {

// Proxies add, change or drop these.
constexpr std::array<std::string_view, 6> kUnsigned{
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct SignedField {
  std::string name;  // lower case
  std::string_view value;
};

std::vector<SignedField> sorted_fields(std::span<const HeaderField> headers) {
  std::vector<SignedField> fields;
  fields.reserve(headers.size());
  for (const auto& [name, value] : headers) {
    std::string low(name);
    std::transform(low.begin(), low.end(), low.begin(), lower);
    if (std::find(kUnsigned.begin(), kUnsigned.end(), low) == kUnsigned.end())
      fields.push_back({std::move(low), value});
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const SignedField& a, const SignedField& b) { return a.name < b.name; });
  return fields;
}

// Without blanks around it, and with one space for every run of them.
void append_trimmed(std::string_view value, std::string& out) {
  bool gap = false;
  const std::size_t start = out.size();
  for (const char c : value) {
    if (is_blank(c)) {
      gap = true;
      continue;
    }
    if (gap && out.size() > start) out += ' ';
    gap = false;
    out += c;
  }
}

std::string names_of(const std::vector<SignedField>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0 && fields[i].name == fields[i - 1].name) continue;
    if (i > 0) out += ';';
    out += fields[i].name;
  }
  return out;
}

void append_fields(const std::vector<SignedField>& fields, std::string& out) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0 && fields[i].name == fields[i - 1].name) {
      out.back() = ',';  // in place of the line feed
    } else {
      out.append(fields[i].name) += ':';
    }
    append_trimmed(fields[i].value, out);
    out += '\n';
  }
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string normalized(std::string_view path) {
  std::vector<std::string_view> kept;
  const auto segments = split(path, '/');
  for (const std::string_view segment : segments) {
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : kept) out.append("/").append(segment);
  const std::string_view last = segments.back();
  if (out.empty() || last.empty() || last == "." || last == "..") out += '/';
  return out;
}

// A name or value of a query, however it was encoded, in the one way that counts.
std::string recoded(std::string_view text) {
  const auto plain = http::percent_decode(text);
  return http::percent_encode(plain ? std::string_view(*plain) : text);
}

}  // namespace

std::string canonical_path(std::string_view path, bool normalize) {
  if (path.empty()) return "/";
  const std::string plain = normalize ? normalized(path) : std::string(path);
  std::string out;
  out.reserve(plain.size() + 16);
  for (const std::string_view segment : split(plain, '/'))
    out.append(http::percent_encode(segment)) += '/';
  out.pop_back();
  return out;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    parameters.emplace_back(recoded(part.substr(0, equals)), recoded(value));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

std::string signed_header_names(std::span<const HeaderField> headers) {
  return names_of(sorted_fields(headers));
}

CanonicalRequest canonical_request(const RequestToSign& request) {
  const auto fields = sorted_fields(request.headers);
  CanonicalRequest out;
  out.signed_headers = names_of(fields);
  out.text.append(request.method).append("\n");
  out.text.append(canonical_path(request.path, request.normalize_path)).append("\n");
  out.text.append(canonical_query(request.query)).append("\n");
  append_fields(fields, out.text);
  out.text.append("\n").append(out.signed_headers).append("\n").append(request.payload_hash);
  return out;
}

}  // namespace omnillm::auth
