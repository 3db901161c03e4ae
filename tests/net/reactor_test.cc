#include "net/reactor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "base/virtual_time.h"

namespace omnillm::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A connected pair of sockets that do not block.
struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0) {
      mine = FileDescriptor(ends[0]);
      theirs = FileDescriptor(ends[1]);
    }
  }
  FileDescriptor mine, theirs;
};

struct Log final : Watcher {
  void on_ready(Readiness ready) override {
    if (ready.readable) ++reads;
    if (ready.writable) ++writes;
  }
  int reads = 0, writes = 0;
};

class ReactorTest : public testing::Test {
 protected:
  SystemClock clock;
  std::unique_ptr<Reactor> loop = Reactor::create(clock).value();
};

TEST_F(ReactorTest, RunsWhatOneThreadPostsInItsOrder) {
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) loop->post([&, i] { order.push_back(i); });
  loop->run_once(Instant::max());
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST_F(ReactorTest, RunsWhatACallbackPostsAfterIt) {
  std::vector<int> order;
  loop->post([&] {
    loop->post([&] { order.push_back(2); });
    order.push_back(1);
  });
  while (order.size() < 2) loop->run_once(Instant::max());
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(ReactorTest, WakesForWhatAnotherThreadPosts) {
  int ran = 0;
  std::thread other([&] { loop->post([&] { ++ran; }); });
  while (ran == 0) loop->run_once(Instant::max());
  other.join();
  EXPECT_EQ(ran, 1);
}

TEST_F(ReactorTest, LosesNothingThatManyThreadsPost) {
  constexpr int kThreads = 4, kEach = 2'000;
  int ran = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) loop->post([&] { ++ran; });
    });
  while (ran < kThreads * kEach) loop->run_once(Instant::max());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ran, kThreads * kEach);
}

TEST_F(ReactorTest, RunsTimersInTheOrderTheyAreDue) {
  std::vector<int> order;
  const Instant now = loop->now();
  loop->call_at(now + milliseconds(9), [&] { order.push_back(2); });
  loop->call_at(now + milliseconds(5), [&] { order.push_back(1); });
  loop->call_at(now - seconds(1), [&] { order.push_back(0); });
  while (order.size() < 3) loop->run_once(Instant::max());
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST_F(ReactorTest, RunsNoTimerThatWasCancelled) {
  bool ran = false, end = false;
  const auto timer = loop->call_at(loop->now() + milliseconds(1), [&] { ran = true; });
  loop->call_at(loop->now() + milliseconds(2), [&] { end = true; });
  loop->cancel(timer);
  loop->cancel(timer);
  loop->cancel(EventLoop::TimerId::None);
  while (!end) loop->run_once(Instant::max());
  EXPECT_FALSE(ran);
}

TEST_F(ReactorTest, LetsATimerCancelTheNext) {
  bool ran = false;
  EventLoop::TimerId second{};
  loop->call_at(loop->now() - seconds(2), [&] { loop->cancel(second); });
  second = loop->call_at(loop->now() - seconds(1), [&] { ran = true; });
  loop->run_once(loop->now());
  EXPECT_FALSE(ran);
}

TEST_F(ReactorTest, TellsOnceThatASocketCanBeRead) {
  const Pair pair;
  Log log;
  ASSERT_TRUE(loop->watch(pair.mine.get(), log));
  loop->run_once(loop->now());
  EXPECT_EQ(log.reads, 0);
  EXPECT_EQ(log.writes, 1);
  ASSERT_EQ(::send(pair.theirs.get(), "x", 1, 0), 1);
  loop->run_once(Instant::max());
  loop->run_once(loop->now());
  EXPECT_EQ(log.reads, 1);
  loop->unwatch(pair.mine.get(), log);
}

TEST_F(ReactorTest, TellsThatThePeerHasGone) {
  Pair pair;
  Log log;
  ASSERT_TRUE(loop->watch(pair.mine.get(), log));
  loop->run_once(loop->now());
  pair.theirs.close();
  loop->run_once(Instant::max());
  EXPECT_EQ(log.reads, 1);
  loop->unwatch(pair.mine.get(), log);
}

// Two sockets are ready in one round, and whoever is told first takes the other away.
TEST_F(ReactorTest, TellsNothingToAWatcherThatLeftInTheSameRound) {
  const Pair a, b;
  struct Leaver final : Watcher {
    void on_ready(Readiness) override {
      ++told;
      loop->unwatch(other_fd, *other);
    }
    Reactor* loop = nullptr;
    Watcher* other = nullptr;
    int other_fd = -1, told = 0;
  } first, second;
  first.loop = second.loop = loop.get();
  first.other = &second;
  second.other = &first;
  first.other_fd = b.mine.get();
  second.other_fd = a.mine.get();
  ASSERT_TRUE(loop->watch(a.mine.get(), first));
  ASSERT_TRUE(loop->watch(b.mine.get(), second));
  loop->run_once(Instant::max());
  EXPECT_EQ(first.told + second.told, 1);
}

TEST_F(ReactorTest, RunsUntilItIsStopped) {
  std::thread runner([&] { loop->run(); });
  loop->stop();
  runner.join();
}

TEST_F(ReactorTest, KnowsWhoseThreadItIs) {
  EXPECT_FALSE(loop->is_here());
  bool here = false;
  loop->post([&] { here = loop->is_here(); });
  loop->run_once(Instant::max());
  EXPECT_TRUE(here);
}

TEST_F(ReactorTest, KeepsWhatSomebodyLeftUntilItIsEvictedOrEnds) {
  struct Guest final : Resident {
    explicit Guest(int* count) : left(count) {}
    ~Guest() override { ++*left; }
    int* left;
  };
  int left = 0, key = 0, other_key = 0;
  loop->house(&key, std::make_unique<Guest>(&left));
  loop->house(&other_key, std::make_unique<Guest>(&left));
  EXPECT_NE(loop->resident(&key), nullptr);
  EXPECT_EQ(loop->resident(&left), nullptr);
  loop->evict(&key);
  loop->evict(&key);
  EXPECT_EQ(loop->resident(&key), nullptr);
  EXPECT_EQ(left, 1);
  loop.reset();
  EXPECT_EQ(left, 2);
}

}  // namespace
}  // namespace omnillm::net
