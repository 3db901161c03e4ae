#include "store/writer.h"

#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class WriterTest : public testing::Test {
 protected:
  WriterTest() { EXPECT_TRUE(open()->execute("CREATE TABLE t (number INTEGER UNIQUE) STRICT")); }

  std::unique_ptr<Database> open(std::int64_t max_pages = 0) const {
    return Database::open(folder_.file(), {.busy_timeout = 0s, .max_pages = max_pages}).value();
  }
  static Write insert(std::int64_t number) {
    return [number](Database& db) {
      return db.prepare("INSERT INTO t VALUES (?)").bind(number).run();
    };
  }
  std::int64_t rows() const { return open()->number("SELECT count(*) FROM t").value(); }

  TemporaryFolder folder_;
};

TEST_F(WriterTest, HasWrittenWhenItSaysSo) {
  Writer writer(open(), {});
  ASSERT_TRUE(writer.run(insert(1)));
  EXPECT_EQ(rows(), 1);
}

TEST_F(WriterTest, WritesAllThatWasSubmittedBeforeItEnds) {
  {
    Writer writer(open(), {.longest_wait = 1h});
    for (int i = 0; i < 100; ++i) (void)writer.submit(insert(i), Urgency::Later);
  }
  EXPECT_EQ(rows(), 100);
}

TEST_F(WriterTest, WritesWhatMayWaitWithTheNextThatMayNot) {
  Writer writer(open(), {.longest_wait = 1h});
  (void)writer.submit(insert(1), Urgency::Later);
  ASSERT_TRUE(writer.run(insert(2)));
  EXPECT_EQ(rows(), 2);
}

TEST_F(WriterTest, WritesWhatMayWaitWhenItHasWaitedLongEnough) {
  Writer writer(open(), {.longest_wait = 1ms});
  EXPECT_TRUE(writer.submit(insert(1), Urgency::Later).wait());
  EXPECT_EQ(rows(), 1);
}

TEST_F(WriterTest, LetsNoMoreWaitThanItWasTold) {
  Writer writer(open(), {.longest_wait = 1h, .most_waiting = 10});
  for (int i = 0; i < 200; ++i) {
    (void)writer.submit(insert(i), Urgency::Later);
    EXPECT_GE(rows(), i + 1 - 10);
  }
}

TEST_F(WriterTest, FlushesEverythingThatWasSubmitted) {
  Writer writer(open(), {.longest_wait = 1h});
  writer.flush();
  for (int i = 0; i < 3; ++i) (void)writer.submit(insert(i), Urgency::Later);
  writer.flush();
  EXPECT_EQ(rows(), 3);
}

TEST_F(WriterTest, UndoesAWriteThatFailsAndNoOtherOfItsGroup) {
  Writer writer(open(), {.longest_wait = 1h});
  Ticket good = writer.submit(insert(1), Urgency::Later);
  Ticket bad = writer.submit(
      [](Database& db) -> Result<void> {
        if (auto done = db.execute("INSERT INTO t VALUES (2)"); !done) return done;
        return fail(ErrorKind::BadRequest, "no");
      },
      Urgency::Later);
  Ticket twice = writer.submit(insert(1), Urgency::Later);
  Ticket last = writer.submit(insert(3), Urgency::Now);
  EXPECT_TRUE(std::move(good).wait());
  EXPECT_EQ(std::move(bad).wait().error().kind(), ErrorKind::BadRequest);
  EXPECT_THAT(std::move(twice).wait().error().message(), HasSubstr("constraint"));
  EXPECT_TRUE(std::move(last).wait());
  EXPECT_EQ(rows(), 2);
}

TEST_F(WriterTest, TellsAWriteThatThrowsFromOthers) {
  Writer writer(open(), {});
  const auto done = writer.run([](Database&) -> Result<void> { throw std::bad_alloc(); });
  EXPECT_EQ(done.error().kind(), ErrorKind::Storage);
  EXPECT_TRUE(writer.run(insert(1)));
}

TEST_F(WriterTest, FailsWhileAnotherHoldsTheLockAndGoesOnAfterwards) {
  Writer writer(open(), {});
  const auto other = open();
  {
    const auto held = Transaction::begin(*other);
    EXPECT_THAT(writer.run(insert(1)).error().message(), HasSubstr("locked"));
  }
  EXPECT_TRUE(writer.run(insert(2)));
}

TEST_F(WriterTest, TellsEverybodyOfAGroupThatTheDiskIsFullAndGoesOnWhenThereIsRoom) {
  Writer writer(open(8), {.longest_wait = 1h});
  Ticket small = writer.submit(insert(1), Urgency::Later);
  const auto done = writer.run([](Database& db) {
    return db.execute(
        "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
        "INSERT INTO t SELECT i FROM n");
  });
  EXPECT_THAT(done.error().message(), HasSubstr("full"));
  const bool kept = std::move(small).wait().has_value();
  EXPECT_EQ(rows(), kept ? 1 : 0);
  EXPECT_TRUE(writer.run(insert(2)));
}

TEST_F(WriterTest, TellsManyThreadsEachOfItsOwnWrite) {
  Writer writer(open(), {});
  std::vector<std::thread> threads;
  for (std::int64_t t = 0; t < 8; ++t)
    threads.emplace_back([&writer, t] {
      for (std::int64_t i = 0; i < 10; ++i) {
        EXPECT_TRUE(writer.run(insert(t * 10 + i)));
        EXPECT_FALSE(writer.run(insert(t * 10 + i)));
      }
    });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(rows(), 80);
}

}  // namespace
}  // namespace omnillm::store
