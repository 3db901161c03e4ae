#include "json/tree.h"

#include <boost/json/value.hpp>
#include <cmath>
#include <limits>

#include "json/number.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace omnillm::json {
namespace {

Json number_tree(std::string_view number) {
  if (is_integer_text(number) && number != "-0") {
    if (const auto value = whole_int64(number)) return *value;
    if (const auto value = whole_uint64(number)) return *value;
  }
  if (const auto value = nearest_double(number)) return *value;
  constexpr double kMost = std::numeric_limits<double>::max();
  return number.front() == '-' ? -kMost : kMost;
}

boost::json::string string_tree(Value value) {
  const Text text = value.text();
  if (const auto plain = text.plain_view())
    return boost::json::string(plain->data(), plain->size());
  const std::string unescaped = text.str();
  return boost::json::string(unescaped.data(), unescaped.size());
}

Json array_tree(Value value) {
  boost::json::array array;
  array.reserve(value.size());
  for (const Value element : value.elements()) array.push_back(to_tree(element));
  return array;
}

Json object_tree(Value value) {
  boost::json::object object;
  object.reserve(value.size());
  for (const Member member : value.members())
    object.emplace(boost::json::string_view(member.name.data(), member.name.size()),
                   to_tree(member.value));
  return object;
}

std::string_view std_view(const boost::json::string& text) { return {text.data(), text.size()}; }

// A string or, in front of a colon, a name.
void append_string(std::string_view text, std::string& out) {
  out += '"';
  if (!append_escaped(text, out))
    static_cast<void>(append_escaped(replace_invalid_utf8(text), out));
  out += '"';
}

void append_object(const boost::json::object& object, std::string& out) {
  out += '{';
  for (const auto& member : object) {
    if (out.back() != '{') out += ',';
    append_string({member.key().data(), member.key().size()}, out);
    out += ':';
    append_tree(member.value(), out);
  }
  out += '}';
}

void append_array(const boost::json::array& array, std::string& out) {
  out += '[';
  for (const Json& element : array) {
    if (out.back() != '[') out += ',';
    append_tree(element, out);
  }
  out += ']';
}

}  // namespace

Json to_tree(Value value) {
  switch (value.kind()) {
    case Kind::Missing:
    case Kind::Null:
      return nullptr;
    case Kind::False:
      return false;
    case Kind::True:
      return true;
    case Kind::Number:
      return number_tree(value.raw());
    case Kind::String:
      return string_tree(value);
    case Kind::Array:
      return array_tree(value);
    case Kind::Object:
      return object_tree(value);
  }
  return nullptr;
}

void append_tree(const Json& value, std::string& out) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      append_number(value.get_int64(), out);
      return;
    case boost::json::kind::uint64:
      append_number(value.get_uint64(), out);
      return;
    case boost::json::kind::double_:
      append_number(value.get_double(), out);
      return;
    case boost::json::kind::string:
      append_string(std_view(value.get_string()), out);
      return;
    case boost::json::kind::array:
      append_array(value.get_array(), out);
      return;
    case boost::json::kind::object:
      append_object(value.get_object(), out);
      return;
  }
}

}  // namespace omnillm::json
