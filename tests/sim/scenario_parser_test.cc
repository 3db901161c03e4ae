#include "sim/scenario_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kSmall = R"(
providers:
  - name: openai
    keys: {count: 2, tpm: 90k}
traffic:
  arrivals: {poisson: 5/s}
)";

std::string mistake_in(const std::string& text) {
  const auto scenario = parse_scenario(text, "s.yaml");
  return scenario ? "none" : scenario.error().message();
}

TEST(ParseScenario, FillsInWhatIsNotSaid) {
  const auto scenario = parse_scenario(kSmall, "s.yaml");
  ASSERT_TRUE(scenario) << scenario.error();
  EXPECT_EQ(scenario->duration, 5min);
  EXPECT_EQ(scenario->providers[0].keys[0].limits.tpm, 90'000);
  EXPECT_EQ(scenario->traffic[0].arrivals.gap, 200ms);
  EXPECT_EQ(scenario->name, "s.yaml");
}

TEST(ParseScenario, TellsThePoolHowTheProviderCountsUnlessItIsToBeMistaken) {
  const auto scenario = parse_scenario(R"(
providers:
  - name: a
    enforcement: sliding_minute
    keys: [{name: x}, {name: y, assumed: token_bucket}]
traffic: {arrivals: {poisson: 5/s}}
)",
                                       "s.yaml");
  ASSERT_TRUE(scenario) << scenario.error();
  EXPECT_EQ(scenario->providers[0].keys[0].limits.enforcement, Enforcement::SlidingMinute);
  EXPECT_EQ(scenario->providers[0].keys[1].limits.enforcement, Enforcement::TokenBucket);
}

TEST(ParseScenario, ReadsEveryShapeOfDistribution) {
  const auto scenario = parse_scenario(R"(
providers:
  - name: a
    latency: {lognormal: 800ms, sigma: 0.7, max: 30s}
    network: {uniform: [5ms, 15ms]}
    first_byte: {exponential: 300ms, min: 50ms}
    keys: {}
traffic: {arrivals: {poisson: 5/s}, prompt_tokens: 500, estimate: {fixed: 1.25}}
)",
                                       "s.yaml");
  ASSERT_TRUE(scenario) << scenario.error();
  const ProviderPlan& provider = scenario->providers[0];
  EXPECT_EQ(provider.latency,
            (Distribution{
                .kind = Distribution::Kind::Lognormal, .first = 8e8, .second = 0.7, .max = 3e10}));
  EXPECT_EQ(provider.network.second, 15e6);
  EXPECT_EQ(provider.first_byte->min, 5e7);
  EXPECT_EQ(scenario->traffic[0].estimate_factor.first, 1.25);
}

TEST(ParseScenario, NamesTheLineTheColumnAndWhatWasMeant) {
  EXPECT_EQ(mistake_in("providers:\n  - name: a\n    latancy: 1s\n    keys: {}\n"
                       "traffic: {arrivals: {poisson: 5/s}}\n"),
            "s.yaml:3:5: provider has no member 'latancy'; did you mean 'latency'?");
}

TEST(ParseScenario, SaysWhatToWriteInsteadOfABadValue) {
  EXPECT_EQ(mistake_in(std::string(kSmall) + "duration: 5 apples\n"),
            "s.yaml:7:11: 'duration' cannot be '5 apples'; write a time like 250ms, 30s or 1m30s");
}

TEST(ParseScenario, ListsSeveralMistakesInTheOrderOfTheFile) {
  const std::string found = mistake_in(std::string(kSmall) + "sed: 4\nduration: x\n");
  EXPECT_THAT(found,
              HasSubstr("s.yaml:7:1: the scenario has no member 'sed'; did you mean 'seed'"));
  EXPECT_LT(found.find(":7:"), found.find(":8:"));
}

TEST(ParseScenario, RefusesAnEventForAKeyThatDoesNotExist) {
  EXPECT_THAT(mistake_in(std::string(kSmall) + "events:\n  - {at: 5s, revoke: openai-003}\n"),
              HasSubstr("there is no provider or key 'openai-003'"));
  EXPECT_EQ(mistake_in(std::string(kSmall) + "events:\n  - {at: 5s, revoke: openai-002}\n"),
            "none");
}

TEST(ParseScenario, RefusesAMemberThatStandsThereTwice) {
  EXPECT_THAT(mistake_in(std::string(kSmall) + "seed: 4\nseed: 5\n"), HasSubstr("a second time"));
}

TEST(ParseScenario, RefusesWhatIsNotAScenario) {
  for (const char* text : {"", "[1, 2]", "hello", "a: [", "&a [*a]", "providers: {name: a}"})
    EXPECT_NE(mistake_in(text), "none") << text;
}

TEST(ParseScenario, RefusesWhatIsNestedTooDeepOrTooLarge) {
  EXPECT_THAT(mistake_in(std::string(10'000, '[')), HasSubstr("nested"));
  EXPECT_THAT(mistake_in(std::string(10'000, '-')), HasSubstr("nested"));
  std::string dashes;
  for (int i = 0; i < 1'000; ++i) dashes += "- ";
  EXPECT_THAT(mistake_in(dashes), HasSubstr("nested"));
  EXPECT_THAT(mistake_in(std::string(300'000, ' ')), HasSubstr("256 KiB"));
}

TEST(ParseScenario, RefusesPricesFinerThanAPicoDollar) {
  EXPECT_THAT(mistake_in("providers:\n  - name: a\n    price: {input: 0.0000001}\n    keys: {}\n"
                         "traffic: {arrivals: {poisson: 5/s}}\n"),
              HasSubstr("dollars per million tokens"));
}

}  // namespace
}  // namespace omnillm::sim
