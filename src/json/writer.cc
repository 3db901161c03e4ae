#include "json/writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

namespace omnillm::json {
namespace {

// Without an exponent where people would write none.
constexpr double kLeastPlain = 1e-5;
constexpr double kMostPlain = 1e17;

template <class Integer>
void append_integer(Integer value, std::string& out) {
  std::array<char, 20> text;
  char* const begin = text.data();
  const char* const end = std::to_chars(begin, begin + text.size(), value).ptr;
  out.append(begin, static_cast<std::size_t>(end - begin));
}

// What people write as settings: 0.2, 1, 0.95. A decimal of at most fifteen digits that reads back
// as the double is the only such one, and so the shortest. False when there is none.
bool append_short_decimal(double value, std::string& out) {
  constexpr double kScale = 1e6;
  constexpr double kMost = 1e8;
  if (std::signbit(value) || value >= kMost || (value > 0 && value < kLeastPlain)) return false;
  const auto scaled = static_cast<std::int64_t>(value * kScale + 0.5);
  if (static_cast<double>(scaled) / kScale != value) return false;
  append_integer(scaled / 1'000'000, out);
  std::int64_t rest = scaled % 1'000'000;
  if (rest == 0) return true;
  std::array<char, 7> digits{'.', '0', '0', '0', '0', '0', '0'};
  std::size_t size = digits.size();
  for (std::size_t at = digits.size() - 1; at > 0; --at, rest /= 10) {
    digits[at] = static_cast<char>('0' + rest % 10);
    if (digits[at] == '0' && at + 1 == size) --size;
  }
  out.append(digits.data(), size);
  return true;
}

template <class Float>
void append_float(Float value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  if constexpr (std::is_same_v<Float, double>)
    if (append_short_decimal(value, out)) return;
  std::array<char, 32> text;
  char* const begin = text.data();
  char* const limit = begin + text.size();
  const auto size = static_cast<double>(std::fabs(value));
  const bool plain = size == 0 || (size >= kLeastPlain && size < kMostPlain);
  const char* const end =
      plain ? std::to_chars(begin, limit, value, std::chars_format::fixed).ptr
            : std::to_chars(begin, limit, value, std::chars_format::scientific).ptr;
  out.append(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace

void append_number(std::int64_t value, std::string& out) { append_integer(value, out); }
void append_number(std::uint64_t value, std::string& out) { append_integer(value, out); }
void append_number(double value, std::string& out) { append_float(value, out); }

Writer& Writer::begin_object() {
  separate();
  out_ += '{';
  return *this;
}

Writer& Writer::end_object() {
  out_ += '}';
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_ += '[';
  return *this;
}

Writer& Writer::end_array() {
  out_ += ']';
  return *this;
}

Writer& Writer::foreign_key(std::string_view name) {
  string(name);
  out_ += ':';
  return *this;
}

Writer& Writer::string(std::string_view plain) {
  separate();
  out_ += '"';
  if (!append_escaped(plain, out_)) valid_ = false;
  out_ += '"';
  return *this;
}

Writer& Writer::string(const Text& text) {
  separate();
  out_ += '"';
  if (!text.append_escaped_to(out_)) valid_ = false;
  out_ += '"';
  return *this;
}

Writer& Writer::word(Word word) { return escaped_string(word.text()); }

Writer& Writer::raw(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}

Writer& Writer::escaped_string(std::string_view escaped) {
  separate();
  out_ += '"';
  out_ += escaped;
  out_ += '"';
  return *this;
}

Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }

Writer& Writer::null() { return raw("null"); }

Writer& Writer::integer(std::int64_t value) {
  separate();
  append_integer(value, out_);
  return *this;
}

Writer& Writer::unsigned_integer(std::uint64_t value) {
  separate();
  append_integer(value, out_);
  return *this;
}

Writer& Writer::number(double value) {
  separate();
  append_float(value, out_);
  return *this;
}

Writer& Writer::number(float value) {
  separate();
  append_float(value, out_);
  return *this;
}

Writer& Writer::members(const VendorExtensions& extensions) {
  for (const auto& [name, value] : extensions) {
    foreign_key(name);
    json(value);
  }
  return *this;
}

}  // namespace omnillm::json
