#include "store/statement.h"

#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "store/database.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StatementTest : public testing::Test {
 protected:
  StatementTest() : db_(Database::open(folder_.file(), {}).value()) {
    EXPECT_TRUE(db_->execute("CREATE TABLE t (number INTEGER, text TEXT, bytes BLOB) STRICT"));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> db_;
};

TEST_F(StatementTest, GivesBackWhatWasBound) {
  const std::array<std::uint8_t, 3> bytes{0, 255, 7};
  const std::string text("a\0b", 3);
  ASSERT_TRUE(db_->prepare("INSERT INTO t VALUES (?, ?, ?)")
                  .bind(std::numeric_limits<std::int64_t>::min())
                  .bind(text)
                  .bind(bytes)
                  .run());

  Statement row = db_->prepare("SELECT * FROM t");
  ASSERT_EQ(row.step(), true);
  EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.text(1), text);
  EXPECT_THAT(row.bytes(2), ElementsAre(0, 255, 7));
  EXPECT_EQ(row.step(), false);
}

TEST_F(StatementTest, TellsNothingKnownFromZeroAndFromEmpty) {
  ASSERT_TRUE(db_->prepare("INSERT INTO t VALUES (?, ?, ?)")
                  .bind(std::optional<std::int64_t>())
                  .bind(std::string_view())
                  .bind(std::span<const std::uint8_t>())
                  .run());

  Statement row = db_->prepare("SELECT * FROM t");
  ASSERT_EQ(row.step(), true);
  EXPECT_EQ(row.optional_integer(0), std::nullopt);
  EXPECT_FALSE(row.is_null(1));
  EXPECT_FALSE(row.is_null(2));
}

TEST_F(StatementTest, IsBoundAnewAfterARun) {
  Statement insert = db_->prepare("INSERT INTO t (number) VALUES (?)");
  for (const std::int64_t number : {1, 2, 3}) ASSERT_TRUE(insert.bind(number).run());
  EXPECT_EQ(db_->number("SELECT sum(number) FROM t"), 6);
}

TEST_F(StatementTest, TellsAtTheEndWhatWentWrongWhileItWasPrepared) {
  const Result<void> done = db_->prepare("SELECT nothing FROM nowhere").bind(1).run();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::Storage);
  EXPECT_THAT(done.error().message(), testing::Not(HasSubstr("nowhere")));
}

TEST_F(StatementTest, TellsOfOneParameterTooMany) {
  EXPECT_FALSE(db_->prepare("INSERT INTO t (number) VALUES (?)").bind(1).bind(2).run());
}

TEST_F(StatementTest, RefusesAFloatingPointNumberInAColumnOfWholeOnes) {
  const Result<void> done =
      db_->prepare("INSERT INTO t (number) VALUES (9223372036854775807 + 1)").run();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message(), HasSubstr("constraint"));
}

TEST_F(StatementTest, CanBeUsedTwiceAtOnce) {
  ASSERT_TRUE(db_->execute("INSERT INTO t (number) VALUES (1), (2)"));
  Statement outer = db_->prepare("SELECT number FROM t ORDER BY number");
  std::vector<std::int64_t> pairs;
  while (outer.step() == true) {
    Statement inner = db_->prepare("SELECT number FROM t ORDER BY number");
    while (inner.step() == true) pairs.push_back(outer.integer(0) * 10 + inner.integer(0));
  }
  EXPECT_THAT(pairs, ElementsAre(11, 12, 21, 22));
}

}  // namespace
}  // namespace omnillm::store
