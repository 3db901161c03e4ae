#include "net/task.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/virtual_time.h"
#include "net/await.h"
#include "net/virtual_loop.h"

namespace omnillm::net {
namespace {

using std::chrono::seconds;

Task<int> forty_two() { co_return 42; }
Task<int> twice(int n) {
  int first = co_await forty_two();
  co_return first* n;
}

TEST(TaskTest, StartsWhenItIsTold) {
  bool ran = false;
  auto work = [](bool* flag) -> Task<void> {
    *flag = true;
    co_return;
  };
  Task<void> task = work(&ran);
  EXPECT_FALSE(ran);
  task.start();
  EXPECT_TRUE(ran);
  EXPECT_TRUE(task.done());
}

TEST(TaskTest, GivesWhatAnInnerTaskReturned) {
  Task<int> task = twice(2);
  task.start();
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.take(), 84);
}

TEST(TaskTest, PassesOnWhatWasThrown) {
  auto throws = []() -> Task<int> {
    throw std::runtime_error("no");
    co_return 1;
  };
  Task<int> task = throws();
  task.start();
  ASSERT_TRUE(task.done());
  EXPECT_THROW(task.take(), std::runtime_error);
}

struct Guard {
  Guard(std::vector<std::string>* to, std::string text) : log(to), name(std::move(text)) {}
  ~Guard() { log->push_back(name); }
  std::vector<std::string>* log;
  std::string name;
};

Task<void> waits_inside(EventLoop* loop, std::vector<std::string>* log) {
  const Guard guard(log, "inner");
  co_await sleep_until(*loop, loop->now() + seconds(5));
}
Task<void> waits_outside(EventLoop* loop, std::vector<std::string>* log) {
  const Guard guard(log, "outer");
  co_await waits_inside(loop, log);
}

TEST(TaskTest, DestroysWhatItWaitsForInnermostFirstAndLeavesNoTimer) {
  VirtualTime time;
  VirtualLoop loop(time);
  std::vector<std::string> log;
  Task<void> task = waits_outside(&loop, &log);
  task.start();
  EXPECT_EQ(time.pending(), 1u);
  task.reset();
  EXPECT_EQ(log, (std::vector<std::string>{"inner", "outer"}));
  EXPECT_EQ(time.pending(), 0u);
}

TEST(TaskTest, GoesOnWhenItsTimeHasCome) {
  VirtualTime time;
  VirtualLoop loop(time);
  std::vector<std::string> log;
  Task<void> task = waits_outside(&loop, &log);
  task.start();
  time.advance(seconds(4));
  EXPECT_FALSE(task.done());
  time.advance(seconds(1));
  EXPECT_TRUE(task.done());
}

Task<std::string> asks(std::function<void(std::function<void(std::string)>)> ask) {
  std::string answer = co_await called_back<std::string>([&](auto done) {
    auto shared = std::make_shared<decltype(done)>(std::move(done));
    ask([shared](std::string text) { (*shared)(std::move(text)); });
  });
  co_return answer + "!";
}

TEST(TaskTest, TakesACallbackThatComesAtOnce) {
  Task<std::string> task = asks([](auto done) { done("now"); });
  task.start();
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.take(), "now!");
}

TEST(TaskTest, TakesACallbackThatComesLater) {
  std::function<void(std::string)> kept;
  Task<std::string> task = asks([&](auto done) { kept = std::move(done); });
  task.start();
  EXPECT_FALSE(task.done());
  kept("later");
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.take(), "later!");
}

}  // namespace
}  // namespace omnillm::net
