#include "net/deadline.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "base/virtual_time.h"
#include "net/await.h"
#include "net/virtual_loop.h"

namespace omnillm::net {
namespace {

using std::chrono::seconds;

class DeadlineTest : public testing::Test {
 protected:
  // Works for `work` on something that takes `held` with it when it is destroyed.
  static Task<Result<int>> slow(EventLoop& loop, Duration work, std::shared_ptr<int> held) {
    co_await sleep_until(loop, loop.now() + work);
    co_return *held;
  }
  static Task<Result<int>> limited(EventLoop& loop, Duration work, Instant when,
                                   std::shared_ptr<int> held) {
    auto inner = slow(loop, work, std::move(held));
    co_return co_await within(loop, when, "working", std::move(inner));
  }

  VirtualTime time;
  VirtualLoop loop{time};
  std::shared_ptr<int> held = std::make_shared<int>(7);
};

TEST_F(DeadlineTest, GivesWhatIsReadyInTime) {
  auto task = limited(loop, seconds(1), time.now() + seconds(2), held);
  task.start();
  while (time.run_next()) {
  }
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.take().value(), 7);
}

TEST_F(DeadlineTest, GivesUpAndDestroysWhatIsLate) {
  auto task = limited(loop, seconds(3), time.now() + seconds(2), held);
  task.start();
  while (!task.done()) ASSERT_TRUE(time.run_next());
  const auto late = task.take();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind(), ErrorKind::Timeout);
  EXPECT_EQ(late.error().message(), "working took too long");
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(DeadlineTest, LeavesNothingBehindWhenItIsDestroyed) {
  auto task = limited(loop, seconds(3), time.now() + seconds(2), held);
  task.start();
  task.reset();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(time.run_next());
}

TEST_F(DeadlineTest, WaitsForeverWhenThereIsNone) {
  auto task = limited(loop, seconds(1'000'000), Instant::max(), held);
  task.start();
  while (time.run_next()) {
  }
  EXPECT_TRUE(task.take().has_value());
}

}  // namespace
}  // namespace omnillm::net
