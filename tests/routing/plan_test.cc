#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "omnillm/routing.h"
#include "planning.h"

namespace omnillm {
namespace {

using namespace omnillm::route;
using namespace std::chrono_literals;

struct Row {
  const char* name;
  Route route;
  RouteInput request;
  KnownHealth health;
  const char* order;
};

RouteInput asking(std::string_view model) { return {.model = model}; }

class PlanTable : public testing::TestWithParam<Row> {};

TEST_P(PlanTable, OrdersTheTargets) {
  const Row& row = GetParam();
  EXPECT_EQ(planned(row.route, row.request, row.health), row.order) << row.route;
}

const Condition kIsSmall = field("model").eq("small");

const Row kRows[] = {
    {"one_target", to("a"), {}, {}, "a"},
    {"no_name", Route(), {}, {}, ""},
    {"fallback", fallback({to("a"), to("b"), to("c")}), {}, {}, "a b c"},
    {"cheapest_first_and_the_unpriced_last",
     cheapest({to("a"), to("b"), to("c"), to("d")}),
     {},
     KnownHealth().price("a", 300).price("c", 100).price("d", 200),
     "c d a b"},
    {"free_is_cheaper_than_a_nano_dollar",
     cheapest({to("a"), to("b")}),
     {},
     KnownHealth().price("a", 1).price("b", 0),
     "b a"},
    {"equal_prices_keep_their_order",
     cheapest({to("b"), to("a")}),
     {},
     KnownHealth().price("a", 5).price("b", 5),
     "b a"},
    {"least_loaded",
     least_loaded({to("a"), to("b"), to("c")}),
     {},
     KnownHealth().in_flight("a", 9).in_flight("b", 1).in_flight("c", 4),
     "b c a"},
    {"fastest",
     fastest({to("a"), to("b"), to("c")}).exploring(0),
     {},
     KnownHealth().latency("a", 300ms).latency("b", 100ms).latency("c", 200ms),
     "b c a"},
    {"the_case_that_holds", when(kIsSmall, to("a")).otherwise(to("b")), asking("small"), {}, "a"},
    {"otherwise", when(kIsSmall, to("a")).otherwise(to("b")), asking("large"), {}, "b"},
    {"no_case_and_no_otherwise", when(kIsSmall, to("a")), asking("large"), {}, ""},
    {"the_first_of_two_cases_that_hold",
     when(all({}), to("a")).when(all({}), to("b")),
     {},
     {},
     "a"},
    {"a_failing_target_comes_last",
     fallback({to("a"), to("b"), to("c")}),
     {},
     KnownHealth().failing("a"),
     "b c a"},
    {"failing_targets_keep_their_order",
     fallback({to("a"), to("b"), to("c")}),
     {},
     KnownHealth().failing("a").failing("b").failing("c"),
     "a b c"},
    {"a_failing_target_is_not_the_fastest",
     fastest({to("a"), to("b")}).exploring(1000),
     {},
     KnownHealth().latency("a", 1ms).latency("b", 90ms).failing("a"),
     "b a"},
    {"a_target_is_listed_once", fallback({to("a"), to("b"), to("a")}), {}, {}, "a b"},
    {"its_own_model_or_the_requests_is_the_same",
     fallback({to("a"), to("a", "m")}),
     asking("m"),
     {},
     "a"},
    {"other_models_are_other_targets", fallback({to("a", "m"), to("a", "n")}), {}, {}, "a a"},
    {"other_parameters_are_other_targets",
     fallback({to("a"), to("a", "", {.max_output_tokens = 9})}),
     {},
     {},
     "a a"},
    {"nested_by_the_first_of_each_branch",
     cheapest({fallback({to("a"), to("b")}), fallback({to("c"), to("d")})}),
     {},
     KnownHealth().price("a", 7).price("b", 1).price("c", 5).price("d", 9),
     "c d a b"},
    {"a_branch_is_judged_by_the_first_that_is_not_failing",
     cheapest({fallback({to("a"), to("b")}), to("c")}),
     {},
     KnownHealth().price("a", 1).failing("a").price("b", 9).price("c", 5),
     "c b a"},
    {"a_branch_without_anybody_is_passed_over",
     fallback({when(kIsSmall, to("a")), to("b")}),
     asking("large"),
     {},
     "b"},
    {"three_deep",
     when(field("stream").is_true(),
          fallback({cheapest({to("a"), to("b")}), least_loaded({to("c"), to("d")})}))
         .otherwise(to("e")),
     {.stream = true},
     KnownHealth().price("b", 1).in_flight("c", 3),
     "b a d c"},
};

INSTANTIATE_TEST_SUITE_P(Rows, PlanTable, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Plan, GivesTheModelOfTheTargetOrElseOfTheRequest) {
  const Route route = fallback({to("a", "own"), to("b")});
  Rng rng(1);
  const Plan order = plan(route, asking("asked"), {}, rng);
  ASSERT_EQ(order.size(), 2U);
  EXPECT_EQ(order[0].model, "own");
  EXPECT_EQ(order[1].model, "asked");
}

TEST(Plan, LooksUpHealthByTheModelThatWouldBeSent) {
  const Route route = cheapest({to("a", "x"), to("a", "y")});
  const std::vector<TargetHealth> known{
      {.provider = "a", .model = "x", .price = Money::from_nanos(2)},
      {.provider = "a", .model = "y", .price = Money::from_nanos(1)}};
  Rng rng(1);
  EXPECT_EQ(plan(route, {}, RouteHealth(known), rng)[0].model, "y");
}

TEST(Plan, SaysWhyFromTheRootDown) {
  const Route route = fallback({to("z"), cheapest({to("a"), to("b")})});
  const KnownHealth known = KnownHealth().price("a", 2'000'000).price("b", 1'000'000);
  Rng rng(1);
  const Plan order = plan(route, {}, known.health(), rng);
  ASSERT_EQ(order.size(), 3U);
  ASSERT_EQ(order[1].why.size(), 2U);
  EXPECT_EQ(order[1].why[0].to_string(), "step 2 of 2 of a fallback");
  EXPECT_EQ(order[1].why[1].to_string(), "cheapest 1 of 2, about $0.001");
}

TEST(Plan, ListsNoMoreThanItsBound) {
  std::vector<Fallback::Step> steps;
  for (int i = 0; i < 100; ++i) steps.emplace_back(to("p" + std::to_string(i)));
  Rng rng(1);
  EXPECT_EQ(plan(fallback(steps), {}, {}, rng).size(), kMaxCandidates);
}

TEST(Plan, EndsOnARouteWhoseBranchesAreSharedAThousandTimes) {
  Route route = to("a");
  for (int i = 0; i < 14; ++i) route = fallback({route, route, when(all({}), route)});
  EXPECT_EQ(planned(route), "a");
}

TEST(Plan, PassesOverWhatIsNestedTooDeep) {
  Route route = to("a");
  for (int i = 0; i < 100; ++i) route = fallback({route});
  EXPECT_EQ(planned(route), "");
  EXPECT_FALSE(route.check());
}

TEST(Plan, SharesLoadAmongEquallyLoadedTargets) {
  const Route route = least_loaded({to("a"), to("b")});
  Rng rng(7);
  int first = 0;
  for (int i = 0; i < 1000; ++i) first += providers_of(plan(route, {}, {}, rng)) == "a b" ? 1 : 0;
  EXPECT_NEAR(first, 500, 3 * 16);  // sigma of 1,000 even draws
}

TEST(ExpectedPrice, IsTheBillOfThatManyTokens) {
  ModelPrice price;
  price.rates.input = Rate::from_pico(2'500'000);
  price.rates.output = Rate::from_pico(10'000'000);
  EXPECT_EQ(expected_price(price, 1000, 100), Money::from_nanos(3'500'000));
}

TEST(ExpectedPrice, StaysUnknownWhereThePriceIs) {
  EXPECT_EQ(expected_price(ModelPrice{}, 1000, 100), std::nullopt);
}

}  // namespace
}  // namespace omnillm
