#include "store/store.h"

#include <gmock/gmock.h>

#include <fstream>
#include <utility>
#include <vector>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;

class StoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> open() const { return Store::open({.path = folder_.file()}); }
  static Write count(std::int64_t value) {
    return [value](Database& db) {
      return db.prepare("INSERT INTO counters VALUES (?, ?)")
          .bind(std::to_string(value))
          .bind(value)
          .run();
    };
  }

  TemporaryFolder folder_;
};

TEST_F(StoreTest, ReadsWhatItWrote) {
  const auto store = open().value();
  ASSERT_TRUE(store->writer().run(count(7)));
  const auto reader = store->reader();
  EXPECT_EQ((*reader)->number("SELECT value FROM counters"), 7);
}

TEST_F(StoreTest, KeepsWhatItHadWhenItIsOpenedAgain) {
  ASSERT_TRUE(open().value()->writer().run(count(7)));
  const auto store = open().value();
  EXPECT_EQ((*store->reader())->number("SELECT value FROM counters"), 7);
}

TEST_F(StoreTest, IsOpenedOnceAtATime) {
  const auto store = open();
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::Configuration);
  EXPECT_THAT(second.error().message(), HasSubstr("another process"));
}

TEST_F(StoreTest, DoesNotLetAReaderWrite) {
  const auto store = open().value();
  EXPECT_FALSE((*store->reader())->execute("DELETE FROM counters"));
}

TEST_F(StoreTest, LendsAReaderToEverybodyWhoAsks) {
  const auto store = open().value();
  const auto one = store->reader();
  const auto other = store->reader();
  EXPECT_NE(&**one, &**other);
}

TEST_F(StoreTest, RefusesADamagedFile) {
  std::ofstream(folder_.file()) << std::string(5000, 'x');
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind(), ErrorKind::Storage);
}

TEST_F(StoreTest, RefusesToBeWithoutAPath) {
  EXPECT_EQ(Store::open({}).error().kind(), ErrorKind::Configuration);
}

// A page in the middle is broken while the head of the file is whole: opening sees nothing wrong.
TEST_F(StoreTest, TellsOfAPageThatIsDamaged) {
  {
    const auto store = open().value();
    ASSERT_TRUE(store->writer().run([](Database& db) {
      return db.execute(
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
          "INSERT INTO counters SELECT 'a long name ' || i, i FROM n");
    }));
  }
  std::fstream file(folder_.file(), std::ios::in | std::ios::out | std::ios::binary);
  for (std::streamoff at = 200'000; at < 400'000; at += 4'096) {
    file.seekp(at);
    file << std::string(4'096, '\xee');
  }
  file.close();

  const auto store = open().value();
  const auto sum = (*store->reader())->number("SELECT sum(value) FROM counters");
  ASSERT_FALSE(sum);
  EXPECT_THAT(sum.error().message(), HasSubstr("damaged"));
}

TEST_F(StoreTest, BacksUpWhatIsCommittedWhileItWrites) {
  const auto store = open().value();
  ASSERT_TRUE(store->writer().run(count(1)));
  ASSERT_TRUE(store->writer().run([&](Database& db) -> Result<void> {
    if (auto done = db.execute("INSERT INTO counters VALUES ('half', 2)"); !done) return done;
    return store->back_up_to(folder_.file("copy.db"));
  }));

  const auto copy = Store::open({.path = folder_.file("copy.db")}).value();
  EXPECT_EQ((*copy->reader())->number("SELECT sum(value) FROM counters"), 1);
  EXPECT_EQ((*store->reader())->number("SELECT sum(value) FROM counters"), 3);
}

// Every write makes two rows; a copy that has an odd number of them has half a write.
TEST_F(StoreTest, BacksUpOneInstantWhileOthersGoOnWriting) {
  const auto store = open().value();
  std::vector<Ticket> tickets;
  for (std::int64_t i = 0; i < 3'000; ++i) {
    tickets.push_back(store->writer().submit(
        [i](Database& db) -> Result<void> {
          if (auto done = count(2 * i)(db); !done) return done;
          return count(2 * i + 1)(db);
        },
        i % 10 == 0 ? Urgency::Now : Urgency::Later));
    if (i % 1'000 == 500) {
      ASSERT_TRUE(store->back_up_to(folder_.file("copy" + std::to_string(i))));
    }
  }
  for (Ticket& each : tickets) EXPECT_TRUE(std::move(each).wait());
  for (const int i : {500, 1'500, 2'500}) {
    const auto copy = Store::open({.path = folder_.file("copy" + std::to_string(i))}).value();
    EXPECT_EQ((*copy->reader())->number("SELECT count(*) % 2 FROM counters"), 0);
  }
}

}  // namespace
}  // namespace omnillm::store
