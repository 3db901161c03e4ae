#include "codec/endpoints/object_reader.h"

#include <algorithm>
#include <charconv>

namespace omnillm::codec {

bool Reading::check(Result<void> outcome) {
  if (outcome) return true;
  if (!complaint_) complaint_ = std::move(outcome.error());
  return false;
}

void Reading::complain(const Pointer& where, std::string_view what) {
  if (!complaint_) complaint_ = fields_.wrong(where, what).value();
}

void Reading::expected(std::string_view what, json::Value value, const Pointer& where) {
  if (!complaint_) complaint_ = fields_.expected(what, value, where).value();
}

void read_count(json::Value value, const Pointer& where, Reading& in,
                std::optional<std::int64_t>& into) {
  if (!value.is_string()) {
    in.check(in.fields().count(value, where, into));
    return;
  }
  const std::string digits = value.str();
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc() || end != digits.data() + digits.size() || count < 0)
    return in.expected("a whole number", value, where);
  into = count;
}

ObjectReader::ObjectReader(json::Value value, const Pointer& where, Reading& in)
    : value_(value), where_(where), in_(in) {
  in_.check(in_.fields().object(value, where));
}

bool ObjectReader::is_taken(std::string_view name) const {
  return std::find(taken_.begin(), taken_.end(), name) != taken_.end();
}

json::Value ObjectReader::take(std::string_view name) {
  taken_.push_back(name);
  return value_[name];
}

json::Value ObjectReader::take(std::string_view name, std::string_view other) {
  const json::Value first = take(name);
  const json::Value second = take(other);
  return first ? first : second;
}

void ObjectReader::string(std::string_view name, std::string& into) {
  in_.check(in_.fields().string(take(name), at(name), into));
}

void ObjectReader::text(std::string_view name, Text& into) {
  in_.check(in_.fields().text(take(name), at(name), into));
}

void ObjectReader::boolean(std::string_view name, std::optional<bool>& into) {
  in_.check(in_.fields().boolean(take(name), at(name), into));
}

void ObjectReader::number(std::string_view name, std::optional<double>& into) {
  in_.check(in_.fields().number(take(name), at(name), into));
}

void ObjectReader::strings(std::string_view name, std::vector<std::string>& into) {
  in_.check(in_.fields().strings(take(name), at(name), into));
}

void ObjectReader::count(std::string_view name, std::optional<std::int64_t>& into) {
  read_count(take(name), at(name), in_, into);
}

void ObjectReader::integer(std::string_view name, std::optional<std::int64_t>& into) {
  in_.check(in_.fields().integer(take(name), at(name), into));
}

json::Value ObjectReader::required_array(std::string_view name) {
  const json::Value value = take(name);
  in_.check(in_.fields().array(value, at(name)));
  return value;
}

void ObjectReader::required_text(std::string_view name, Text& into) {
  const json::Value value = take(name);
  if (!value.is_string()) return in_.expected("a string", value, at(name));
  into = value.text();
}

void ObjectReader::required_string(std::string_view name, std::string& into) {
  const json::Value value = take(name);
  if (!value.is_string()) return in_.expected("a string", value, at(name));
  into = value.str();
}

void ObjectReader::keep_rest(VendorExtensions& into) const {
  for (const json::Member member : value_.members())
    if (!is_taken(member.name)) into.append(std::string(member.name), member.value.json());
}

void ObjectReader::report_rest(LossLog& losses) const {
  for (const json::Member member : value_.members())
    if (!is_taken(member.name) && !member.value.is_missing_or_null())
      losses.minor("vendor_extensions", at(member.name).str(),
                   std::string(member.name).append(" is not understood and dropped"));
}

}  // namespace omnillm::codec
