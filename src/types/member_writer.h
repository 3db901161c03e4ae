// Writes an object member by member and leaves out what says nothing.
//
//   MemberWriter object(out);
//   object.word("type", "text");          // always there
//   object.put("detail", image.detail);   // only when not empty
//   object.end();

#ifndef OMNILLM_TYPES_MEMBER_WRITER_H_
#define OMNILLM_TYPES_MEMBER_WRITER_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm::types {

class MemberWriter {
 public:
  // Lifetime: the writer must outlive it.
  explicit MemberWriter(json::Writer& out) : out_(out) { out_.begin_object(); }
  void end() { out_.end_object(); }
  [[nodiscard]] json::Writer& out() { return out_; }

  // Always there.
  template <std::size_t N>
  void word(const char (&name)[N], std::string_view plain) {
    out_.key(name).string(plain);
  }
  template <std::size_t N>
  void text(const char (&name)[N], const std::string& plain) {
    out_.key(name);
    write(plain);
  }
  template <std::size_t N>
  void text(const char (&name)[N], const Text& text) {
    out_.key(name);
    write(text);
  }
  template <std::size_t N>
  void count(const char (&name)[N], std::int64_t value) {
    out_.key(name).integer(value);
  }
  template <std::size_t N>
  void json(const char (&name)[N], const JsonText& value) {
    out_.key(name).json(value);
  }
  template <std::size_t N>
  void flag(const char (&name)[N], bool value) {
    out_.key(name).boolean(value);
  }

  // There unless it is empty, null, false, zero or not known.
  template <std::size_t N>
  void put(const char (&name)[N], const std::string& plain) {
    if (!plain.empty()) text(name, plain);
  }
  template <std::size_t N>
  void put(const char (&name)[N], const Text& text_value) {
    if (!text_value.empty()) text(name, text_value);
  }
  template <std::size_t N>
  void put(const char (&name)[N], const JsonText& value) {
    if (!value.is_null()) json(name, value);
  }
  template <std::size_t N, std::same_as<bool> Bool>
  void put(const char (&name)[N], Bool value) {
    if (value) flag(name, true);
  }
  template <std::size_t N>
  void put(const char (&name)[N], std::int64_t value) {
    if (value != 0) count(name, value);
  }
  template <std::size_t N>
  void put(const char (&name)[N], const VendorExtensions& extensions) {
    if (extensions.empty()) return;
    out_.key(name).begin_object();
    out_.members(extensions);
    out_.end_object();
  }
  template <std::size_t N>
  void put(const char (&name)[N], const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    out_.key(name).begin_array();
    for (const std::string& each : texts) write(each);
    out_.end_array();
  }
  template <std::size_t N, class T>
  void put(const char (&name)[N], const std::optional<T>& value) {
    if (!value) return;
    out_.key(name);
    write(*value);
  }

  // There unless there are none: `write_one(out, element)` for each.
  template <std::size_t N, class T, class Function>
  void list(const char (&name)[N], const std::vector<T>& elements, Function write_one) {
    if (elements.empty()) return;
    out_.key(name).begin_array();
    for (const T& element : elements) write_one(out_, element);
    out_.end_array();
  }

 private:
  // Bytes that are not UTF-8 become U+FFFD: whoever reads must see that there was something.
  void write(const std::string& plain) {
    if (json::is_utf8(plain))
      out_.string(plain);
    else
      out_.json(JsonText::string(plain));
  }
  void write(const Text& text) {
    const auto plain = text.plain_view();
    if (plain && !json::is_utf8(*plain))
      out_.json(JsonText::string(*plain));
    else
      out_.string(text);
  }
  void write(bool value) { out_.boolean(value); }
  void write(std::int64_t value) { out_.integer(value); }
  void write(double value) { out_.number(value); }
  // Of an enumeration with a name: WireFormat and its like.
  template <class Enum>
  requires std::is_enum_v<Enum>
  void write(Enum value) { out_.string(to_string(value)); }

  json::Writer& out_;
};

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_MEMBER_WRITER_H_
