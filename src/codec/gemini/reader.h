// Reads members of a body into plain fields and remembers the first thing that was wrong, so that
// parsers read as lists of members.
//
//   Reader reader = Reader::of_request();
//   for (json::Member m : config.members()) {
//     const CamelName name(m.name);
//     if (name == "topP") reader.number(at.at(m.name), m.value, generation.top_p);
//   }
//   return reader.result();
//
// A member that is null counts as absent everywhere. Thread safety: none.

#ifndef OMNILLM_CODEC_GEMINI_READER_H_
#define OMNILLM_CODEC_GEMINI_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::codec::gemini {

// A member's name in camelCase, whichever of its two spellings stands on the wire.
// Lifetime: refers to the name it was made from.
class CamelName {
 public:
  explicit CamelName(std::string_view wire);
  CamelName(const CamelName&) = delete;
  CamelName& operator=(const CamelName&) = delete;

  [[nodiscard]] std::string_view view() const { return view_; }
  friend bool operator==(const CamelName& a, std::string_view b) { return a.view_ == b; }

 private:
  std::array<char, 48> buffer_;
  std::string_view view_;
};

// The member of that camelCase name in either spelling; Missing when there is none.
[[nodiscard]] json::Value member(json::Value object, std::string_view camel_name);

class Reader {
 public:
  [[nodiscard]] static Reader of_request() { return Reader(Fields::of_request()); }
  [[nodiscard]] static Reader of_answer() { return Reader(Fields::of_answer()); }

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] Result<void> result() const;
  // Remembers this unless something was wrong before.
  void wrong(const Pointer& at, std::string_view what);

  // Each leaves `out` alone when the value is absent or wrong.
  void string(const Pointer& at, json::Value value, std::string& out);
  void text(const Pointer& at, json::Value value, Text& out);
  void boolean(const Pointer& at, json::Value value, std::optional<bool>& out);
  void number(const Pointer& at, json::Value value, std::optional<double>& out);
  // A whole number, or a string that says one, as proto3 JSON writes 64 bits.
  void integer(const Pointer& at, json::Value value, std::optional<std::int64_t>& out);
  // The same, and not negative.
  void count(const Pointer& at, json::Value value, std::optional<std::int64_t>& out);

  void strings(const Pointer& at, json::Value value, std::vector<std::string>& out);

  // Whether there is an object (an array) to look into. Anything else but null is wrong.
  [[nodiscard]] bool object(const Pointer& at, json::Value value);
  [[nodiscard]] bool array(const Pointer& at, json::Value value);

 private:
  explicit Reader(Fields fields) : fields_(fields) {}
  // False, remembering the error, when there is one.
  bool keep(const Result<void>& read);

  Fields fields_;
  std::optional<Error> error_;
};

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_READER_H_
