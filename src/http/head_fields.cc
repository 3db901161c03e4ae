#include "http/head_fields.h"

#include <utility>

#include "http/chars.h"

namespace omnillm::http {

namespace {

// Up to 18 digits, which no sum of ours overflows.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t length = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return length;
}

}  // namespace

void HeadFields::clear() {
  fields_.clear();
  meaning_ = {};
  has_coding_ = false;
  base_ = nullptr;
}

void HeadFields::rebase(std::string_view bytes) {
  const char* const before = std::exchange(base_, bytes.data());
  if (!before || before == base_) return;
  const auto moved = [&](std::string_view view) {
    return std::string_view(base_ + (view.data() - before), view.size());
  };
  for (FieldView& field : fields_) field = {moved(field.name), moved(field.value)};
  if (meaning_.host) meaning_.host = moved(*meaning_.host);
  if (meaning_.expect) meaning_.expect = moved(*meaning_.expect);
}

Parsed<bool> HeadFields::parse(std::string_view bytes, std::size_t& at) {
  rebase(bytes);
  for (;;) {
    const std::size_t line = at;
    const auto ended = parse_line(bytes, at);
    if (!ended) return ended;
    if (at > limits_.max_bytes || (at == line && bytes.size() >= limits_.max_bytes))
      return refuse(431, "the head is too long");
    if (*ended || at == line) return ended;
  }
}

// Leaves `at` where it is when the line is not complete; true when it is the empty one.
Parsed<bool> HeadFields::parse_line(std::string_view bytes, std::size_t& at) {
  std::size_t i = at;
  if (i == bytes.size()) return false;
  if (bytes[i] == '\r') {
    if (i + 1 == bytes.size()) return false;
    if (bytes[i + 1] != '\n') return refuse(400, "a carriage return without a line feed");
    at = i + 2;
    return true;
  }
  if (is_blank(bytes[i])) return refuse(400, "a folded header line");
  while (i < bytes.size() && is_token_char(bytes[i])) ++i;
  if (i == bytes.size()) return false;
  if (bytes[i] != ':' || i == at) return refuse(400, "a malformed header name");
  const std::string_view name = bytes.substr(at, i - at);
  const std::size_t begin = i + 1;
  i = find_control(bytes, begin);
  if (i == bytes.size()) return false;
  if (bytes[i] != '\r') return refuse(400, "a control character in a header");
  if (i + 1 == bytes.size()) return false;
  if (bytes[i + 1] != '\n') return refuse(400, "a carriage return without a line feed");
  if (fields_.size() == limits_.max_fields) return refuse(431, "too many header fields");
  fields_.push_back({name, trim_blanks(bytes.substr(begin, i - begin))});
  if (const auto understood = understand(fields_.back()); !understood)
    return tl::unexpected(understood.error());
  at = i + 2;
  return false;
}

Parsed<void> HeadFields::understand(const FieldView& field) {
  switch (field.name.size()) {
    case 4:
      if (!equals_lower(field.name, "host")) break;
      if (meaning_.host) meaning_.host_repeated = true;
      meaning_.host = field.value;
      break;
    case 6:
      if (equals_lower(field.name, "expect")) meaning_.expect = field.value;
      break;
    case 10:
      if (equals_lower(field.name, "connection")) read_connection(field.value);
      break;
    case 14:
      if (equals_lower(field.name, "content-length")) return read_length(field.value);
      break;
    case 17:
      if (!equals_lower(field.name, "transfer-encoding")) break;
      if (std::exchange(has_coding_, true)) return refuse(400, "two transfer encodings");
      if (!equals_lower(field.value, "chunked"))
        return refuse(501, "a transfer encoding other than chunked");
      meaning_.chunked = true;
      break;
    default:
      break;
  }
  if (meaning_.chunked && meaning_.content_length)
    return refuse(400, "a length together with a transfer encoding");
  return {};
}

Parsed<void> HeadFields::read_length(std::string_view value) {
  const auto length = parse_length(value);
  if (!length) return refuse(400, "a malformed length");
  if (meaning_.chunked) return refuse(400, "a length together with a transfer encoding");
  if (meaning_.content_length) {
    if (*meaning_.content_length != *length) return refuse(400, "two lengths");
    meaning_.length_repeated = true;
  }
  meaning_.content_length = length;
  return {};
}

void HeadFields::read_connection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim_blanks(value.substr(0, comma));
    if (equals_lower(option, "close")) meaning_.close = true;
    if (equals_lower(option, "keep-alive")) meaning_.keep_alive = true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
}

std::optional<std::string_view> HeadFields::find(std::string_view lower_name) const {
  for (const FieldView& field : fields_)
    if (equals_lower(field.name, lower_name)) return field.value;
  return std::nullopt;
}

void HeadFields::copy_to(Headers& out) const {
  std::size_t bytes = 0;
  for (const FieldView& field : fields_) bytes += field.name.size() + field.value.size();
  out.reserve(fields_.size(), bytes);
  for (const FieldView& field : fields_) out.add(field.name, field.value);
}

}  // namespace omnillm::http
