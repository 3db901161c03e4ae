// Reads members of known types, saying where they stand when they are something else.
//
//   std::string name;
//   if (auto ok = fields.string(value, where, name); !ok) return tl::unexpected(ok.error());
//
// A null counts as left out, as every provider takes it. Parsers of requests and of answers differ
// in the kind of the error alone: BadRequest or Protocol.

#ifndef OMNILLM_CODEC_FIELDS_H_
#define OMNILLM_CODEC_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/result.h"

namespace omnillm::codec {

// Thread safety: a value without state but its kind.
class Fields {
 public:
  // For the members of a request, or of an answer.
  [[nodiscard]] static Fields of_request() { return Fields(ErrorKind::BadRequest); }
  [[nodiscard]] static Fields of_answer() { return Fields(ErrorKind::Protocol); }

  // Each takes what is there into `into`, and leaves it alone when there is null.
  [[nodiscard]] Result<void> string(json::Value value, const Pointer& where,
                                    std::string& into) const;
  [[nodiscard]] Result<void> text(json::Value value, const Pointer& where, Text& into) const;
  [[nodiscard]] Result<void> boolean(json::Value value, const Pointer& where,
                                     std::optional<bool>& into) const;
  // A whole number, not negative.
  [[nodiscard]] Result<void> count(json::Value value, const Pointer& where,
                                   std::optional<std::int64_t>& into) const;
  [[nodiscard]] Result<void> integer(json::Value value, const Pointer& where,
                                     std::optional<std::int64_t>& into) const;
  [[nodiscard]] Result<void> number(json::Value value, const Pointer& where,
                                    std::optional<double>& into) const;
  [[nodiscard]] Result<void> strings(json::Value value, const Pointer& where,
                                     std::vector<std::string>& into) const;

  // That it is one.
  [[nodiscard]] Result<void> object(json::Value value, const Pointer& where) const {
    if (value.is_object()) return {};
    return expected("an object", value, where);
  }
  [[nodiscard]] Result<void> array(json::Value value, const Pointer& where) const {
    if (value.is_array()) return {};
    return expected("an array", value, where);
  }

  // "/messages/0/role: expected a string, not a number".
  [[nodiscard]] tl::unexpected<Error> expected(std::string_view what, json::Value value,
                                               const Pointer& where) const;
  [[nodiscard]] tl::unexpected<Error> wrong(const Pointer& where, std::string_view what) const;

 private:
  explicit Fields(ErrorKind kind) : kind_(kind) {}

  ErrorKind kind_;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_FIELDS_H_
