#include "sim/http_schema.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <string>
#include <string_view>

#include "sim/http_text.h"

namespace omnillm::sim {
namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kLongest = 4'096;
constexpr std::size_t kMostItems = 64;

using boost::json::array;
using boost::json::object;

class Maker {
 public:
  Maker(const Json& root, Rng& rng) : root_(root), rng_(rng) {}

  Json make(const Json& schema, int depth) {
    if (!schema.is_object()) return schema.is_bool() && !schema.as_bool() ? Json() : Json("any");
    const object& rules = schema.as_object();
    if (const Json* fixed = rules.if_contains("const")) return *fixed;
    if (const Json* any = rules.if_contains("enum");
        any && any->is_array() && !any->as_array().empty())
      return any->as_array()[rng_.below(any->as_array().size())];
    if (const Json* other = referred(rules))
      return depth > kDeepest ? Json() : make(*other, depth + 1);
    for (const char* choice : {"anyOf", "oneOf"})
      if (const Json* list = rules.if_contains(choice);
          list && list->is_array() && !list->as_array().empty())
        return make_choice(list->as_array(), depth);
    if (const Json* all = rules.if_contains("allOf"); all && all->is_array())
      return make_all(rules, all->as_array(), depth);
    return make_typed(rules, depth);
  }

 private:
  // Deep down, the branch that ends: null, where it is one of them.
  Json make_choice(const array& choices, int depth) {
    if (depth > kDeepest) return Json();
    const Json* chosen = &choices.front();
    if (depth > kDeepest / 2)
      for (const Json& choice : choices)
        if (choice.is_object() && choice.as_object().contains("type") &&
            choice.as_object().at("type") == "null")
          chosen = &choice;
    return make(*chosen, depth + 1);
  }

  Json make_all(object rules, const array& parts, int depth) {
    rules.erase("allOf");
    for (const Json& part : parts)
      if (part.is_object()) merge(part.as_object(), rules);
    return depth > kDeepest ? Json() : make(rules, depth + 1);
  }

  static void merge(const object& from, object& into) {
    for (const auto& member : from) {
      Json* known = into.if_contains(member.key());
      if (known && known->is_object() && member.value().is_object())
        merge(member.value().as_object(), known->as_object());
      else if (known && known->is_array() && member.value().is_array())
        for (const Json& one : member.value().as_array()) known->as_array().push_back(one);
      else
        into.insert_or_assign(member.key(), member.value());
    }
  }

  const Json* referred(const object& rules) const {
    const Json* where = rules.if_contains("$ref");
    if (!where || !where->is_string()) return nullptr;
    const std::string_view path(where->as_string().data(), where->as_string().size());
    if (path == "#") return &root_;
    if (!path.starts_with("#/")) return nullptr;
    boost::system::error_code none;
    return root_.find_pointer(path.substr(1), none);
  }

  static std::string_view type_of(const object& rules) {
    const Json* type = rules.if_contains("type");
    if (type && type->is_string()) return type->as_string();
    if (type && type->is_array())
      for (const Json& one : type->as_array())
        if (one.is_string() && one != "null") return one.as_string();
    if (rules.contains("properties")) return "object";
    return rules.contains("items") ? "array" : "string";
  }

  Json make_typed(const object& rules, int depth) {
    const std::string_view type = type_of(rules);
    if (type == "object") return make_object(rules, depth);
    if (type == "array") return make_array(rules, depth);
    if (type == "integer") return make_integer(rules);
    if (type == "number") return make_number(rules);
    if (type == "boolean") return rng_.below(2) == 1;
    if (type == "null") return Json();
    return boost::json::string(make_string(rules));
  }

  static bool is_required(const object& rules, std::string_view name) {
    const Json* required = rules.if_contains("required");
    if (!required || !required->is_array()) return false;
    const array& names = required->as_array();
    return std::any_of(names.begin(), names.end(), [&](const Json& one) {
      return one.is_string() && std::string_view(one.as_string()) == name;
    });
  }

  Json make_object(const object& rules, int depth) {
    object made;
    const Json* properties = rules.if_contains("properties");
    if (!properties || !properties->is_object()) return made;
    for (const auto& member : properties->as_object()) {
      if (depth >= kDeepest / 2 && !is_required(rules, member.key())) continue;
      made[member.key()] = depth >= kDeepest ? Json() : make(member.value(), depth + 1);
    }
    return made;
  }

