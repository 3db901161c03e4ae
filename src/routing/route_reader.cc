// Reads routes; docs/routing.md describes the form.

#include <array>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "json/document.h"
#include "omnillm/route.h"
#include "routing/config_error.h"
#include "routing/route_names.h"

namespace omnillm {
namespace {

using json::Member;
using json::Pointer;
using json::Value;
using routing::wrong_at;

// Of the text. A route of the greatest depth with a condition and overrides at its end is less
// deep.
constexpr std::size_t kMaxJsonDepth = 128;

// Which names an object may have; the first that it must have.
Result<void> only(Value object, std::initializer_list<std::string_view> names,
                  const Pointer& where) {
  for (const Member member : object.members()) {
    bool known = false;
    for (const std::string_view name : names) known = known || member.name == name;
    if (known) continue;
    std::string words;
    for (const std::string_view name : names) words.append(words.empty() ? "" : ", ") += name;
    return wrong_at(where.at(member.name), "no such member here; there are " + words);
  }
  return {};
}

template <class Enum, std::size_t N>
Result<Enum> read_word(Value value, const types::EnumNames<Enum, N>& names, const Pointer& where) {
  const auto found = value.is_string() ? names.find(value.str()) : std::nullopt;
  if (found) return *found;
  std::string words;
  for (const std::string_view name : names.names) words.append(words.empty() ? "" : ", ") += name;
  return wrong_at(where, "must be one of " + words);
}

Result<std::int64_t> read_whole(Value value, std::int64_t greatest, const Pointer& where) {
  const auto number = value.to_int64();
  if (!number || *number < 0 || *number > greatest)
    return wrong_at(where, "must be a whole number from 0 to " + std::to_string(greatest));
  return *number;
}

Result<RouteField> read_field(Value value, const Pointer& where) {
  if (auto field = RouteField::parse(value.str())) return *std::move(field);
  return wrong_at(where,
                  "must be model, user, session, endpoint, metadata.<name>, header.<name>, "
                  "prompt_bytes, tokens, has_tools, has_images or stream");
}

Result<RouteValue> read_value(Value value, const Pointer& where) {
  if (value.is_string()) return RouteValue(value.str());
  if (const auto flag = value.to_bool()) return RouteValue(*flag);
  if (const auto whole = value.to_int64()) return RouteValue(*whole);
  if (const auto broken = value.to_double()) return RouteValue(*broken);
  return wrong_at(where, "must be a text, a number, true or false");
}

Result<void> add_kind(ErrorKinds& kinds, Value value, const Pointer& where) {
  for (std::size_t i = 0; i < kErrorKinds; ++i)
    if (const auto kind = static_cast<ErrorKind>(i); value.says(to_string(kind))) {
      kinds.add(kind);
      return {};
    }
  return wrong_at(where, "must be a kind of error, as context_length or content_policy");
}

class RouteReader {
 public:
  Result<Route> read(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = count(where, depth); !ok) return tl::unexpected(ok.error());
    if (value.is_string()) return read_short(value.str(), where);
    if (!value.is_object()) return wrong_at(where, "must be an object, or \"provider/model\"");
    for (const Kind& kind : kKinds)
      if (value[kind.name]) return (this->*kind.read)(value, where, depth);
    return wrong_at(where,
                    "must have one of provider, fallback, weighted, fastest, cheapest, "
                    "least_loaded, when");
  }

 private:
  using Read = Result<Route> (RouteReader::*)(Value, const Pointer&, std::size_t);
  struct Kind {
    std::string_view name;
    Read read;
  };
  static const std::array<Kind, 7> kKinds;

  Result<void> count(const Pointer& where, std::size_t depth) {
    if (depth > kMaxRouteDepth) return wrong_at(where, "the route is nested too deep");
    if (++nodes_ > kMaxRouteNodes) return wrong_at(where, "the route has too many nodes");
    return {};
  }

  static Result<Route> read_short(const std::string& text, const Pointer& where) {
    const auto slash = text.find('/');
    Target target{text.substr(0, slash), {}, {}};
    if (slash != std::string::npos) target.model = text.substr(slash + 1);
    if (target.provider.empty() || (slash != std::string::npos && target.model.empty()))
      return wrong_at(where, "must be \"provider\" or \"provider/model\"");
    return Route(std::move(target));
  }

  Result<Route> read_target(Value value, const Pointer& where, std::size_t) {
    if (auto ok = only(value, {"provider", "model", "overrides"}, where); !ok)
      return tl::unexpected(ok.error());
    Target target;
    for (const auto& [name, to] :
         {std::pair("provider", &target.provider), std::pair("model", &target.model)}) {
      if (value[name].is_missing_or_null()) continue;
      if (!value[name].is_string()) return wrong_at(where.at(name), "must be a string");
      *to = value[name].str();
    }
    if (value["overrides"].is_missing_or_null()) return Route(std::move(target));
    auto overrides = Overrides::from_json(value["overrides"].json());
    if (!overrides) return overrides_error(overrides.error(), where.at("overrides"));
    target.overrides = *std::move(overrides);
    return Route(std::move(target));
  }

