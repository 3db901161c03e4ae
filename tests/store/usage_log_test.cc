#include "store/usage_log.h"

#include <gmock/gmock.h>

#include <thread>

#include "telemetry/records.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class UsageLogTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open() const {
    return Store::open({.path = folder_.file(),
                        .database = {.busy_timeout = 0s},
                        .writer = {.longest_wait = 1ms}})
        .value();
  }
  static CallRecord record(int id, Duration later = 0s) {
    CallRecord out = second_try_record();
    out.id = std::to_string(id);
    out.started += later;
    return out;
  }
  static std::int64_t calls(UsageLog& log) {
    return log.totals({}, UsageGroup::All, UsageBucket::Whole).value().at(0).calls;
  }

  TemporaryFolder folder_;
};

TEST_F(UsageLogTest, KeepsEveryCallThatIsFinished) {
  const auto store = open();
  UsageLog log(*store, {.caller_tag = "feature"});
  for (int i = 0; i < 1'000; ++i) log.on_finished(record(i));
  ASSERT_TRUE(log.flush(1h));
  EXPECT_EQ(calls(log), 1'000);
  EXPECT_EQ(log.page({.caller = "summaries"}, std::nullopt, 10).value().rows.size(), 10u);
  EXPECT_EQ(log.losses().dropped + log.losses().failed, 0u);
}

TEST_F(UsageLogTest, KeepsWhatItHadAccepted) {
  const auto store = open();
  {
    UsageLog log(*store, {});
    for (int i = 0; i < 10; ++i) log.on_finished(record(i));
  }
  UsageLog log(*store, {});
  EXPECT_EQ(calls(log), 10);
}

TEST_F(UsageLogTest, CountsACallThatIsToldTwiceOnce) {
  const auto store = open();
  UsageLog log(*store, {});
  for (int i = 0; i < 2; ++i) log.on_finished(record(7));
  ASSERT_TRUE(log.flush(1h));
  EXPECT_EQ(calls(log), 1);
}

TEST_F(UsageLogTest, CountsWhatItDropsAndWhatTheDiskDoesNotTake) {
  const auto store = open();
  const auto other = Database::open(folder_.file(), {}).value();
  UsageLog log(*store, {.capacity = 4});
  {
    const auto held = Transaction::begin(*other);
    for (int i = 0; i < 1'000; ++i) log.on_finished(record(i));
    ASSERT_TRUE(log.flush(1h));
  }
  const UsageLosses losses = log.losses();
  EXPECT_GT(losses.failed, 0u);
  EXPECT_EQ(losses.failed + losses.dropped, 1'000u);
  EXPECT_THAT(losses.last->message(), HasSubstr("locked"));
}

TEST_F(UsageLogTest, ErasesWhatIsOlder) {
  const auto store = open();
  UsageLog log(*store, {});
  for (int i = 0; i < 1'200; ++i) log.on_finished(record(i, i * 1s));
  ASSERT_TRUE(log.flush(1h));
  EXPECT_EQ(log.erase_before(record(0).started + 1'100s), 1'100);
  EXPECT_EQ(calls(log), 100);
}

TEST_F(UsageLogTest, IsReadWhileManyThreadsWrite) {
  const auto store = open();
  UsageLog log(*store, {});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&log, t] {
      for (int i = 0; i < 100; ++i) log.on_finished(record(t * 100 + i));
    });
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(log.page({}, std::nullopt, 10));
  for (std::thread& each : threads) each.join();
  ASSERT_TRUE(log.flush(1h));
  EXPECT_EQ(calls(log), 400);
}

}  // namespace
}  // namespace omnillm::store
