// A plan is made for every call: the usual ones must not allocate.

#include <gtest/gtest.h>

#include <array>

#include "omnillm/routing.h"
#include "routing/latency_window.h"
#include "support/allocation_counter.h"

namespace omnillm {
namespace {

using namespace omnillm::route;
using testing_support::AllocationCounter;

std::uint64_t allocations_of(const Route& route) {
  const std::array known{TargetHealth{.provider = "a", .in_flight = 3},
                         TargetHealth{.provider = "b", .price = Money::from_nanos(5)}};
  LlmRequest request;
  request.user = "ann";
  request.input = {Message::user("hello")};
  Rng rng(1);
  const AllocationCounter counter;
  const RouteInput input = RouteInput::of(request);
  const Plan order = plan(route, input, RouteHealth(known), rng);
  PlanWalk walk(order);
  static_cast<void>(walk.first());
  static_cast<void>(walk.after(ErrorKind::Server));
  return counter.count();
}

TEST(RoutingAllocation, NothingForOneTarget) { EXPECT_EQ(allocations_of(to("a")), 0U); }

TEST(RoutingAllocation, NothingForAFallbackOfTwo) {
  EXPECT_EQ(allocations_of(fallback({to("a"), on({ErrorKind::ContextLength}, to("b"))})), 0U);
}

TEST(RoutingAllocation, NothingForASplitThatUsersStickTo) {
  EXPECT_EQ(allocations_of(weighted({{9, to("a")}, {1, to("b")}}).sticky_by("user")), 0U);
}

TEST(RoutingAllocation, NothingForAChoiceInAConditionInAFallback) {
  EXPECT_EQ(allocations_of(when(field("tokens").lt(1000),
                                fallback({fastest({to("a"), to("b")}), cheapest({to("b")})}))),
            0U);
}

TEST(RoutingAllocation, NothingForASampleOfLatency) {
  routing::LatencyWindow window;
  const AllocationCounter counter;
  for (int i = 0; i < 100; ++i) window.record(Duration(i));
  EXPECT_EQ(window.summary().samples, 64U);
  EXPECT_EQ(counter.count(), 0U);
}

}  // namespace
}  // namespace omnillm
