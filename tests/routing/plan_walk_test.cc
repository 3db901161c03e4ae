#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/routing.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

struct Row {
  const char* name;
  Route route;
  std::vector<ErrorKind> errors;
  const char* tried;  // in this order; the last error found nobody when it is shorter
};

std::string walk(const Route& route, const std::vector<ErrorKind>& errors) {
  Rng rng(1);
  const Plan order = plan(route, {}, {}, rng);
  PlanWalk walk(order);
  const Candidate* at = walk.first();
  std::string tried = at ? at->target->provider : "nobody";
  for (const ErrorKind kind : errors) {
    at = walk.after(kind);
    if (!at) break;
    tried += ' ' + at->target->provider;
  }
  return tried;
}

constexpr auto kServer = ErrorKind::Server;
constexpr auto kLong = ErrorKind::ContextLength;
constexpr auto kPolicy = ErrorKind::ContentPolicy;
constexpr auto kBad = ErrorKind::BadRequest;

Route with_long_context() { return fallback({to("a"), on({kLong}, to("long")), to("b")}); }
Route with_two_steps_behind_an_error() {
  return fallback({to("a"), on({kLong}, fallback({to("x"), to("y")})), to("b")});
}

const Row kRows[] = {
    {"an_error_that_another_can_mend_moves_on", fallback({to("a"), to("b")}), {kServer}, "a b"},
    {"a_bad_request_is_bad_everywhere", fallback({to("a"), to("b")}), {kBad}, "a"},
    {"too_long_is_too_long_unless_a_step_says_so", fallback({to("a"), to("b")}), {kLong}, "a"},
    {"the_step_for_long_prompts", with_long_context(), {kLong}, "a long"},
    {"the_step_for_long_prompts_is_not_for_others", with_long_context(), {kServer}, "a b"},
    {"it_stays_open_for_a_later_error", with_long_context(), {kServer, kLong}, "a b long"},
    {"after_it_the_others_follow", with_long_context(), {kLong, kServer}, "a long b"},
    {"too_long_even_for_it", with_long_context(), {kLong, kLong}, "a long"},
    {"everybody_once", with_long_context(), {kLong, kServer, kServer}, "a long b"},
    {"inside_a_step_an_ordinary_error_moves_on",
     with_two_steps_behind_an_error(),
     {kLong, kServer, kServer},
     "a x y b"},
    {"into_the_middle_of_a_step",
     fallback({to("a"), on({kLong, kPolicy}, fallback({to("x"), on({kPolicy}, to("y"))}))}),
     {kPolicy, kPolicy},
     "a x y"},
    {"a_target_behind_an_error_and_without_it_is_tried_once",
     fallback({to("a"), on({kLong}, to("b")), to("b")}),
     {kLong, kServer},
     "a b"},
    {"and_is_there_without_the_error_too",
     fallback({to("a"), on({kLong}, to("b")), to("b")}),
     {kServer},
     "a b"},
    {"a_step_on_a_bad_request", fallback({to("a"), on({kBad}, to("b"))}), {kBad}, "a b"},
};

class PlanWalkTable : public testing::TestWithParam<Row> {};

TEST_P(PlanWalkTable, TriesTargetsByWhatGoesWrong) {
  EXPECT_EQ(walk(GetParam().route, GetParam().errors), GetParam().tried) << GetParam().route;
}

INSTANTIATE_TEST_SUITE_P(Rows, PlanWalkTable, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PlanWalk, FindsNobodyInAnEmptyPlan) {
  const Plan nobody;
  PlanWalk walk(nobody);
  EXPECT_EQ(walk.first(), nullptr);
  EXPECT_EQ(walk.after(ErrorKind::Server), nullptr);
}

TEST(PlanWalk, DoesNotBeginWithAStepThatNeedsAnError) {
  EXPECT_EQ(walk(fallback({on({kLong}, to("a")), to("b")}), {}), "b");
  EXPECT_EQ(walk(fallback({on({kLong}, to("a"))}), {}), "nobody");
}

}  // namespace
}  // namespace omnillm
