#include "store/migrations.h"

#include <gmock/gmock.h>

#include <array>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;

constexpr std::array kTwoSteps{Migration{1, "CREATE TABLE one (a INTEGER) STRICT"},
                               Migration{2, "ALTER TABLE one ADD COLUMN b INTEGER"}};
constexpr std::array kBrokenSecond{kTwoSteps[0],
                                   Migration{2, "CREATE TABLE two (a INTEGER); CREATE nonsense"}};

class MigrateTest : public testing::Test {
 protected:
  std::int64_t version() { return db_->number("PRAGMA user_version").value(); }

  TemporaryFolder folder_;
  std::unique_ptr<Database> db_ = Database::open(folder_.file(), {}).value();
};

TEST_F(MigrateTest, TakesAllStepsOfANewDatabase) {
  ASSERT_TRUE(migrate(*db_, kTwoSteps));
  EXPECT_EQ(version(), 2);
  EXPECT_TRUE(db_->execute("INSERT INTO one (a, b) VALUES (1, 2)"));
}

TEST_F(MigrateTest, TakesOnlyTheStepsThatWereNotTaken) {
  ASSERT_TRUE(migrate(*db_, std::span(kTwoSteps).first(1)));
  ASSERT_TRUE(db_->execute("INSERT INTO one (a) VALUES (1)"));
  ASSERT_TRUE(migrate(*db_, kTwoSteps));
  ASSERT_TRUE(migrate(*db_, kTwoSteps));
  EXPECT_EQ(db_->number("SELECT count(*) FROM one WHERE b IS NULL"), 1);
}

TEST_F(MigrateTest, LeavesTheVersionBeforeAStepThatFails) {
  EXPECT_FALSE(migrate(*db_, kBrokenSecond));
  EXPECT_EQ(version(), 1);
  EXPECT_EQ(db_->number("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
  EXPECT_TRUE(migrate(*db_, kTwoSteps));
}

TEST_F(MigrateTest, RefusesADatabaseOfANewerProgram) {
  ASSERT_TRUE(migrate(*db_, kTwoSteps));
  const auto done = migrate(*db_, std::span(kTwoSteps).first(1));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::Configuration);
  EXPECT_THAT(done.error().message(), HasSubstr("newer program"));
}

TEST_F(MigrateTest, LeavesADatabaseOfAnotherProgramAlone) {
  ASSERT_TRUE(db_->execute("CREATE TABLE theirs (a INTEGER)"));
  const auto done = migrate(*db_, kTwoSteps);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(db_->number("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(MigrateTest, MakesTheTablesOfTheStore) {
  ASSERT_TRUE(migrate(*db_, store_migrations()));
  for (std::size_t i = 0; i < store_migrations().size(); ++i)
    EXPECT_EQ(store_migrations()[i].to, static_cast<int>(i) + 1);
  EXPECT_EQ(db_->number("SELECT count(*) FROM reservations"), 0);
}

}  // namespace
}  // namespace omnillm::store
