// Reads members of a parsed body and keeps the first complaint, so that parsers stay flat: after a
// complaint they run on over the rest, and whoever started them looks at error() once.
//
//   Reading in(ErrorKind::BadRequest);
//   in.read(body["temperature"], at.at("temperature"), request.generation.temperature);
//   if (in.failed()) return in.error();
//
// null for an optional member means that it is absent. Thread safety: none.

#ifndef OMNILLM_CODEC_ANTHROPIC_READING_H_
#define OMNILLM_CODEC_ANTHROPIC_READING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::codec::anthropic {

class Reading {
 public:
  // BadRequest for what a caller sent, Protocol for what a provider sent.
  explicit Reading(ErrorKind kind) : kind_(kind) {}

  void complain(const Pointer& where, std::string_view what);
  [[nodiscard]] bool failed() const { return complaint_.has_value(); }
  // Requires: failed().
  [[nodiscard]] tl::unexpected<Error> error() const { return tl::unexpected(*complaint_); }

  // Each leaves `out` alone when the value is missing or null, or complains about its kind.
  void read(json::Value value, const Pointer& where, Text& out);
  void read(json::Value value, const Pointer& where, std::string& out);
  void read(json::Value value, const Pointer& where, std::optional<bool>& out);
  void read(json::Value value, const Pointer& where, std::optional<double>& out);
  void read(json::Value value, const Pointer& where, std::vector<std::string>& out);
  // A whole number that is not negative.
  void read_count(json::Value value, const Pointer& where, std::optional<std::int64_t>& out);

  // Whether it is one; a complaint if it is not, and if it is missing.
  bool want_object(json::Value value, const Pointer& where);
  bool want_array(json::Value value, const Pointer& where);
  bool want_string(json::Value value, const Pointer& where);

 private:
  bool want(bool fits, json::Value value, const Pointer& where, std::string_view expected);

  ErrorKind kind_;
  std::optional<Error> complaint_;
};

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_READING_H_
