#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/route.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

struct Row {
  Route route;
  const char* begins;
};

class RouteCheckTable : public testing::TestWithParam<Row> {};

TEST_P(RouteCheckTable, PointsAtWhatIsWrong) {
  const auto result = GetParam().route.check();
  ASSERT_FALSE(result) << GetParam().route;
  EXPECT_EQ(result.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(result.error().message().rfind(GetParam().begins, 0), 0U) << result.error();
}

Condition broken(Condition::Op op, std::vector<RouteValue> values) {
  return {op, {}, {RouteField::Kind::Model, {}}, std::move(values)};
}

Condition not_of_nothing() {
  Condition condition;
  condition.op = Condition::Op::Not;
  return condition;
}

Route deep() {
  Route route = to("a");
  for (int i = 0; i < 20; ++i) route = fallback({route});
  return route;
}

Route large() { return fallback(std::vector<Fallback::Step>(kMaxRouteNodes + 1, to("a"))); }

INSTANTIATE_TEST_SUITE_P(
    Rows, RouteCheckTable,
    testing::Values(
        Row{Route(), "/provider: a target needs"}, Row{fallback({}), "/fallback: needs a step"},
        Row{fallback({to("a"), to("")}), "/fallback/1/provider: a target"},
        Row{fallback({on({ErrorKind::ContextLength}, to("a"))}), "/fallback/0/on: no error"},
        Row{fallback({to("a"), on({ErrorKind::Server}, to(""))}), "/fallback/1/to/provider: "},
        Row{weighted({}), "/weighted: needs a child"},
        Row{weighted({{0, to("a")}}), "/weighted: needs a child"},
        Row{weighted({{-1, to("a")}}), "/weighted/0/weight: must"},
        Row{weighted({{1, to("")}}), "/weighted/0/to/provider: a target"},
        Row{fastest({}), "/fastest: needs a child"}, Row{cheapest({}), "/cheapest: needs a child"},
        Row{least_loaded({}), "/least_loaded: needs a child"},
        Row{fastest({to("a")}).exploring(1001), "/explore_permille: must"},
        Row{cheapest({to("a"), fastest({to("")})}), "/cheapest/1/fastest/0/provider: "},
        Row{Conditional{}, "/when: needs a case"},
        Row{when(all({}), to("")), "/when/0/to/provider: "},
        Row{when(all({}), to("a")).otherwise(to("")), "/otherwise/provider: "},
        Row{when(not_of_nothing(), to("a")), "/when/0/if/not: negates"},
        Row{when(broken(Condition::Op::Eq, {}), to("a")), "/when/0/if: compares with one"},
        Row{when(broken(Condition::Op::In, {RouteValue{}}), to("a")), "/when/0/if: compares"},
        Row{to("a", "", {.max_output_tokens = -1}), "/overrides/max_output_tokens: "},
        Row{deep(), "/fallback/0/fallback/0/"}, Row{large(), "/fallback/1023: the route has"}));

TEST(RouteCheck, PassesARouteOfEverything) {
  const Route route =
      when(field("tokens").gt(5) && !field("user").in({"a", "b"}),
           fastest({to("a"), to("b")}).by_total())
          .when(field("header.x").contains("y"), cheapest({to("c"), least_loaded({to("d")})}))
          .otherwise(fallback({weighted({{1, to("e")}, {0, to("f")}}).sticky_by("session"),
                               on({ErrorKind::ContextLength}, to("g"))}));
  EXPECT_TRUE(route.check());
  EXPECT_EQ(route.targets().size(), 7U);
}

TEST(RouteTargets, AreListedOnceInTheirOrder) {
  const Route route = fallback({to("b"), cheapest({to("a"), to("b")}), to("b", "m")});
  std::string names;
  for (const Target* target : route.targets()) {
    names += target->provider + "/" + target->model + " ";
  }
  EXPECT_EQ(names, "b/ a/ b/m ");
}

TEST(RouteNodeTest, IsWhatTheRouteWasMadeOf) {
  const Route route = to("openai", "gpt-4.1");
  EXPECT_EQ(std::get<Target>(route.node().kind).model, "gpt-4.1");
}

}  // namespace
}  // namespace omnillm