  // Their pointers begin at the overrides.
  static tl::unexpected<Error> overrides_error(const Error& error, const Pointer& where) {
    return fail(ErrorKind::Configuration, where.str() + error.message());
  }

  Result<Route> read_fallback(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = only(value, {"fallback"}, where); !ok) return tl::unexpected(ok.error());
    Fallback node;
    const auto read_step = [&](Value step, const Pointer& here) -> Result<void> {
      Fallback::Step read_into;
      if (step["on"])
        if (auto ok = read_kinds(read_into.on, step, here); !ok) return ok;
      auto child = step["on"] ? read_to(step, here, depth) : read(step, here, depth + 1);
      if (!child) return tl::unexpected(child.error());
      read_into.route = *std::move(child);
      node.steps.push_back(std::move(read_into));
      return {};
    };
    if (auto ok = each(value["fallback"], where.at("fallback"), read_step); !ok)
      return tl::unexpected(ok.error());
    return Route(std::move(node));
  }

  static Result<void> read_kinds(ErrorKinds& kinds, Value step, const Pointer& where) {
    if (auto ok = only(step, {"on", "to"}, where); !ok) return ok;
    const Value on = step["on"];
    const Pointer here = where.at("on");
    if (on.is_string()) return add_kind(kinds, on, here);
    if (on.size() == 0 || !on.is_array())
      return wrong_at(here, "must be a list of kinds of errors");
    std::size_t index = 0;
    for (const Value kind : on.elements())
      if (auto ok = add_kind(kinds, kind, here.at(index++)); !ok) return ok;
    return {};
  }

  Result<Route> read_weighted(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = only(value, {"weighted", "sticky", "seed"}, where); !ok)
      return tl::unexpected(ok.error());
    Weighted node;
    const auto read_share = [&](Value share, const Pointer& here) -> Result<void> {
      if (auto ok = only(share, {"weight", "to"}, here); !ok) return ok;
      auto weight = read_whole(share["weight"], 1'000'000'000, here.at("weight"));
      if (!weight) return tl::unexpected(weight.error());
      auto child = read_to(share, here, depth);
      if (!child) return tl::unexpected(child.error());
      node.shares.push_back({*weight, *std::move(child)});
      return {};
    };
    if (auto ok = each(value["weighted"], where.at("weighted"), read_share); !ok)
      return tl::unexpected(ok.error());
    if (!value["sticky"].is_missing_or_null()) {
      auto field = read_field(value["sticky"], where.at("sticky"));
      if (!field) return tl::unexpected(field.error());
      node.sticky = *std::move(field);
    }
    if (!value["seed"].is_missing_or_null()) {
      const auto seed = value["seed"].to_uint64();
      if (!seed) return wrong_at(where.at("seed"), "must be a whole number, not below zero");
      node.seed = *seed;
    }
    return Route(std::move(node));
  }

