#include "codec/openai_responses/reader.h"

#include <utility>

namespace omnillm::codec::openai_responses {

void Reader::check(Result<void> outcome) {
  if (!outcome && !error_) error_ = std::move(outcome.error());
}

std::string Reader::string(json::Value value, const Pointer& where) {
  std::string read;
  check(fields_.string(value, where, read));
  return read;
}

Text Reader::text(json::Value value, const Pointer& where) {
  Text read;
  check(fields_.text(value, where, read));
  return read;
}

std::optional<bool> Reader::boolean(json::Value value, const Pointer& where) {
  std::optional<bool> read;
  check(fields_.boolean(value, where, read));
  return read;
}

std::optional<std::int64_t> Reader::count(json::Value value, const Pointer& where) {
  std::optional<std::int64_t> read;
  check(fields_.count(value, where, read));
  return read;
}

std::optional<double> Reader::number(json::Value value, const Pointer& where) {
  std::optional<double> read;
  check(fields_.number(value, where, read));
  return read;
}

bool Reader::object(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null()) check(fields_.object(value, where));
  return value.is_object();
}

bool Reader::array(json::Value value, const Pointer& where) {
  if (!value.is_missing_or_null()) check(fields_.array(value, where));
  return value.is_array();
}

void Reader::require(const std::string& value, const Pointer& where) {
  if (is_request_ && value.empty()) fault(where, "expected a string that is not empty");
}

void Reader::fault(const Pointer& where, std::string_view what) {
  if (!error_) error_ = fields_.wrong(where, what).value();
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
