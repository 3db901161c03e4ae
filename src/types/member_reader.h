// Reads an object member by member. Members that are missing or null leave what they are read into
// as it is; the first that is wrong ends it.
//
//   MemberReader object(at);
//   object.get("url", image.url);
//   object.get("detail", image.detail);
//   return object.result();
//
// What a member may be read into is decided by the overloads of read() below and those of
// read_canonical.h.

#ifndef OMNILLM_TYPES_MEMBER_READER_H_
#define OMNILLM_TYPES_MEMBER_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "json/pointer.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "types/enum_names.h"

namespace omnillm::types {

// A value and where it stands. Lifetime: refers to the place it was reached from.
struct Place {
  json::Value value;
  json::Pointer pointer;

  [[nodiscard]] Place at(std::string_view name) const { return {value[name], pointer.at(name)}; }
  // "expected a string".
  [[nodiscard]] tl::unexpected<Error> expected(std::string_view what) const;
};

Result<void> read(const Place& at, std::string& out);
Result<void> read(const Place& at, Text& out);
Result<void> read(const Place& at, JsonText& out);
Result<void> read(const Place& at, VendorExtensions& out);
Result<void> read(const Place& at, bool& out);
Result<void> read(const Place& at, std::int64_t& out);
Result<void> read(const Place& at, std::size_t& out);
Result<void> read(const Place& at, double& out);
Result<void> read(const Place& at, WireFormat& out);

template <class T>
Result<void> read(const Place& at, std::optional<T>& out) {
  return read(at, out.emplace());
}

template <class T>
Result<void> read(const Place& at, std::vector<T>& out) {
  if (!at.value.is_array()) return at.expected("an array");
  out.reserve(at.value.size());
  std::size_t index = 0;
  for (const json::Value element : at.value.elements())
    if (auto done = read(Place{element, at.pointer.at(index++)}, out.emplace_back()); !done)
      return done;
  return {};
}

// "expected auto, none, required or named".
[[nodiscard]] tl::unexpected<Error> expected_one_of(const Place& at, const std::string_view* names,
                                                    std::size_t count);

template <class Enum, std::size_t N>
Result<void> read_name(const Place& at, const EnumNames<Enum, N>& names, Enum& out) {
  const auto found = at.value.is_string() ? names.find(at.value.str()) : std::nullopt;
  if (!found) return expected_one_of(at, names.names.data(), N);
  out = *found;
  return {};
}

class MemberReader {
 public:
  explicit MemberReader(const Place& at) : at_(at) {
    if (!at.value.is_object()) result_ = at.expected("an object");
  }

  template <class T>
  void get(std::string_view name, T& out) {
    with(name, [&](const Place& member) { return read(member, out); });
  }
  template <class Enum, std::size_t N>
  void get(std::string_view name, const EnumNames<Enum, N>& names, Enum& out) {
    with(name, [&](const Place& member) { return read_name(member, names, out); });
  }
  // A member without which the object says nothing.
  template <class... Target>
  void need(std::string_view name, Target&&... target) {
    if (result_ && at_.value[name].is_missing_or_null())
      result_ = at_.at(name).expected("something");
    get(name, std::forward<Target>(target)...);
  }
  // Calls the function with the member's place, if it is there.
  template <class Function>
  void with(std::string_view name, Function function) {
    if (!result_) return;
    const Place member = at_.at(name);
    if (!member.value.is_missing_or_null()) result_ = function(member);
  }

  [[nodiscard]] Result<void> result() && { return std::move(result_); }

 private:
  const Place& at_;
  Result<void> result_;
};

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_MEMBER_READER_H_
