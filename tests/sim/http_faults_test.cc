#include "sim/http_faults.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "support/source_tree.h"

namespace omnillm::sim {
namespace {

const FaultSubject kStream{.provider = "openai", .key = "a", .model = "m", .streams = true};
const FaultSubject kCall{.provider = "openai", .key = "a", .model = "m"};

TEST(FaultRows, StandInTheDocument) {
  std::ifstream file(in_source_tree("docs/sim.md"));
  std::stringstream text;
  text << file.rdbuf();
  for (const FaultRow& row : fault_rows()) {
    const std::string scope = row.scope == FaultScope::Any ? "any" : "streams";
    const std::string line =
        "| `" + std::string(row.name) + "` | " + scope + " | " + std::string(row.what) + " |\n";
    EXPECT_NE(text.str().find(line), std::string::npos) << line;
  }
}

TEST(FaultRows, AreFoundByTheirNames) {
  for (const FaultRow& row : fault_rows()) EXPECT_EQ(find_fault(row.name), &row);
  EXPECT_EQ(find_fault("nothing"), nullptr);
}

TEST(FaultPlanDue, HappensToEverybodyWhenNothingElseIsSaid) {
  FaultPlan plan(Rng(1));
  ASSERT_TRUE(plan.add({.name = "server_error"}));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(plan.due(kCall)->kind, FaultKind::Server);
}

TEST(FaultPlanDue, LetsPassWhatItsConditionsDoNotName) {
  for (const SimFault& fault : {SimFault{.name = "server_error", .provider = "gemini"},
                                SimFault{.name = "server_error", .key = "b"},
                                SimFault{.name = "server_error", .model = "n"}}) {
    FaultPlan plan(Rng(1));
    ASSERT_TRUE(plan.add(fault));
    EXPECT_FALSE(plan.due(kCall));
  }
}

TEST(FaultPlanDue, KeepsFaultsOfStreamsFromCalls) {
  FaultPlan plan(Rng(1));
  ASSERT_TRUE(plan.add({.name = "duplicate_end"}));
  EXPECT_FALSE(plan.due(kCall));
  EXPECT_TRUE(plan.due(kStream));
}

TEST(FaultPlanDue, CountsAfterEveryAndTimes) {
  FaultPlan plan(Rng(1));
  ASSERT_TRUE(plan.add({.name = "server_error", .after = 2, .every = 3, .times = 2}));
  std::string seen;
  for (int i = 0; i < 12; ++i) seen += plan.due(kCall) ? 'x' : '.';
  EXPECT_EQ(seen, "..x..x......");
}

TEST(FaultPlanDue, HappensInItsShareByChance) {
  FaultPlan plan(Rng(1));
  ASSERT_TRUE(plan.add({.name = "server_error", .share = 0.25}));
  int happened = 0;
  for (int i = 0; i < 10'000; ++i) happened += plan.due(kCall).has_value();
  EXPECT_NEAR(happened, 2'500, 150);
}

TEST(FaultPlanDue, GivesTheFirstOfSeveral) {
  FaultPlan plan(Rng(1));
  ASSERT_TRUE(plan.add({.name = "unavailable", .times = 1}));
  ASSERT_TRUE(plan.add({.name = "server_error"}));
  EXPECT_EQ(plan.due(kCall)->kind, FaultKind::Unavailable);
  EXPECT_EQ(plan.due(kCall)->kind, FaultKind::Server);
}

TEST(FaultPlanAdd, RefusesWhatMakesNoSense) {
  FaultPlan plan(Rng(1));
  EXPECT_FALSE(plan.add({.name = "earthquake"}));
  EXPECT_FALSE(plan.add({.name = "server_error", .share = 1.5}));
  EXPECT_FALSE(plan.add({.name = "server_error", .every = 0}));
  EXPECT_FALSE(plan.add({.name = "server_error", .after = -1}));
}

}  // namespace
}  // namespace omnillm::sim
