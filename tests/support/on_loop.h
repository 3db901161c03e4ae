// Tests that run tasks on a real loop and leave no descriptor behind.

#ifndef OMNILLM_TESTS_SUPPORT_ON_LOOP_H_
#define OMNILLM_TESTS_SUPPORT_ON_LOOP_H_

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>

#include "net/reactor.h"
#include "net/task.h"

namespace omnillm::tests {

// How many descriptors this process has open.
inline std::size_t open_descriptors() {
  const auto entries = std::filesystem::directory_iterator("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

// A fixture with a loop. What a test has opened, it has closed at its end.
class OnLoop : public testing::Test {
 protected:
  ~OnLoop() override {
    loop.reset();
    EXPECT_EQ(open_descriptors(), before_) << "a descriptor was left open";
  }

  // Runs the loop until `done`. Whoever waits in vain fails, long before the test's time is over.
  template <class Done>
  void run_until(Done done) {
    const Instant end = loop->now() + std::chrono::seconds(20);
    while (!done()) {
      ASSERT_LT(loop->now(), end) << "nothing happens any more";
      loop->run_once(end);
    }
  }
  // The same for what the loop does not hear of: it looks again and again.
  template <class Done>
  void poll_until(Done done) {
    const Instant end = loop->now() + std::chrono::seconds(20);
    while (!done()) {
      ASSERT_LT(loop->now(), end) << "it does not come about";
      loop->run_once(loop->now() + std::chrono::milliseconds(1));
    }
  }
  // What the task returns.
  template <class T>
  T run(net::Task<T> task) {
    task.start();
    run_until([&] { return task.done(); });
    return task.take();
  }
  // Lets everything happen that can happen now.
  void settle() {
    for (int i = 0; i < 10; ++i) loop->run_once(loop->now());
  }

 private:
  const std::size_t before_ = open_descriptors();

 protected:
  SystemClock clock;
  std::unique_ptr<net::Reactor> loop = net::Reactor::create(clock).value();
};

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_ON_LOOP_H_
