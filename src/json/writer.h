// Writes JSON into a string, commas placed by itself.
//
//   std::string body;
//   json::Writer out(body);
//   out.begin_object();
//   out.key("model").string(request.model);
//   out.key("temperature").number(0.2);       // 0.2, never 2E-1 or 0.20000000298
//   out.key("input_schema").json(tool.input_schema);
//   out.end_object();
//   if (!out.valid()) ...                     // some text was not UTF-8
//
// It keeps no stack: whoever writes closes what it opened. Numbers are written in the shortest form
// that reads back to the same value.

#ifndef OMNILLM_JSON_WRITER_H_
#define OMNILLM_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "omnillm/json.h"

namespace omnillm::json {

// A string of ours that JSON holds as it stands; one that needs an escape does not compile.
class Word {
 public:
  template <std::size_t N>
  consteval Word(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT: reads like a string
    for (const char c : text_)
      if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "this needs an escape";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class Writer {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit Writer(std::string& out) : out_(out), start_(out.size()) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();

  // A name that needs no escaping: ours. key() is for those that come from outside.
  template <std::size_t N>
  Writer& key(const char (&name)[N]) {
    char whole[N + 3];  // ,"name":
    whole[0] = ',';
    whole[1] = '"';
    std::memcpy(whole + 2, name, N - 1);
    whole[N + 1] = '"';
    whole[N + 2] = ':';
    const std::size_t begin = needs_comma() ? 0 : 1;
    out_.append(whole + begin, sizeof whole - begin);
    return *this;
  }
  Writer& foreign_key(std::string_view name);

  Writer& string(std::string_view plain);
  Writer& string(const char* plain) { return string(std::string_view(plain)); }
  Writer& string(const std::string& plain) { return string(std::string_view(plain)); }
  Writer& string(const Text& text);
  Writer& word(Word word);  // a string that is one
  Writer& json(const JsonText& value) { return raw(value.text()); }
  // One valid JSON value, as it stands.
  Writer& raw(std::string_view value);
  // What stands between the quotes of a valid JSON string.
  Writer& escaped_string(std::string_view escaped);
  Writer& boolean(bool value);
  Writer& null();
  Writer& integer(std::int64_t value);
  Writer& unsigned_integer(std::uint64_t value);
  // The shortest decimal that reads back as the same double; null when it is not finite.
  Writer& number(double value);
  Writer& number(float value);

  // Every member as it stands.
  Writer& members(const VendorExtensions& extensions);

  // Whether every string written so far was UTF-8; one that was not stands there as "".
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] std::string& out() { return out_; }

 private:
  // Whatever opens or promises a value stands last when the first of its values comes: no string,
  // no number and no closer ends like that.
  [[nodiscard]] bool needs_comma() const {
    if (out_.size() == start_) return false;
    const char last = out_.back();
    return last != '{' && last != '[' && last != ':';
  }
  void separate() {
    if (needs_comma()) out_ += ',';
  }

  std::string& out_;
  std::size_t start_;
  bool valid_ = true;
};

// Appends `plain` as the inside of a JSON string. False, with nothing appended, when it is not
// UTF-8.
[[nodiscard]] bool append_escaped(std::string_view plain, std::string& out);
// Appends what an escaped text says; lone surrogates become U+FFFD. Requires: valid.
void append_unescaped(std::string_view escaped, std::string& out);
// The shortest decimal that reads back as the same; null when it is not finite.
void append_number(double value, std::string& out);
void append_number(std::int64_t value, std::string& out);
void append_number(std::uint64_t value, std::string& out);
[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_WRITER_H_
