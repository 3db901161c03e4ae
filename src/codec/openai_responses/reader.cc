#include "codec/openai_responses/reader.h"

#include <utility>

namespace omnillm::codec::openai_responses {

std::string Reader::string(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null() && !value.is_string()) fault(where, "expected a string");
  return value.str();
}

Text Reader::text(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null() && !value.is_string()) fault(where, "expected a string");
  return value.text();
}

std::optional<bool> Reader::boolean(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null() && !value.is_bool()) fault(where, "expected true or false");
  return value.to_bool();
}

std::optional<std::int64_t> Reader::count(json::Value value, const Pointer& where) {
  if (value.is_missing_or_null()) return {};
  const auto whole = value.to_int64();
  if (whole && *whole >= 0) return whole;
  fault(where, "expected a whole number that is not negative");
  return {};
}

std::optional<double> Reader::number(json::Value value, const Pointer& where) {
  if (value.is_missing_or_null()) return {};
  const auto real = value.to_double();
  if (!real) fault(where, "expected a number");
  return real;
}

bool Reader::object(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null() && !value.is_object()) fault(where, "expected an object");
  return value.is_object();
}

bool Reader::array(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null() && !value.is_array()) fault(where, "expected an array");
  return value.is_array();
}

void Reader::require(const std::string& value, const Pointer& where) {
  if (kind_ == ErrorKind::BadRequest && value.empty())
    fault(where, "expected a string that is not empty");
}

void Reader::fault(const Pointer& where, std::string_view what) {
  if (error_) return;
  error_ = kind_ == ErrorKind::BadRequest ? fail_at(where, what).value()
                                          : broken_at(where, what).value();
}

Result<void> Reader::result() const {
  if (error_) return tl::unexpected(*error_);
  return {};
}

void keep(VendorExtensions& extensions, const json::Member& member) {
  if (member.value.is_missing_or_null()) return;
  extensions.append(std::string(member.name), member.value.json());
}

}  // namespace omnillm::codec::openai_responses
