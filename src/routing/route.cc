#include "omnillm/route.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>
#include <variant>

#include "routing/visit.h"

namespace omnillm {

std::ostream& operator<<(std::ostream& out, const Target& target) {
  out << target.provider;
  if (!target.model.empty()) out << '/' << target.model;
  return out;
}

Route::Route() : Route(Target{}) {}
Route::Route(Target target) : node_(std::make_shared<RouteNode>(RouteNode{std::move(target)})) {}
Route::Route(Fallback node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}
Route::Route(Weighted node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}
Route::Route(Fastest node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}
Route::Route(Cheapest node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}
Route::Route(LeastLoaded node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}
Route::Route(Conditional node) : node_(std::make_shared<RouteNode>(RouteNode{std::move(node)})) {}

bool operator==(const Route& a, const Route& b) {
  return a.node_ == b.node_ || *a.node_ == *b.node_;
}

std::ostream& operator<<(std::ostream& out, const Route& route) {
  return out << to_json(route).text();
}

namespace {

void collect(const Route& route, std::size_t depth, std::size_t& nodes,
             std::vector<const Target*>& found) {
  if (depth > kMaxRouteDepth || ++nodes > kMaxRouteNodes) return;
  if (const auto* target = std::get_if<Target>(&route.node().kind)) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Target* each) { return *each == *target; });
    if (!known) found.push_back(target);
    return;
  }
  routing::for_each_child(route.node(),
                          [&](const Route& child) { collect(child, depth + 1, nodes, found); });
}

}  // namespace

std::vector<const Target*> Route::targets() const {
  std::vector<const Target*> found;
  std::size_t nodes = 0;
  collect(*this, 1, nodes, found);
  return found;
}

Weighted Weighted::sticky_by(std::string_view field) && {
  const auto parsed = RouteField::parse(field);
  sticky = parsed ? *parsed : RouteField{RouteField::Kind::Metadata, std::string(field)};
  return std::move(*this);
}

Weighted Weighted::seeded(std::uint64_t value) && {
  seed = value;
  return std::move(*this);
}

Fastest Fastest::by_total() && {
  by = By::Total;
  return std::move(*this);
}

Fastest Fastest::at(LatencyQuantile which) && {
  quantile = which;
  return std::move(*this);
}

Fastest Fastest::exploring(int permille) && {
  explore_permille = permille;
  return std::move(*this);
}

Conditional Conditional::when(Condition condition, Route route) && {
  cases.push_back({std::move(condition), std::move(route)});
  return std::move(*this);
}

Conditional Conditional::otherwise(Route route) && {
  fallthrough = std::move(route);
  return std::move(*this);
}

namespace route {

Route to(std::string provider, std::string model, Overrides overrides) {
  return Target{std::move(provider), std::move(model), std::move(overrides)};
}
Fallback fallback(std::vector<Fallback::Step> steps) { return {std::move(steps)}; }
Fallback::Step on(ErrorKinds kinds, Route route) { return {std::move(route), kinds}; }
Weighted weighted(std::vector<Weighted::Share> shares) { return {std::move(shares), {}, 0}; }
Fastest fastest(std::vector<Route> children) { return {.children = std::move(children)}; }
Cheapest cheapest(std::vector<Route> children) { return {std::move(children)}; }
LeastLoaded least_loaded(std::vector<Route> children) { return {std::move(children)}; }
Conditional when(Condition condition, Route route) {
  return Conditional{}.when(std::move(condition), std::move(route));
}

}  // namespace route
}  // namespace omnillm
