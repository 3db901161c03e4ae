#include "codec/fields.h"

namespace omnillm::codec {

tl::unexpected<Error> Fields::wrong(const Pointer& where, std::string_view what) const {
  return kind_ == ErrorKind::BadRequest ? fail_at(where, what) : broken_at(where, what);
}

tl::unexpected<Error> Fields::expected(std::string_view what, json::Value value,
                                       const Pointer& where) const {
  return wrong(
      where,
      std::string("expected ").append(what).append(", not ").append(json::to_string(value.kind())));
}

Result<void> Fields::string(json::Value value, const Pointer& where, std::string& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_string()) return expected("a string", value, where);
  into = value.str();
  return {};
}

Result<void> Fields::text(json::Value value, const Pointer& where, Text& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_string()) return expected("a string", value, where);
  into = value.text();
  return {};
}

Result<void> Fields::boolean(json::Value value, const Pointer& where,
                             std::optional<bool>& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_bool()) return expected("true or false", value, where);
  into = value.to_bool();
  return {};
}

Result<void> Fields::integer(json::Value value, const Pointer& where,
                             std::optional<std::int64_t>& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_number()) return expected("a whole number", value, where);
  const auto number = value.to_int64();
  if (!number) return wrong(where, "expected a whole number of at most 64 bits");
  into = number;
  return {};
}

Result<void> Fields::count(json::Value value, const Pointer& where,
                           std::optional<std::int64_t>& into) const {
  std::optional<std::int64_t> number;
  if (auto read = integer(value, where, number); !read) return read;
  if (number && *number < 0) return wrong(where, "must not be negative");
  if (number) into = number;
  return {};
}

Result<void> Fields::number(json::Value value, const Pointer& where,
                            std::optional<double>& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_number()) return expected("a number", value, where);
  const auto number = value.to_double();
  if (!number) return wrong(where, "the number is out of range");
  into = number;
  return {};
}

Result<void> Fields::strings(json::Value value, const Pointer& where,
                             std::vector<std::string>& into) const {
  if (value.is_missing_or_null()) return {};
  if (!value.is_array()) return expected("an array of strings", value, where);
  std::vector<std::string> all;
  all.reserve(value.size());
  for (const json::Value element : value.elements()) {
    if (!element.is_string()) return expected("a string", element, where.at(all.size()));
    all.push_back(element.str());
  }
  into = std::move(all);
  return {};
}

}  // namespace omnillm::codec
