// Every ready scenario is run as it stands, and its report is held to what the scenario promises.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "sim/key_search.h"
#include "sim/report_json.h"
#include "sim/report_text.h"
#include "sim/scenario_parser.h"
#include "sim/simulation.h"
#include "sim/text_table.h"
#include "support/source_tree.h"

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;

Scenario load(const std::string& name) {
  const std::string path = in_source_tree("examples/scenarios/" + std::string(name) + ".yaml");
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  auto scenario = parse_scenario(text.str(), path);
  if (!scenario) {
    ADD_FAILURE() << scenario.error();
    return {};
  }
  return *scenario;
}

// Runs each scenario once, however many tests look at its report.
const Report& report_of(const std::string& name) {
  static std::map<std::string, Report> reports;
  const auto known = reports.find(name);
  if (known != reports.end()) return known->second;
  auto report = simulate(load(name));
  if (!report) ADD_FAILURE() << report.error();
  return reports.emplace(name, report ? *report : Report{}).first->second;
}

class ReadyScenario : public testing::TestWithParam<const char*> {};

TEST_P(ReadyScenario, IsConservedAndMeetsWhatItExpects) {
  const Report& report = report_of(GetParam());
  EXPECT_TRUE(report.conservation.holds) << report.conservation.broken;
  EXPECT_GT(report.conservation.instants, 1'000);
  EXPECT_FALSE(report.expectations.empty());
  EXPECT_TRUE(report.passed()) << to_text(report, false);
  EXPECT_EQ(report.offered, report.served + report.refused + report.failed);
}

TEST_P(ReadyScenario, PrintsWithinAHundredColumns) {
  std::istringstream text(to_text(report_of(GetParam()), false));
  for (std::string line; std::getline(text, line);) EXPECT_LE(width_of(line), 100u) << line;
}

INSTANTIATE_TEST_SUITE_P(All, ReadyScenario,
                         testing::Values("hundreds_of_keys", "four_enforcements_token_bucket",
                                         "four_enforcements_fixed_minute",
                                         "four_enforcements_sliding_minute",
                                         "four_enforcements_per_second", "quota_halved",
                                         "dead_key_of_eight", "budget_cap"));

class AnyEnforcement : public testing::TestWithParam<const char*> {};

TEST_P(AnyEnforcement, SeesNo429AtNinetyNinePercentOfWhatTheKeysAdmit) {
  const Report& report = report_of(std::string("four_enforcements_") + GetParam());
  EXPECT_EQ(report.limited, 0);
  EXPECT_EQ(report.served, report.offered);
  EXPECT_LE(report.wait.p99, 1s);
}

INSTANTIATE_TEST_SUITE_P(All, AnyEnforcement,
                         testing::Values("token_bucket", "fixed_minute", "sliding_minute",
                                         "per_second"));

// One provider each that counts by token bucket, fixed minute, sliding minute and slices.
TEST(QuotaHalved, IsFollowedWithinTheWindowThatComesNext) {
  Scenario scenario = load("quota_halved");
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    scenario.seed = seed;
    const Report report = simulate(scenario).value();
    EXPECT_EQ(report.served, report.offered);
    ASSERT_EQ(report.events.size(), 4u);
    for (const EventReport& event : report.events) {
      EXPECT_LE(event.met, 4) << event.event.target << ", seed " << seed;
      if (event.event.target == "sliced-001") continue;
      EXPECT_LE(event.last_met.value_or(0s), event.event.at + 2min)
          << event.event.target << ", seed " << seed;
    }
  }
}

// What is left of a second does not tell how fast to go: that is tried, but not at once.
TEST(QuotaHalved, IsTriedAgainBySlicesAfterFourMinutesAtTheEarliest) {
  Scenario scenario = load("quota_halved");
  scenario.duration = 6min;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    scenario.seed = seed;
    const Report report = simulate(scenario).value();
    const EventReport& sliced = report.events.at(3);
    EXPECT_LE(sliced.last_met.value_or(0s), sliced.event.at + 1min) << seed;
  }
}

