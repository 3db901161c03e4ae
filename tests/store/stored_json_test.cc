#include "store/stored_json.h"

#include <gmock/gmock.h>

namespace omnillm::store {
namespace {

using testing::ElementsAre;

TEST(StoredJson, GivesBackTexts) {
  for (const std::vector<std::string>& texts :
       {std::vector<std::string>{}, {"gpt-*"}, {"a", "\"\\\n", "ü", ""}})
    EXPECT_EQ(texts_from_json(texts_to_json(texts)).value(), texts);
}

TEST(StoredJson, GivesBackPairsInTheirOrder) {
  const TextPairs pairs{{"team", "a"}, {"team", "b"}, {"", "\""}};
  EXPECT_EQ(pairs_from_json(pairs_to_json(pairs)).value(), pairs);
}

TEST(StoredJson, GivesBackABudget) {
  Budget budget{.limit = Money::from_nanos(9'007'199'254'740'993),  // no double holds it
                .period = Period::Month,
                .time_zone = "Europe/Berlin",
                .hardness = Hardness::Soft,
                .alert_percent = {50, 90},
                .shared = true};
  const Budget again = budget_from_json(budget_to_json(budget)).value();
  EXPECT_EQ(again.limit, budget.limit);
  EXPECT_EQ(again.period, budget.period);
  EXPECT_EQ(again.time_zone, budget.time_zone);
  EXPECT_EQ(again.hardness, budget.hardness);
  EXPECT_THAT(again.alert_percent, ElementsAre(50, 90));
  EXPECT_TRUE(again.shared);
}

TEST(StoredJson, KnowsEveryPeriod) {
  for (const Period period :
       {Period::Total, Period::Hour, Period::Day, Period::Week, Period::Month})
    EXPECT_EQ(budget_from_json(budget_to_json({.period = period})).value().period, period);
}

TEST(StoredJson, TellsOfWhatIsDamaged) {
  for (const char* text : {"", "{}", "[1]", "[\"a\"", "nonsense"}) {
    EXPECT_EQ(texts_from_json(text).error().kind(), ErrorKind::Storage) << text;
    EXPECT_EQ(pairs_from_json(text).error().kind(), ErrorKind::Storage) << text;
    EXPECT_EQ(budget_from_json(text).error().kind(), ErrorKind::Storage) << text;
  }
  EXPECT_FALSE(pairs_from_json(R"([["a","b","c"]])"));
  EXPECT_FALSE(pairs_from_json(R"([["a",1,"b"]])"));
}

TEST(StoredJson, DoesNotReadABudgetWithAnAlertThatMakesNoSense) {
  std::string text = budget_to_json({.alert_percent = {50}});
  text.replace(text.find("[50]"), 4, "[0]");
  EXPECT_FALSE(budget_from_json(text));
}

}  // namespace
}  // namespace omnillm::store
