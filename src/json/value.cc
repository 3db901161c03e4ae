#include <algorithm>
#include <cstring>
#include <iterator>

#include "json/document.h"
#include "json/number.h"
#include "json/writer.h"

namespace omnillm::json {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::Missing:
      return "nothing";
    case Kind::Null:
      return "null";
    case Kind::False:
      return "false";
    case Kind::True:
      return "true";
    case Kind::Number:
      return "a number";
    case Kind::String:
      return "a string";
    case Kind::Array:
      return "an array";
    case Kind::Object:
      return "an object";
  }
  return "nothing";
}

JsonText Value::json() const {
  return document_ == nullptr ? JsonText() : JsonText::from_valid(document_->owner_, raw());
}

Text Value::text() const {
  if (!is_string()) return {};
  return Text::from_escaped(document_->owner_, escaped(), document_->nodes_[node_].has_escapes);
}

std::string Value::str() const {
  if (!is_string()) return {};
  if (!document_->nodes_[node_].has_escapes) return std::string(escaped());
  std::string out;
  append_unescaped(escaped(), out);
  return out;
}

bool Value::says(std::string_view plain) const {
  if (!is_string()) return false;
  if (!document_->nodes_[node_].has_escapes) return escaped() == plain;
  // No escape is shorter than what it says.
  return escaped().size() >= plain.size() && str() == plain;
}

std::optional<bool> Value::to_bool() const {
  if (!is_bool()) return std::nullopt;
  return kind() == Kind::True;
}

std::optional<std::int64_t> Value::to_int64() const {
  return is_number() ? whole_int64(raw()) : std::nullopt;
}

std::optional<std::uint64_t> Value::to_uint64() const {
  return is_number() ? whole_uint64(raw()) : std::nullopt;
}

std::optional<double> Value::to_double() const {
  return is_number() ? nearest_double(raw()) : std::nullopt;
}

std::size_t Value::size() const {
  std::size_t count = 0;
  for ([[maybe_unused]] const Member member : members()) ++count;
  for ([[maybe_unused]] const Value element : elements()) ++count;
  return count;
}

Value Value::operator[](std::string_view name) const {
  for (const Member member : members())
    if (member.name.size() == name.size() &&
        std::memcmp(member.name.data(), name.data(), name.size()) == 0)
      return member.value;
  return {};
}

}  // namespace omnillm::json