TEST(QuotaHalved, LeavesMostOfTheOtherHalfInUse) {
  const Report& report = report_of("quota_halved");
  for (const KeyReport& key : report.per_key) {
    if (!key.status.label.ends_with("-001")) continue;
    EXPECT_GE(key.utilisation, 300'000) << key.status.label;
  }
}

TEST(DeadKeyOfEight, FailsNoRequest) {
  const Report& report = report_of("dead_key_of_eight");
  EXPECT_GT(report.unauthorised, 0);
  EXPECT_GT(report.provider_errors, 0);
  EXPECT_EQ(report.failed, 0);
  EXPECT_EQ(report.served, report.offered);
  EXPECT_EQ(report.per_key[2].status.state, KeyState::Quarantined);
}

TEST(DeadKeyOfEight, FailsNoRequestWhateverTheChances) {
  Scenario scenario = load("dead_key_of_eight");
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    scenario.seed = seed;
    const Report report = simulate(scenario).value();
    EXPECT_EQ(report.served, report.offered) << "seed " << seed;
  }
}

TEST(BudgetCap, IsUsedUpAndNeverExceeded) {
  const Report& report = report_of("budget_cap");
  ASSERT_TRUE(report.cap);
  EXPECT_LE(report.spent, *report.cap);
  EXPECT_GE(report.spent.nanos(), report.cap->nanos() / 100 * 95);
  EXPECT_GT(report.refused_by[static_cast<std::size_t>(Refused::Budget)], 0);
  EXPECT_FALSE(report.conservation.unheard.is_zero());
}

TEST(HundredsOfKeys, AreCarriedThroughEverythingThatHappens) {
  const Report& report = report_of("hundreds_of_keys");
  EXPECT_EQ(report.keys, 400);
  EXPECT_GT(report.offered, 60'000);
  EXPECT_EQ(report.failed, 0);
  for (const EventReport& event : report.events) EXPECT_GT(event.keys, 0);
}

TEST(CapacityPlan, FindsTheSmallestNumberOfKeysThatIsEnough) {
  const auto search = find_keys(load("capacity_plan"));
  ASSERT_TRUE(search) << search.error();
  ASSERT_TRUE(search->enough) << to_text(*search, false);
  EXPECT_TRUE(search->find(*search->enough)->report.passed());
  const KeySearch::Tried* fewer = search->find(*search->enough - 1);
  ASSERT_NE(fewer, nullptr);
  EXPECT_FALSE(fewer->report.passed());
}

TEST(Simulate, GivesTheSameBytesForTheSameSeedAndOthersForAnother) {
  Scenario scenario = load("hundreds_of_keys");
  scenario.duration = 70s;
  const Report first = simulate(scenario).value();
  const Report again = simulate(scenario).value();
  EXPECT_EQ(to_text(first, true), to_text(again, true));
  EXPECT_EQ(to_json(first), to_json(again));
  scenario.seed = 99;
  EXPECT_NE(to_json(first), to_json(simulate(scenario).value()));
}

TEST(Simulate, ComesToAnEndWhenTheLoadIsMoreThanTheKeysCarry) {
  Scenario scenario = load("hundreds_of_keys");
  scenario.duration = 150s;
  for (Stream& stream : scenario.traffic) stream.arrivals.gap = stream.arrivals.gap * 4 / 5;
  const Report report = simulate(scenario).value();
  EXPECT_TRUE(report.conservation.holds) << report.conservation.broken;
  EXPECT_EQ(report.offered, report.served + report.refused + report.failed);
  EXPECT_GT(report.wait.max, 1s);
  EXPECT_LE(report.wait.max, 30s);
}

TEST(Simulate, TellsWhatThePoolDoesNotAccept) {
  Scenario scenario = load("dead_key_of_eight");
  scenario.providers[0].keys[0].limits.tpm_burst = 1'000'000'000;
  const auto report = simulate(scenario);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::Configuration);
}

}  // namespace
}  // namespace omnillm::sim
