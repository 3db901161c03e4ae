#include "net/lazy_timer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "base/virtual_time.h"
#include "net/virtual_loop.h"

namespace omnillm::net {
namespace {

using std::chrono::seconds;

// Counts how often the loop's own timers are touched.
class CountingLoop final : public EventLoop {
 public:
  explicit CountingLoop(VirtualTime& time) : inner_(time) {}
  [[nodiscard]] Instant now() const override { return inner_.now(); }
  void post(Callback callback) override { inner_.post(std::move(callback)); }
  TimerId call_at(Instant when, Callback callback) override {
    ++armed;
    return inner_.call_at(when, std::move(callback));
  }
  void cancel(TimerId timer) override { inner_.cancel(timer); }
  [[nodiscard]] bool is_here() const override { return inner_.is_here(); }
  int armed = 0;

 private:
  VirtualLoop inner_;
};

class LazyTimerTest : public testing::Test {
 protected:
  void run() {
    while (time.run_next()) {
    }
  }
  void expect_at(Instant when) { EXPECT_EQ(went_off, when); }

  VirtualTime time;
  CountingLoop loop{time};
  const Instant start = time.now();
  std::optional<Instant> went_off;
  std::optional<LazyTimer> timer{std::in_place, loop};

  LazyTimerTest() {
    timer->set_callback([this] { went_off = time.now(); });
  }
};

TEST_F(LazyTimerTest, GoesOffWhenItIsDue) {
  timer->set(start + seconds(3));
  run();
  expect_at(start + seconds(3));
}

TEST_F(LazyTimerTest, IsPutOffWithoutTouchingTheLoop) {
  for (int i = 1; i <= 100; ++i) timer->set(start + seconds(i));
  EXPECT_EQ(loop.armed, 1);
  run();
  expect_at(start + seconds(100));
  EXPECT_EQ(loop.armed, 2);
}

TEST_F(LazyTimerTest, GoesOffEarlierWhenItIsTold) {
  timer->set(start + seconds(9));
  timer->set(start + seconds(2));
  run();
  expect_at(start + seconds(2));
}

TEST_F(LazyTimerTest, GoesOffNeverWhenItIsTold) {
  timer->set(start + seconds(9));
  timer->set(Instant::max());
  run();
  EXPECT_EQ(went_off, std::nullopt);
}

TEST_F(LazyTimerTest, MayBeDestroyedByItsCallback) {
  timer->set_callback([this] {
    timer.reset();
    went_off = time.now();
  });
  timer->set(start + seconds(1));
  run();
  expect_at(start + seconds(1));
}

TEST_F(LazyTimerTest, LeavesNothingBehind) {
  timer->set(start + seconds(1));
  timer.reset();
  run();
  EXPECT_EQ(went_off, std::nullopt);
}

}  // namespace
}  // namespace omnillm::net
