#include "codec/gemini/reader.h"

#include <charconv>
#include <utility>

namespace omnillm::codec::gemini {

namespace {

// proto3 JSON writes 64 bits as a string.
std::optional<std::int64_t> number_in_string(json::Value value) {
  const std::string_view digits = value.escaped();
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (digits.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

CamelName::CamelName(std::string_view wire) : view_(wire) {
  if (wire.size() > buffer_.size() || wire.find('_', 1) == std::string_view::npos) return;
  std::size_t size = 0;
  bool raise = false;
  for (std::size_t i = 0; i < wire.size(); ++i) {
    const char c = wire[i];
    if (c == '_' && i > 0) {
      raise = true;
      continue;
    }
    buffer_[size++] = raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  view_ = {buffer_.data(), size};
}

json::Value member(json::Value object, std::string_view camel_name) {
  for (const json::Member m : object.members())
    if (CamelName(m.name) == camel_name) return m.value;
  return {};
}

Result<void> Reader::result() const {
  if (error_) return tl::unexpected(*error_);
  return {};
}

bool Reader::keep(const Result<void>& read) {
  if (!read && !error_) error_ = read.error();
  return read.has_value();
}

void Reader::wrong(const Pointer& at, std::string_view what) {
  if (!error_) error_ = fields_.wrong(at, what).value();
}

void Reader::string(const Pointer& at, json::Value value, std::string& out) {
  keep(fields_.string(value, at, out));
}

void Reader::text(const Pointer& at, json::Value value, Text& out) {
  keep(fields_.text(value, at, out));
}

void Reader::boolean(const Pointer& at, json::Value value, std::optional<bool>& out) {
  keep(fields_.boolean(value, at, out));
}

void Reader::number(const Pointer& at, json::Value value, std::optional<double>& out) {
  keep(fields_.number(value, at, out));
}

void Reader::integer(const Pointer& at, json::Value value, std::optional<std::int64_t>& out) {
  if (const auto number = number_in_string(value))
    out = number;
  else
    keep(fields_.integer(value, at, out));
}

void Reader::count(const Pointer& at, json::Value value, std::optional<std::int64_t>& out) {
  std::optional<std::int64_t> number;
  integer(at, value, number);
  if (!number) return;
  if (*number < 0)
    wrong(at, "must not be negative");
  else
    out = number;
}

void Reader::strings(const Pointer& at, json::Value value, std::vector<std::string>& out) {
  keep(fields_.strings(value, at, out));
}

bool Reader::object(const Pointer& at, json::Value value) {
  return !value.is_missing_or_null() && keep(fields_.object(value, at));
}

bool Reader::array(const Pointer& at, json::Value value) {
  return !value.is_missing_or_null() && keep(fields_.array(value, at));
}

}  // namespace omnillm::codec::gemini
