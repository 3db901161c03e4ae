#include "codec/anthropic/reading.h"

#include <cstddef>
#include <string>

namespace omnillm::codec::anthropic {

void Reading::complain(const Pointer& where, std::string_view what) {
  if (complaint_) return;
  complaint_ = kind_ == ErrorKind::BadRequest ? fail_at(where, what).value()
                                              : broken_at(where, what).value();
}

bool Reading::want(bool fits, json::Value value, const Pointer& where, std::string_view expected) {
  if (fits) return true;
  if (!value) {
    complain(where, "is missing");
  } else {
    const std::string_view found = json::to_string(value.kind());
    complain(where, std::string("expected ").append(expected).append(", not ").append(found));
  }
  return false;
}

bool Reading::want_object(json::Value value, const Pointer& where) {
  return want(value.is_object(), value, where, "an object");
}

bool Reading::want_array(json::Value value, const Pointer& where) {
  return want(value.is_array(), value, where, "an array");
}

bool Reading::want_string(json::Value value, const Pointer& where) {
  return want(value.is_string(), value, where, "a string");
}

void Reading::read(json::Value value, const Pointer& where, Text& out) {
  if (!value.is_missing_or_null() && want_string(value, where)) out = value.text();
}

void Reading::read(json::Value value, const Pointer& where, std::string& out) {
  if (!value.is_missing_or_null() && want_string(value, where)) out = value.str();
}

void Reading::read(json::Value value, const Pointer& where, std::optional<bool>& out) {
  if (!value.is_missing_or_null() && want(value.is_bool(), value, where, "true or false"))
    out = value.to_bool();
}

void Reading::read(json::Value value, const Pointer& where, std::optional<double>& out) {
  if (value.is_missing_or_null() || !want(value.is_number(), value, where, "a number")) return;
  out = value.to_double();
  if (!out) complain(where, "is out of range");
}

void Reading::read_count(json::Value value, const Pointer& where,
                         std::optional<std::int64_t>& out) {
  if (value.is_missing_or_null() || !want(value.is_number(), value, where, "a whole number"))
    return;
  const std::optional<std::int64_t> count = value.to_int64();
  if (!count || *count < 0) return complain(where, "is not a whole number from 0 up");
  out = count;
}

void Reading::read(json::Value value, const Pointer& where, std::vector<std::string>& out) {
  if (value.is_missing_or_null() || !want_array(value, where)) return;
  out.reserve(value.size());
  std::size_t index = 0;
  for (const json::Value element : value.elements()) {
    if (!want_string(element, where.at(index++))) return;
    out.push_back(element.str());
  }
}

}  // namespace omnillm::codec::anthropic
