#include "store/usage_query.h"

#include <gmock/gmock.h>

#include <limits>

#include "store/migrations.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr WallTime kMonday{std::chrono::sys_days{std::chrono::January / 5 / 2026}};

class UsageQueryTest : public testing::Test {
 protected:
  UsageQueryTest() { EXPECT_TRUE(migrate(*db_, store_migrations())); }

  // A call of ann's in the project search, so long after Monday began; `change` makes it another.
  template <class Change>
  void call(std::string_view id, Duration at, Change change) {
    UsageRow row;
    row.id = id;
    row.started = kMonday + at;
    row.project = "search";
    row.caller = "ann";
    row.provider = "openai";
    row.model = "m1";
    row.cost = Money::from_nanos(10);
    row.tokens = UsageTokens{.prompt = 5, .completion = 2};
    row.attempts = row.tags = "[]";
    change(row);
    EXPECT_TRUE(insert_usage(*db_, row));
  }
  void call(std::string_view id, Duration at) {
    call(id, at, [](UsageRow&) {});
  }

  std::vector<std::string> ids(const UsageFilter& filter) {
    std::vector<std::string> found;
    const UsagePage page = usage_page(*db_, filter, std::nullopt, 100).value();
    for (const UsageRow& row : page.rows) found.push_back(row.id);
    return found;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> db_ = Database::open(folder_.file(), {}).value();
};

TEST_F(UsageQueryTest, FindsTheNewestFirst) {
  call("a", 1s);
  call("c", 2s);
  call("b", 2s);
  EXPECT_THAT(ids({}), ElementsAre("c", "b", "a"));
}

TEST_F(UsageQueryTest, GoesThroughPagesWithoutLosingOrRepeating) {
  for (int i = 0; i < 10; ++i) call(std::to_string(i), i < 5 ? 1s : 2s);
  std::vector<std::string> seen;
  std::optional<UsageCursor> after;
  do {
    const UsagePage page = usage_page(*db_, {}, after, 3).value();
    for (const UsageRow& row : page.rows) seen.push_back(row.id);
    after = page.next;
    call("new" + std::to_string(seen.size()), 1h);  // newer than the cursor: of no concern
  } while (after);
  EXPECT_THAT(seen, ElementsAre("9", "8", "7", "6", "5", "4", "3", "2", "1", "0"));
}

TEST_F(UsageQueryTest, HasNoNextPageBehindTheLastCall) {
  for (const char* id : {"a", "b"}) call(id, 1s);
  EXPECT_EQ(usage_page(*db_, {}, std::nullopt, 2).value().next, std::nullopt);
  EXPECT_EQ(usage_page(*db_, {}, std::nullopt, 1).value().next, (UsageCursor{kMonday + 1s, "b"}));
}

TEST_F(UsageQueryTest, FindsByEachThingThatACallHas) {
  call("plain", 0s);
  call("project", 1s, [](UsageRow& row) { row.project = "x"; });
  call("caller", 2s, [](UsageRow& row) { row.caller = "x"; });
  call("user", 3s, [](UsageRow& row) { row.user = "x"; });
  call("provider", 4s, [](UsageRow& row) { row.provider = "x"; });
  call("model", 5s, [](UsageRow& row) { row.model = "x"; });
  call("error", 6s, [](UsageRow& row) { row.error = "timeout"; });
  EXPECT_THAT(ids({.project = "x"}), ElementsAre("project"));
  EXPECT_THAT(ids({.caller = "x"}), ElementsAre("caller"));
  EXPECT_THAT(ids({.user = "x"}), ElementsAre("user"));
  EXPECT_THAT(ids({.provider = "x"}), ElementsAre("provider"));
  EXPECT_THAT(ids({.model = "x"}), ElementsAre("model"));
  EXPECT_THAT(ids({.error = ErrorKind::Timeout}), ElementsAre("error"));
  EXPECT_THAT(ids({.ok = false}), ElementsAre("error"));
  EXPECT_EQ(ids({.ok = true}).size(), 6u);
}

TEST_F(UsageQueryTest, FindsByATagWithItsValue) {
  call("both", 1s, [](UsageRow& row) { row.tags = R"([["team","a"],["tier","b"]])"; });
  call("other", 2s, [](UsageRow& row) { row.tags = R"([["team","b"]])"; });
  EXPECT_THAT(ids({.tag = {{"team", "a"}}}), ElementsAre("both"));
  EXPECT_THAT(ids({.tag = {{"tier", "a"}}}), IsEmpty());
}

TEST_F(UsageQueryTest, FindsFromAnInstantUpToAnotherWithoutIt) {
  for (int i = 0; i < 4; ++i) call(std::to_string(i), i * 1s);
  EXPECT_THAT(ids({.from = kMonday + 1s, .to = kMonday + 3s}), ElementsAre("2", "1"));
}

TEST_F(UsageQueryTest, TakesWhatIsAskedForAsAValueAndNotAsSql) {
  call("a", 1s);
  EXPECT_THAT(ids({.project = "' OR 1 --"}), IsEmpty());
}

TEST_F(UsageQueryTest, RefusesPagesOfNothingAndOfEverything) {
  EXPECT_EQ(usage_page(*db_, {}, std::nullopt, 0).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(usage_page(*db_, {}, std::nullopt, kMaxUsagePage + 1).error().kind(),
            ErrorKind::BadRequest);
}

TEST_F(UsageQueryTest, AddsUpEverything) {
  call("a", 1s);
  call("b", 2s, [](UsageRow& row) { row.error = "timeout"; });
  call("c", 3s, [](UsageRow& row) {
    row.tokens.reset();
    row.cost_estimated = true;
  });
  EXPECT_THAT(usage_totals(*db_, {}, UsageGroup::All, UsageBucket::Whole).value(),
              ElementsAre(UsageTotal{.calls = 3,
                                     .failed = 1,
                                     .unmetered = 1,
                                     .prompt_tokens = 10,
                                     .completion_tokens = 4,
                                     .cost = Money::from_nanos(30),
                                     .estimated = Money::from_nanos(10)}));
}

TEST_F(UsageQueryTest, AddsUpByGroupAndByHour) {
  call("a", 10min);
  call("b", 59min, [](UsageRow& row) { row.model = "m2"; });
  call("c", 60min);
  std::vector<std::string> found;
  const auto hours = usage_totals(*db_, {}, UsageGroup::Model, UsageBucket::Hour).value();
  for (const UsageTotal& each : hours)
    found.push_back(each.group + "@" + std::to_string((*each.begins - kMonday) / 1h));
  EXPECT_THAT(found, ElementsAre("m1@0", "m2@0", "m1@1"));
}

TEST_F(UsageQueryTest, AddsUpByDayWhatAFilterLeaves) {
  call("a", 23h);
  call("b", 24h);
  call("c", 47h, [](UsageRow& row) { row.project = "other"; });
  const auto days =
      usage_totals(*db_, {.project = "search"}, UsageGroup::Caller, UsageBucket::Day).value();
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[1].begins, kMonday + 24h);
  EXPECT_EQ(days[1].calls, 1);
}

TEST_F(UsageQueryTest, TellsOfASumThatDoesNotFitInsteadOfRounding) {
  for (const char* id : {"a", "b"}) call(id, 1s, [](UsageRow& row) { row.cost = Money::max(); });
  EXPECT_EQ(usage_totals(*db_, {}, UsageGroup::All, UsageBucket::Whole).error().kind(),
            ErrorKind::Storage);
}

TEST_F(UsageQueryTest, GroupsByWhateverIsAskedFor) {
  call("a", 1s, [](UsageRow& row) { row.user = row.error = "x"; });
  const auto group_of = [&](UsageGroup group) {
    return usage_totals(*db_, {}, group, UsageBucket::Whole).value().at(0).group;
  };
  EXPECT_EQ(group_of(UsageGroup::Project), "search");
  EXPECT_EQ(group_of(UsageGroup::Caller), "ann");
  EXPECT_EQ(group_of(UsageGroup::User), "x");
  EXPECT_EQ(group_of(UsageGroup::Provider), "openai");
  EXPECT_EQ(group_of(UsageGroup::Error), "x");
}

}  // namespace
}  // namespace omnillm::store
