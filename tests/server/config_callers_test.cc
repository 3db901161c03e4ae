#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"

namespace omnillm::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(ABudget, HasAPeriodAZoneAndAlerts) {
  const auto config = read_config(
      "budget: {limit: \"12.50\", period: month, time_zone: Europe/Berlin, hard: false, "
      "alerts: [50, 80%, 100]}");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->budget->limit, Money::parse("12.50").value());
  EXPECT_EQ(config->budget->period, Period::Month);
  EXPECT_EQ(config->budget->time_zone, "Europe/Berlin");
  EXPECT_EQ(config->budget->hardness, Hardness::Soft);
  EXPECT_THAT(config->budget->alert_percent, ElementsAre(50, 80, 100));
}

TEST(ABudget, IsHardAndInTotalWhenItIsAnAmountAlone) {
  const auto config = read_config("budget: 12");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->budget->limit, Money::parse("12").value());
  EXPECT_EQ(config->budget->period, Period::Total);
  EXPECT_EQ(config->budget->hardness, Hardness::Hard);
}

TEST(ABudget, IsRefusedWhereItMakesNoSense) {
  EXPECT_THAT(mistake_in("budget: {period: day}"), HasSubstr("budget: 'limit' is missing"));
  EXPECT_THAT(mistake_in("budget: {limit: 5, period: yearly}"),
              HasSubstr("write total, hour, day, week or month"));
  EXPECT_THAT(mistake_in("budget: {limit: 5, period: day, time_zone: Mars/Base}"),
              HasSubstr("Mars/Base"));
  EXPECT_THAT(
      mistake_in("budget: {limit: 5, alerts: [80, 50]}"),
      HasSubstr("budget.alerts[1]: must be a whole percentage, larger than the one before"));
  EXPECT_THAT(mistake_in("budget: lots"), HasSubstr("budget: cannot be 'lots'; write dollars"));
}

TEST(AProject, BelongsToAnOrganisationAndHasLimits) {
  const auto config = read_config(
      "organisations: {acme: {budget: 50}, other: }\n"
      "projects: {search: {organisation: acme, budget: 5, rpm: 60, tpm: 100k, concurrency: 3}}");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->organisations.at(0).budget->limit, Money::parse("50").value());
  EXPECT_EQ(config->organisations.at(1).name, "other");
  const ProjectConfig& project = config->projects.at(0);
  EXPECT_EQ(project.name, "search");
  EXPECT_EQ(project.organisation, "acme");
  EXPECT_EQ(project.budget->limit, Money::parse("5").value());
  EXPECT_EQ(project.limits.requests_per_minute, 60);
  EXPECT_EQ(project.limits.tokens_per_minute, 100'000);
  EXPECT_EQ(project.limits.at_once, 3);
}

TEST(AProject, BelongsToAnOrganisationThatIsThere) {
  EXPECT_THAT(
      mistake_in("organisations: [{name: acme}]\nprojects: [{name: p, organisation: amce}]"),
      HasSubstr("o.yaml:2:36: projects[0].organisation: there is no organisation 'amce'; "
                "did you mean 'acme'?"));
}

TEST(AVirtualKey, SaysWhatItMayDo) {
  const auto config = read_config(R"(
providers: [openai]
routes: {cheap: openai}
projects: {search: }
keys:
  - {label: alice, key: env:ALICE_KEY, project: search, models: "gpt-*", routes: [cheap],
     expires: 2027-01-31T12:00:00+01:00, budget: 3, rpm: 5, tpm: 1000, concurrency: 2,
     tags: {team: lab, cost_centre: 12}})");
  ASSERT_TRUE(config) << config.error();
  const VirtualKeyConfig& key = config->keys.at(0);
  EXPECT_EQ(key.label, "alice");
  EXPECT_EQ(key.key, Secret("alice-canary-0123456789abcdef"));
  EXPECT_EQ(key.project, "search");
  EXPECT_THAT(key.models, ElementsAre("gpt-*"));
  EXPECT_THAT(key.routes, ElementsAre("cheap"));
  EXPECT_EQ(key.expires, WallTime(std::chrono::seconds(1'801'393'200)));
  EXPECT_EQ(key.budget->limit, Money::parse("3").value());
  EXPECT_EQ(key.limits.requests_per_minute, 5);
  EXPECT_EQ(key.limits.at_once, 2);
  EXPECT_THAT(key.tags, ElementsAre(Pair("team", "lab"), Pair("cost_centre", "12")));
}

TEST(AVirtualKey, IsWrittenInShort) {
  const auto config = read_config("keys: {alice: env:ALICE_KEY}");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->keys.at(0).label, "alice");
  const auto listed = read_config("keys: [env:ALICE_KEY]");
  ASSERT_TRUE(listed) << listed.error();
  EXPECT_EQ(listed->keys.at(0).label, "ALICE_KEY");
}

TEST(AVirtualKey, MentionsOnlyWhatIsThere) {
  EXPECT_THAT(mistake_in("keys: {a: {key: env:ALICE_KEY, project: x}}"),
              HasSubstr("keys.a.project: there is no project 'x'"));
  EXPECT_THAT(mistake_in("keys: {a: {key: env:ALICE_KEY, routes: [x]}}"),
              HasSubstr("keys.a.routes: there is no route 'x'"));
}

TEST(AVirtualKey, NeedsAKeyAndALabelOfItsOwn) {
  EXPECT_THAT(mistake_in("keys: {a: {}}"), HasSubstr("keys.a: 'key' is missing"));
  EXPECT_THAT(mistake_in("keys: [{key: env:ALICE_KEY}]"), HasSubstr("keys[0]: it needs a 'label'"));
  EXPECT_THAT(mistake_in("keys: [{key: env:ALICE_KEY, label: a}, {key: env:BOB_KEY, label: a}]"),
              HasSubstr("keys[1]: there is another one called 'a'"));
}

TEST(AVirtualKey, ExpiresAtATimeThatIsOne) {
  for (const char* text :
       {"tomorrow", "2027-01-31", "2027-13-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    EXPECT_THAT(mistake_in("keys: {a: {key: env:ALICE_KEY, expires: " + std::string(text) + "}}"),
                HasSubstr("keys.a.expires: cannot be"));
}

}  // namespace
}  // namespace omnillm::server