  Result<Route> read_fastest(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = only(value, {"fastest", "by", "quantile", "explore_permille"}, where); !ok)
      return tl::unexpected(ok.error());
    Fastest node;
    if (auto ok = read_children(node.children, value["fastest"], where.at("fastest"), depth); !ok)
      return tl::unexpected(ok.error());
    if (!value["by"].is_missing_or_null()) {
      const auto by = read_word(value["by"], routing::kByNames, where.at("by"));
      if (!by) return tl::unexpected(by.error());
      node.by = *by;
    }
    if (!value["quantile"].is_missing_or_null()) {
      const auto which =
          read_word(value["quantile"], routing::kQuantileNames, where.at("quantile"));
      if (!which) return tl::unexpected(which.error());
      node.quantile = *which;
    }
    if (!value["explore_permille"].is_missing_or_null()) {
      const auto share = read_whole(value["explore_permille"], 1000, where.at("explore_permille"));
      if (!share) return tl::unexpected(share.error());
      node.explore_permille = static_cast<int>(*share);
    }
    return Route(std::move(node));
  }

  Result<Route> read_cheapest(Value value, const Pointer& where, std::size_t depth) {
    return read_plain<Cheapest>(value, "cheapest", where, depth);
  }
  Result<Route> read_least_loaded(Value value, const Pointer& where, std::size_t depth) {
    return read_plain<LeastLoaded>(value, "least_loaded", where, depth);
  }
  template <class Node>
  Result<Route> read_plain(Value value, std::string_view name, const Pointer& where,
                           std::size_t depth) {
    if (auto ok = only(value, {name}, where); !ok) return tl::unexpected(ok.error());
    Node node;
    if (auto ok = read_children(node.children, value[name], where.at(name), depth); !ok)
      return tl::unexpected(ok.error());
    return Route(std::move(node));
  }

  Result<Route> read_conditional(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = only(value, {"when", "otherwise"}, where); !ok) return tl::unexpected(ok.error());
    Conditional node;
    const auto read_case = [&](Value one, const Pointer& here) -> Result<void> {
      if (auto ok = only(one, {"if", "to"}, here); !ok) return ok;
      auto condition = read_condition(one["if"], here.at("if"), depth + 1);
      if (!condition) return tl::unexpected(condition.error());
      auto child = read_to(one, here, depth);
      if (!child) return tl::unexpected(child.error());
      node.cases.push_back({*std::move(condition), *std::move(child)});
      return {};
    };
    if (auto ok = each(value["when"], where.at("when"), read_case); !ok)
      return tl::unexpected(ok.error());
    if (!value["otherwise"].is_missing_or_null()) {
      auto child = read(value["otherwise"], where.at("otherwise"), depth + 1);
      if (!child) return tl::unexpected(child.error());
      node.fallthrough = *std::move(child);
    }
    return Route(std::move(node));
  }

  Result<Condition> read_condition(Value value, const Pointer& where, std::size_t depth) {
    if (auto ok = count(where, depth); !ok) return tl::unexpected(ok.error());
    if (value.size() == 0 || !value.is_object())
      return wrong_at(where, "must be an object with all, any, not or field");
    if (value["field"]) return read_comparison(value, where);
    const Member member = *value.members().begin();
    const auto op = routing::kOpNames.find(member.name);
    if (!op || *op > Condition::Op::Not || value.size() != 1)
      return wrong_at(where, "must be an object with all, any, not or field");
    Condition condition;
    condition.op = *op;
    const auto read_one = [&](Value one, const Pointer& here) -> Result<void> {
      auto inner = read_condition(one, here, depth + 1);
      if (!inner) return tl::unexpected(inner.error());
      condition.of.push_back(*std::move(inner));
      return {};
    };
    const Pointer here = where.at(member.name);
    auto ok = *op == Condition::Op::Not ? read_one(member.value, here)
                                        : each(member.value, here, read_one);
    if (!ok) return tl::unexpected(ok.error());
    return condition;
  }

  // {"field": "tokens", "gte": 1000, "lt": 5000} compares twice.
  Result<Condition> read_comparison(Value value, const Pointer& where) {
    auto field = read_field(value["field"], where.at("field"));
    if (!field) return tl::unexpected(field.error());
    Condition all;
    for (const Member member : value.members()) {
      if (member.name == "field") continue;
      const Pointer here = where.at(member.name);
      const auto op = routing::kOpNames.find(member.name);
      if (!op || *op < Condition::Op::Eq)
        return wrong_at(here, "must be one of eq, ne, in, gt, gte, lt, lte, contains");
      Condition one;
      one.op = *op;
      one.field = *field;
      if (auto ok = read_values(one, member.value, here); !ok) return tl::unexpected(ok.error());
      all.of.push_back(std::move(one));
    }
    if (all.of.empty()) return wrong_at(where, "compares with nothing");
    if (all.of.size() > 1) return all;
    Condition single = std::move(all.of.front());
    return single;
  }

  Result<void> read_values(Condition& to, Value value, const Pointer& where) {
    const auto read_one = [&](Value one, const Pointer& here) -> Result<void> {
      auto read = read_value(one, here);
      if (!read) return tl::unexpected(read.error());
      to.values.push_back(*std::move(read));
      return {};
    };
    return to.op == Condition::Op::In ? each(value, where, read_one) : read_one(value, where);
  }

  Result<Route> read_to(Value value, const Pointer& where, std::size_t depth) {
    const Value child = value["to"];
    if (!child) return wrong_at(where.at("to"), "says where to go, and is missing");
    return read(child, where.at("to"), depth + 1);
  }

  Result<void> read_children(std::vector<Route>& to, Value value, const Pointer& where,
                             std::size_t depth) {
    return each(value, where, [&](Value child, const Pointer& here) -> Result<void> {
      auto route = read(child, here, depth + 1);
      if (!route) return tl::unexpected(route.error());
      to.push_back(*std::move(route));
      return {};
    });
  }

  template <class Function>
  static Result<void> each(Value list, const Pointer& where, Function&& read_one) {
    if (!list.is_array()) return wrong_at(where, "must be an array");
    std::size_t index = 0;
    for (const Value element : list.elements())
      if (auto ok = read_one(element, where.at(index++)); !ok) return ok;
    return {};
  }

  std::size_t nodes_ = 0;
};

const std::array<RouteReader::Kind, 7> RouteReader::kKinds{{
    {"provider", &RouteReader::read_target},
    {"fallback", &RouteReader::read_fallback},
    {"weighted", &RouteReader::read_weighted},
    {"fastest", &RouteReader::read_fastest},
    {"cheapest", &RouteReader::read_cheapest},
    {"least_loaded", &RouteReader::read_least_loaded},
    {"when", &RouteReader::read_conditional},
}};

}  // namespace

Result<Route> Route::parse(std::string_view json_text) {
  json::Document document;
  if (auto ok = document.parse(std::string(json_text), kMaxJsonDepth); !ok)
    return wrong_at({}, ok.error().message());
  auto route = RouteReader().read(document.root(), {}, 1);
  if (!route) return route;
  if (auto ok = route->check(); !ok) return tl::unexpected(ok.error());
  return route;
}

Result<Route> Route::from_json(const JsonText& json) { return parse(json.text()); }

}  // namespace omnillm
