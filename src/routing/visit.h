// The children of any node of a route, in the order they are written.

#ifndef OMNILLM_ROUTING_VISIT_H_
#define OMNILLM_ROUTING_VISIT_H_

#include <variant>

#include "omnillm/route.h"

namespace omnillm::routing {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

template <class Function>
void for_each_child(const RouteNode& node, Function&& visit) {
  const auto of_children = [&](const auto& each) {
    for (const Route& child : each.children) visit(child);
  };
  std::visit(Overloaded{[](const Target&) {},
                        [&](const Fallback& each) {
                          for (const Fallback::Step& step : each.steps) visit(step.route);
                        },
                        [&](const Weighted& each) {
                          for (const Weighted::Share& share : each.shares) visit(share.route);
                        },
                        [&](const Fastest& each) { of_children(each); },
                        [&](const Cheapest& each) { of_children(each); },
                        [&](const LeastLoaded& each) { of_children(each); },
                        [&](const Conditional& each) {
                          for (const Conditional::Case& one : each.cases) visit(one.route);
                          if (each.fallthrough) visit(*each.fallthrough);
                        }},
             node.kind);
}

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_VISIT_H_
