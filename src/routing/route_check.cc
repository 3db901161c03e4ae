// Route::check(): what no gateway should be started with.

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "omnillm/route.h"
#include "routing/config_error.h"
#include "routing/visit.h"

namespace omnillm {
namespace {

using json::Pointer;
using routing::wrong_at;

constexpr std::int64_t kMaxWeight = 1'000'000'000;

class RouteCheck {
 public:
  Result<void> check(const Route& route, const Pointer& where, std::size_t depth) {
    if (auto ok = count(where, depth); !ok) return ok;
    return std::visit([&](const auto& node) { return check_node(node, where, depth); },
                      route.node().kind);
  }

 private:
  Result<void> count(const Pointer& where, std::size_t depth) {
    if (depth > kMaxRouteDepth) return wrong_at(where, "the route is nested too deep");
    if (++nodes_ > kMaxRouteNodes) return wrong_at(where, "the route has too many nodes");
    return {};
  }

  Result<void> check_node(const Target& target, const Pointer& where, std::size_t) {
    if (target.provider.empty()) return wrong_at(where.at("provider"), "a target needs a provider");
    const auto& cap = target.overrides.max_output_tokens;
    if (cap && *cap <= 0)
      return wrong_at(where.at("overrides").at("max_output_tokens"), "must be above zero");
    return {};
  }

  Result<void> check_node(const Fallback& node, const Pointer& where, std::size_t depth) {
    const Pointer list = where.at("fallback");
    if (node.steps.empty()) return wrong_at(list, "needs a step");
    if (!node.steps.front().on.empty())
      return wrong_at(list.at(0).at("on"), "no error comes before the first step");
    for (std::size_t i = 0; i < node.steps.size(); ++i)
      if (auto ok = check_child(node.steps[i].route, !node.steps[i].on.empty(), list.at(i), depth);
          !ok)
        return ok;
    return {};
  }

  Result<void> check_node(const Weighted& node, const Pointer& where, std::size_t depth) {
    const Pointer list = where.at("weighted");
    bool any = false;
    for (std::size_t i = 0; i < node.shares.size(); ++i) {
      const Weighted::Share& share = node.shares[i];
      if (share.weight < 0 || share.weight > kMaxWeight)
        return wrong_at(list.at(i).at("weight"), "must be from 0 to 1000000000");
      any = any || share.weight > 0;
      if (auto ok = check_child(share.route, true, list.at(i), depth); !ok) return ok;
    }
    if (!any) return wrong_at(list, "needs a child with a weight above zero");
    if (node.sticky && is_named(node.sticky->kind) && node.sticky->name.empty())
      return wrong_at(where.at("sticky"), "needs a name behind the dot");
    return {};
  }

  Result<void> check_node(const Fastest& node, const Pointer& where, std::size_t depth) {
    if (node.explore_permille < 0 || node.explore_permille > 1000)
      return wrong_at(where.at("explore_permille"), "must be from 0 to 1000");
    return check_children(node.children, where.at("fastest"), depth);
  }
  Result<void> check_node(const Cheapest& node, const Pointer& where, std::size_t depth) {
    return check_children(node.children, where.at("cheapest"), depth);
  }
  Result<void> check_node(const LeastLoaded& node, const Pointer& where, std::size_t depth) {
    return check_children(node.children, where.at("least_loaded"), depth);
  }

  Result<void> check_node(const Conditional& node, const Pointer& where, std::size_t depth) {
    const Pointer list = where.at("when");
    if (node.cases.empty()) return wrong_at(list, "needs a case");
    for (std::size_t i = 0; i < node.cases.size(); ++i) {
      const Pointer here = list.at(i);
      if (auto ok = check_condition(node.cases[i].condition, here.at("if"), depth + 1); !ok)
        return ok;
      if (auto ok = check_child(node.cases[i].route, true, here, depth); !ok) return ok;
    }
    if (node.fallthrough) return check(*node.fallthrough, where.at("otherwise"), depth + 1);
    return {};
  }

  Result<void> check_children(const std::vector<Route>& children, const Pointer& list,
                              std::size_t depth) {
    if (children.empty()) return wrong_at(list, "needs a child");
    for (std::size_t i = 0; i < children.size(); ++i)
      if (auto ok = check_child(children[i], false, list.at(i), depth); !ok) return ok;
    return {};
  }

  // A child stands in its list, or under "to" where there is something more to say of it.
  Result<void> check_child(const Route& child, bool wrapped, const Pointer& where,
                           std::size_t depth) {
    return wrapped ? check(child, where.at("to"), depth + 1) : check(child, where, depth + 1);
  }

  Result<void> check_condition(const Condition& condition, const Pointer& where,
                               std::size_t depth) {
    using Op = Condition::Op;
    if (auto ok = count(where, depth); !ok) return ok;
    if (condition.op == Op::Not && condition.of.size() != 1)
      return wrong_at(where.at("not"), "negates one condition");
    if (condition.op == Op::All || condition.op == Op::Any || condition.op == Op::Not) {
      for (const Condition& each : condition.of)
        if (auto ok = check_condition(each, where, depth + 1); !ok) return ok;
      return {};
    }
    if (is_named(condition.field.kind) && condition.field.name.empty())
      return wrong_at(where.at("field"), "needs a name behind the dot");
    if (condition.op != Op::In && condition.values.size() != 1)
      return wrong_at(where, "compares with one value");
    const bool complete = std::none_of(
        condition.values.begin(), condition.values.end(),
        [](const RouteValue& each) { return std::holds_alternative<std::monostate>(each); });
    if (!complete) return wrong_at(where, "compares with a text, a number, true or false");
    return {};
  }

  static bool is_named(RouteField::Kind kind) {
    return kind == RouteField::Kind::Metadata || kind == RouteField::Kind::Header;
  }

  std::size_t nodes_ = 0;
};

}  // namespace

Result<void> Route::check() const { return RouteCheck().check(*this, {}, 1); }

}  // namespace omnillm