  Json make_array(const object& rules, int depth) {
    const std::size_t least = size_of(rules, "minItems", 0, kMostItems);
    const std::size_t most = std::max(least, size_of(rules, "maxItems", kMostItems, kMostItems));
    std::size_t count = std::min(most, std::max<std::size_t>(least, 1 + rng_.below(2)));
    if (depth >= kDeepest / 2) count = least;
    array made;
    const Json* items = rules.if_contains("items");
    for (std::size_t i = 0; i < count && depth < kDeepest; ++i)
      made.push_back(items ? make(*items, depth + 1) : Json("item"));
    return made;
  }

  static std::size_t size_of(const object& rules, std::string_view name, std::size_t otherwise,
                             std::size_t most) {
    const Json* given = rules.if_contains(name);
    if (!given || !given->is_number()) return otherwise;
    const double value = given->to_number<double>();
    return value <= 0 ? 0 : std::min(most, static_cast<std::size_t>(std::min(value, 1e9)));
  }

  struct Range {
    double least;
    double most;
  };
  // The ends a value may have, both allowed: `step` is the least distance from an excluded one.
  static Range range_of(const object& rules, double step) {
    const auto number = [&](std::string_view name, double otherwise) {
      const Json* given = rules.if_contains(name);
      return given && given->is_number() ? given->to_number<double>() : otherwise;
    };
    const double none = std::numeric_limits<double>::quiet_NaN();
    double least = number("minimum", none), most = number("maximum", none);
    if (const double above = number("exclusiveMinimum", none); !std::isnan(above))
      least = std::isnan(least) ? above + step : std::max(least, above + step);
    if (const double below = number("exclusiveMaximum", none); !std::isnan(below))
      most = std::isnan(most) ? below - step : std::min(most, below - step);
    if (std::isnan(least)) least = std::isnan(most) ? 0 : std::min(0.0, most - 100);
    if (std::isnan(most)) most = least + 100;
    return {least, std::max(least, most)};
  }

  Json make_integer(const object& rules) {
    const Json* factor = rules.if_contains("multipleOf");
    const double multiple =
        factor && factor->is_number() ? std::max(1.0, factor->to_number<double>()) : 1.0;
    const Range range = range_of(rules, 1);
    const double first = std::ceil(range.least / multiple),
                 last = std::floor(range.most / multiple);
    const double steps = std::min(100.0, std::max(0.0, last - first));
    const double chosen =
        first + static_cast<double>(rng_.below(static_cast<std::uint64_t>(steps) + 1));
    return static_cast<std::int64_t>(std::clamp(chosen * multiple, -9e15, 9e15));
  }

  Json make_number(const object& rules) {
    if (rules.contains("multipleOf")) return make_integer(rules);
    const Range range = range_of(rules, 0.25);
    const double quarters = std::min(400.0, (range.most - range.least) * 4);
    return range.least +
           static_cast<double>(rng_.below(static_cast<std::uint64_t>(quarters) + 1)) / 4;
  }

  std::string make_string(const object& rules) {
    if (const Json* format = rules.if_contains("format"); format && format->is_string())
      if (std::string made = formatted(std::string_view(format->as_string())); !made.empty())
        return made;
    const std::size_t least = size_of(rules, "minLength", 0, kLongest);
    const std::size_t most = std::max(least, size_of(rules, "maxLength", kLongest, kLongest));
    std::string made = plain_words(rng_, 2);
    while (made.size() < least) made += ' ' + plain_words(rng_, 2);
    return made.substr(0, std::min(made.size(), std::max(least, most)));
  }

  static std::string formatted(std::string_view format) {
    if (format == "date") return "2026-03-14";
    if (format == "date-time") return "2026-03-14T15:09:26Z";
    if (format == "time") return "15:09:26Z";
    if (format == "email") return "ada@example.com";
    if (format == "uri") return "https://example.com/";
    if (format == "uuid") return "6f1d7c1e-1f2a-4b3c-8d4e-5f6a7b8c9d0e";
    if (format == "ipv4") return "192.0.2.7";
    return {};
  }

  const Json& root_;
  Rng& rng_;
};

}  // namespace

JsonText value_for_schema(const JsonText& schema, Rng& rng) {
  if (schema.is_null()) return {};
  const Json root = schema.value();
  return JsonText(Maker(root, rng).make(root, 0));
}

}  // namespace omnillm::sim
