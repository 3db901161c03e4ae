#include "store/database.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class DatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open(const DatabaseOptions& options = {.busy_timeout = 0s}) const {
    return Database::open(folder_.file(), options).value();
  }
  // With a table of one column.
  std::unique_ptr<Database> with_table() const {
    auto db = open();
    EXPECT_TRUE(db->execute("CREATE TABLE t (number INTEGER) STRICT"));
    return db;
  }

  TemporaryFolder folder_;
};

TEST_F(DatabaseTest, KeepsWhatWasWrittenForTheNextConnection) {
  ASSERT_TRUE(with_table()->execute("INSERT INTO t VALUES (7)"));
  EXPECT_EQ(open()->number("SELECT number FROM t"), 7);
}

TEST_F(DatabaseTest, IsDurableAndReadWhileItIsWritten) {
  const auto db = open();
  Statement mode = db->prepare("PRAGMA journal_mode");
  ASSERT_EQ(mode.step(), true);
  EXPECT_EQ(mode.text(0), "wal");
  EXPECT_EQ(db->number("PRAGMA synchronous"), 2);  // FULL
  EXPECT_EQ(db->number("PRAGMA foreign_keys"), 1);
}

TEST_F(DatabaseTest, IsAFileOfItsOwnersAlone) {
  const auto db = with_table();
  for (const char* name : {"omnillm.db", "omnillm.db-wal"}) {
    struct stat status {};
    ASSERT_EQ(::stat(folder_.file(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(DatabaseTest, TellsOfAFolderThatIsNotThereWithoutItsName) {
  const auto db = Database::open(folder_.file("secret_place/omnillm.db"), {});
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind(), ErrorKind::Storage);
  EXPECT_THAT(db.error().message(), HasSubstr("cannot be opened"));
  EXPECT_THAT(db.error().message(), Not(HasSubstr("secret_place")));
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(folder_.file()) << std::string(8192, 'x');
  const auto db = Database::open(folder_.file(), {});
  ASSERT_FALSE(db);
  EXPECT_THAT(db.error().message(), HasSubstr("damaged"));
}

TEST_F(DatabaseTest, RefusesToWriteWhereItIsToReadOnly) {
  with_table();
  const auto reader = open({.read_only = true});
  const auto done = reader->execute("INSERT INTO t VALUES (1)");
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message(), HasSubstr("read-only"));
}

TEST_F(DatabaseTest, TellsOfAnotherConnectionThatWrites) {
  const auto one = with_table();
  const auto other = open();
  const auto held = Transaction::begin(*one);
  const auto refused = Transaction::begin(*other);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("locked"));
}

TEST_F(DatabaseTest, TellsOfAFullDiskAndKeepsWhatWasThere) {
  with_table();
  const auto db = open({.max_pages = 4});
  Result<void> done;
  int kept = -500;
  for (; done && kept < 100'000; kept += 500)
    done = db->execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) "
        "INSERT INTO t SELECT i FROM n");
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message(), HasSubstr("full"));
  EXPECT_EQ(db->number("SELECT count(*) FROM t"), kept);
}

TEST_F(DatabaseTest, RollsBackATransactionThatIsNotCommitted) {
  const auto db = with_table();
  {
    const auto change = Transaction::begin(*db);
    ASSERT_TRUE(db->execute("INSERT INTO t VALUES (1)"));
  }
  EXPECT_FALSE(db->in_transaction());
  EXPECT_EQ(db->number("SELECT count(*) FROM t"), 0);
}

TEST_F(DatabaseTest, KeepsATransactionThatIsCommitted) {
  const auto db = with_table();
  auto change = Transaction::begin(*db);
  ASSERT_TRUE(change);
  ASSERT_TRUE(db->execute("INSERT INTO t VALUES (1)"));
  ASSERT_TRUE(std::move(*change).commit());
  EXPECT_EQ(db->number("SELECT count(*) FROM t"), 1);
}

TEST_F(DatabaseTest, CopiesWhatIsCommittedWhileSomebodyWrites) {
  const auto db = with_table();
  ASSERT_TRUE(db->execute("INSERT INTO t VALUES (1)"));
  const auto writer = open();
  const auto change = Transaction::begin(*writer);
  ASSERT_TRUE(writer->execute("INSERT INTO t VALUES (2)"));

  ASSERT_TRUE(db->back_up_to(folder_.file("copy.db")));
  const auto copy = Database::open(folder_.file("copy.db"), {}).value();
  EXPECT_EQ(copy->number("SELECT sum(number) FROM t"), 1);
}

TEST_F(DatabaseTest, DoesNotCopyOverAFile) {
  const auto db = with_table();
  std::ofstream(folder_.file("copy.db")) << "mine";
  EXPECT_FALSE(db->back_up_to(folder_.file("copy.db")));
  std::string text;
  std::ifstream(folder_.file("copy.db")) >> text;
  EXPECT_EQ(text, "mine");
}

}  // namespace
}  // namespace omnillm::store
