// Floor: 0 json
//
// What JSON is in OmniLLM. Three types, by what is done with it:
//
//   Json      a tree, for values that are looked into (it is boost::json::value)
//   JsonText  a validated JSON value kept as its text: tool schemas, arguments, unknown members
//   Text      a string that may still be in the escaped form in which JSON holds it
//
// A gateway carries far more than it reads. JsonText and Text share the bytes of the body they came
// from and are copied into the next body as they stand, so a number keeps its digits and 50 KB of
// prompt are neither unescaped nor escaped again.

#ifndef OMNILLM_JSON_H_
#define OMNILLM_JSON_H_

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/result.h"

namespace omnillm {

using Json = boost::json::value;

// Text for people or models: UTF-8, shared and immutable, cheap to copy.
//
//   Text text = "Hello";
//   text == "Hello";
//   std::string plain = text.str();
//
// Thread safety: a value; copies in different threads may share bytes freely.
class Text {
 public:
  Text() = default;
  Text(std::string_view plain);    // NOLINT(google-explicit-constructor): reads like a string
  Text(const char* plain);         // NOLINT(google-explicit-constructor)
  Text(const std::string& plain);  // NOLINT(google-explicit-constructor)
  Text(std::string&& plain);       // NOLINT(google-explicit-constructor)

  // What stands between the quotes of a JSON string, in bytes kept alive by `owner`.
  // Requires: `escaped` is the inside of a valid JSON string and `has_escapes` says whether it
  // contains a backslash. json::Value::text() is the way to get one.
  static Text from_escaped(std::shared_ptr<const void> owner, std::string_view escaped,
                           bool has_escapes);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  // The text itself. A lone surrogate, which UTF-8 cannot say, becomes U+FFFD.
  [[nodiscard]] std::string str() const;
  void append_to(std::string& out) const;
  // The text itself without a copy, where it stands unescaped.
  [[nodiscard]] std::optional<std::string_view> plain_view() const;
  // The bytes it is held in: the size of the text, or a little more when escapes are in it.
  [[nodiscard]] std::size_t held_bytes() const { return size_; }
  // Appends what stands between the quotes of a JSON string. False when the text is not UTF-8, with
  // nothing appended.
  [[nodiscard]] bool append_escaped_to(std::string& out) const;

  friend bool operator==(const Text& a, const Text& b);
  friend bool operator==(const Text& a, std::string_view b);
  friend bool operator==(const Text& a, const char* b) { return a == std::string_view(b); }
  friend bool operator==(const Text& a, const std::string& b) { return a == std::string_view(b); }
  friend std::ostream& operator<<(std::ostream& out, const Text& text);

 private:
  friend class JsonText;
  // Plain: nobody has looked yet. Clean: UTF-8 that needs no escape. Escaped: there are escapes.
  enum class Form : std::uint8_t { Plain, Clean, Escaped };
  Text(std::shared_ptr<const void> owner, std::string_view bytes, Form form);
  [[nodiscard]] std::string_view held() const { return {bytes_, size_}; }

  std::shared_ptr<const void> owner_;
  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
  Form form_ = Form::Plain;
};

// A JSON value as its text, known to be valid: the grammar, UTF-8, no name twice in an object,
// bounded depth. Numbers keep every digit. A fresh one is the value null.
//
//   Result<JsonText> schema = JsonText::parse(R"({"type":"object"})");
//   JsonText same = Json{{"type", "object"}};
//
// Thread safety: a value; copies in different threads may share bytes freely.
class JsonText {
 public:
  JsonText() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a tree is a JSON value already
  JsonText(const Json& value);

  // Errors: Protocol, naming the byte.
  [[nodiscard]] static Result<JsonText> parse(std::string_view text);
  // The JSON string that says `plain`. Bytes that are not UTF-8 become U+FFFD.
  [[nodiscard]] static JsonText string(std::string_view plain);
  // Requires: `text` is one valid JSON value without space around it. json::Value::json() is the
  // way to get one.
  static JsonText from_valid(std::shared_ptr<const void> owner, std::string_view text);

  [[nodiscard]] std::string_view text() const {
    return size_ ? std::string_view(bytes_, size_) : "null";
  }
  [[nodiscard]] bool is_null() const { return text() == "null"; }
  [[nodiscard]] bool is_string() const { return text().front() == '"'; }
  [[nodiscard]] bool is_object() const { return text().front() == '{'; }
  [[nodiscard]] bool is_array() const { return text().front() == '['; }
  // Of a JSON string, what it says; of any other value, its JSON text.
  [[nodiscard]] Text as_text() const;

  // The value as a tree. A number that no tree can hold exactly is the nearest one.
  [[nodiscard]] Json value() const;

  // Equal in meaning: space, the order of members and the spelling of strings and numbers aside.
  friend bool operator==(const JsonText& a, const JsonText& b);
  friend std::ostream& operator<<(std::ostream& out, const JsonText& value);

 private:
  std::shared_ptr<const void> owner_;
  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

// Named JSON values in the order they came: members that only some provider knows.
//
//   request.vendor_extensions.set("enable_thinking", Json(false));
class VendorExtensions {
 public:
  using Member = std::pair<std::string, JsonText>;

  VendorExtensions() = default;
  VendorExtensions(std::initializer_list<Member> members);

  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] auto begin() const { return members_.begin(); }
  [[nodiscard]] auto end() const { return members_.end(); }

  [[nodiscard]] const JsonText* find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name) != nullptr; }
  // Replaces the value a name has, or adds it at the end.
  void set(std::string_view name, JsonText value);
  // Adds at the end. Requires: the name is not there yet (a parser has checked that).
  void append(std::string name, JsonText value);
  // Removes and returns it; empty when it is not there.
  std::optional<JsonText> take(std::string_view name);

  // Equal when the same names have equal values, in any order.
  friend bool operator==(const VendorExtensions& a, const VendorExtensions& b);

 private:
  std::vector<Member> members_;
};

}  // namespace omnillm

#endif  // OMNILLM_JSON_H_
