#include "json/writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace omnillm::json {
namespace {

// Without an exponent where people would write none.
constexpr double kLeastPlain = 1e-5;
constexpr double kMostPlain = 1e17;

template <class Float>
void append_float(Float value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
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

template <class Integer>
void append_integer(Integer value, std::string& out) {
  std::array<char, 20> text;
  char* const begin = text.data();
  const char* const end = std::to_chars(begin, begin + text.size(), value).ptr;
  out.append(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace

void append_number(std::int64_t value, std::string& out) { append_integer(value, out); }
void append_number(std::uint64_t value, std::string& out) { append_integer(value, out); }
void append_number(double value, std::string& out) { append_float(value, out); }

// Whatever opens or promises a value stands last when the first of its values comes: no string, no
// number and no closer ends like that.
void Writer::separate() {
  if (out_.size() == start_) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

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

Writer& Writer::plain_key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
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
