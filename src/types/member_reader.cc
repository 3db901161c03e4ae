#include "types/member_reader.h"

namespace omnillm::types {

tl::unexpected<Error> Place::expected(std::string_view what) const {
  return json::fail_at(pointer, std::string("expected ").append(what));
}

tl::unexpected<Error> expected_one_of(const Place& at, const std::string_view* names,
                                      std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) list += i + 1 == count ? " or " : ", ";
    list += names[i];
  }
  return at.expected(list);
}

Result<void> read(const Place& at, std::string& out) {
  if (!at.value.is_string()) return at.expected("a string");
  out = at.value.str();
  return {};
}

Result<void> read(const Place& at, Text& out) {
  if (!at.value.is_string()) return at.expected("a string");
  out = at.value.text();
  return {};
}

Result<void> read(const Place& at, JsonText& out) {
  out = at.value.json();
  return {};
}

Result<void> read(const Place& at, VendorExtensions& out) {
  if (!at.value.is_object()) return at.expected("an object");
  for (const json::Member member : at.value.members())
    out.append(std::string(member.name), member.value.json());
  return {};
}

Result<void> read(const Place& at, bool& out) {
  const auto value = at.value.to_bool();
  if (!value) return at.expected("true or false");
  out = *value;
  return {};
}

Result<void> read(const Place& at, std::int64_t& out) {
  const auto value = at.value.to_int64();
  if (!value) return at.expected("a whole number of 64 bits");
  out = *value;
  return {};
}

Result<void> read(const Place& at, std::size_t& out) {
  const auto value = at.value.to_uint64();
  if (!value) return at.expected("a whole number that is not negative");
  out = *value;
  return {};
}

Result<void> read(const Place& at, double& out) {
  const auto value = at.value.to_double();
  if (!value) return at.expected("a number");
  out = *value;
  return {};
}

Result<void> read(const Place& at, WireFormat& out) {
  const auto format = at.value.is_string() ? parse_wire_format(at.value.str()) : std::nullopt;
  if (!format) return at.expected("the name of a wire format");
  out = *format;
  return {};
}

}  // namespace omnillm::types
