#include "store/usage_row.h"

#include <gmock/gmock.h>

#include "omnillm/json.h"
#include "store/migrations.h"
#include "telemetry/records.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

TEST(UsageRow, SaysWhoAskedWhoAnsweredAndWhatItCost) {
  CallRecord record = second_try_record();
  record.tags.emplace_back("virtual_key", "ann-laptop");
  const UsageRow row = usage_row(record, "virtual_key");
  EXPECT_EQ(row.caller, "ann-laptop");
  EXPECT_EQ(row.project, "search");
  EXPECT_EQ(row.provider, "anthropic");
  EXPECT_EQ(row.model, "claude-x");
  EXPECT_EQ(row.key_label, "a-1");
  EXPECT_EQ(row.status, 200);
  EXPECT_EQ(row.error, "");
  EXPECT_EQ(row.tokens, (UsageTokens{.prompt = 900, .completion = 100, .cache_read = 400}));
  EXPECT_EQ(row.cost, Money::from_nanos(3'100'000));
  EXPECT_EQ(row.latency, 1420ms);
  EXPECT_EQ(row.first_token, 291ms);
}

TEST(UsageRow, KeepsTheAttemptsWithoutTheWordsOfAProvider) {
  const UsageRow row = usage_row(second_try_record(), "");
  EXPECT_TRUE(JsonText::parse(row.attempts));
  EXPECT_THAT(row.attempts, HasSubstr(R"("status":429)"));
  EXPECT_THAT(row.attempts, HasSubstr("provider_limit"));
  EXPECT_THAT(row.attempts, Not(HasSubstr("Rate limit reached")));
}

TEST(UsageRow, KeepsTagsAsPairsWhateverIsInThem) {
  CallRecord record = second_try_record();
  record.tags = {{"a\"b", "\xff"}, {"a\"b", "2"}};
  EXPECT_EQ(usage_row(record, "").tags, "[[\"a\\\"b\",\"\xEF\xBF\xBD\"],[\"a\\\"b\",\"2\"]]");
}

TEST(UsageRow, OfACallThatReachedNobodySaysWhyAndKnowsNoTokens) {
  const UsageRow row = usage_row(failed_record(ErrorKind::NoKey), "");
  EXPECT_EQ(row.error, "no_key");
  EXPECT_EQ(row.provider, "");
  EXPECT_EQ(row.tokens, std::nullopt);
  EXPECT_EQ(row.attempts, "[]");
}

TEST(UsageRow, ComesBackFromTheDatabaseAsItWas) {
  const TemporaryFolder folder;
  const auto db = Database::open(folder.file(), {}).value();
  ASSERT_TRUE(migrate(*db, store_migrations()));
  for (const CallRecord& record : {second_try_record(), failed_record(ErrorKind::NoKey)}) {
    const UsageRow row = usage_row(record, "feature");
    ASSERT_TRUE(insert_usage(*db, row));
    ASSERT_TRUE(insert_usage(*db, row));  // is there already
    Statement found =
        db->prepare("SELECT " + std::string(usage_columns()) + " FROM usage WHERE id = ?");
    ASSERT_EQ(found.bind(row.id).step(), true);
    EXPECT_EQ(read_usage(found), row);
    EXPECT_EQ(found.step(), false);
  }
}

}  // namespace
}  // namespace omnillm::store
