// The sanitizer over what HTTP carries.

#include <string>
#include <utility>

#include "omnillm/replay.h"
#include "replay/event_text.h"
#include "replay/json_sanitizer.h"
#include "replay/redactor.h"

namespace omnillm {
namespace {

using replay::Redactor;

// What is taken out of a text can leave one that is read in another way: broken JSON that is whole
// without its broken part. So it is read again until nothing goes any more.
template <class Function>
std::string until_stable(std::string text, Function clean) {
  constexpr int kMaxRounds = 8;
  for (int round = 0; round < kMaxRounds; ++round) {
    std::string next = clean(text);
    if (next == text) break;
    text = std::move(next);
  }
  return text;
}

std::string sanitize_body(std::string_view text, const Redactor& redactor) {
  return until_stable(std::string(text), [&](const std::string& round) {
    if (auto json = replay::sanitize_json(round, redactor)) return *std::move(json);
    return replay::looks_like_events(round) ? replay::sanitize_events(round, redactor)
                                            : replay::sanitize_lines(round, redactor);
  });
}

std::string sanitize_plain(const std::string& text, const Redactor& redactor) {
  return until_stable(text, [&](const std::string& round) { return redactor.plain(round); });
}

JsonText sanitize_json(const JsonText& value, const Redactor& redactor) {
  const std::string clean = until_stable(std::string(value.text()), [&](const std::string& round) {
    return replay::sanitize_json(round, redactor).value_or(round);
  });
  if (clean == value.text()) return value;
  const auto owner = std::make_shared<const std::string>(clean);
  return JsonText::from_valid(owner, *owner);
}

Headers sanitize_headers(const Headers& headers, const Redactor& redactor) {
  Headers clean;
  for (const auto& [name, value] : headers)
    clean.add(name, redactor.is_secret_name(name) && !value.empty()
                        ? redactor.mark(name)
                        : sanitize_plain(std::string(value), redactor));
  return clean;
}

// One "name=value" of a query that stands in a path.
std::string sanitize_parameter(std::string_view parameter, const Redactor& redactor) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  std::string out = sanitize_plain(std::string(name), redactor) + "=";
  if (equals == std::string_view::npos || equals + 1 == parameter.size()) return out;
  if (redactor.is_secret_name(name)) return out += redactor.mark(name);
  return out += sanitize_plain(std::string(parameter.substr(equals + 1)), redactor);
}

std::string sanitize_path(const std::string& path, const Redactor& redactor) {
  const std::size_t question = path.find('?');
  std::string out = sanitize_plain(path.substr(0, question), redactor);
  if (question == std::string::npos) return out;
  std::string_view query = std::string_view(path).substr(question + 1);
  char separator = '?';
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    if (parameter.empty()) continue;
    out.push_back(std::exchange(separator, '&'));
    out += sanitize_parameter(parameter, redactor);
  }
  return out;
}

void sanitize_blob(Blob& blob, std::string_view mark) {
  if (!blob.bytes.empty()) blob.bytes = mark;
}

MultipartField sanitize_field(MultipartField field, const Redactor& redactor) {
  if (auto* file = std::get_if<Blob>(&field.value)) {
    sanitize_blob(*file, "<redacted:file_blob>");
    file->filename = sanitize_plain(file->filename, redactor);
    return field;
  }
  auto& text = std::get<std::string>(field.value);
  text = redactor.is_secret_name(field.name) && !text.empty() ? redactor.mark(field.name)
                                                              : sanitize_body(text, redactor);
  return field;
}

class BodySanitizer {
 public:
  explicit BodySanitizer(const Redactor& redactor) : redactor_(redactor) {}

  void operator()(body::None&) const {}
  void operator()(body::Json& json) const { json.value = sanitize_json(json.value, redactor_); }
  void operator()(body::Text& text) const { text.value = sanitize_body(text.value, redactor_); }
  void operator()(body::Binary& binary) const {
    sanitize_blob(binary.blob, "<redacted:binary_blob>");
  }
  void operator()(body::Multipart& multipart) const {
    for (MultipartField& field : multipart.fields)
      field = sanitize_field(std::move(field), redactor_);
  }

 private:
  const Redactor& redactor_;
};

TransportRequest sanitized(TransportRequest request, const Redactor& redactor) {
  request.path = sanitize_path(request.path, redactor);
  for (auto& [name, value] : request.query) {
    value = redactor.is_secret_name(name) && !value.empty() ? redactor.mark(name)
                                                            : sanitize_plain(value, redactor);
    name = sanitize_plain(name, redactor);
  }
  request.headers = sanitize_headers(request.headers, redactor);
  std::visit(BodySanitizer(redactor), request.body);
  return request;
}

TransportResponse sanitized(TransportResponse response, const Redactor& redactor) {
  response.headers = sanitize_headers(response.headers, redactor);
  std::visit(BodySanitizer(redactor), response.body);
  return response;
}

}  // namespace

TransportRequest sanitize_transport_request(TransportRequest request, const SanitizeRules& rules) {
  return sanitized(std::move(request), Redactor(rules));
}

TransportResponse sanitize_transport_response(TransportResponse response,
                                              const SanitizeRules& rules) {
  return sanitized(std::move(response), Redactor(rules));
}

JsonText sanitize_json_value(const JsonText& value, const SanitizeRules& rules) {
  return sanitize_json(value, Redactor(rules));
}

std::string sanitize_text(std::string_view text, const SanitizeRules& rules) {
  return sanitize_body(text, Redactor(rules));
}

ReplayFixture ReplayFixture::sanitized(const SanitizeRules& rules) const {
  const Redactor redactor(rules);
  return {wire_format, omnillm::sanitized(request, redactor),
          omnillm::sanitized(response, redactor)};
}

}  // namespace omnillm
