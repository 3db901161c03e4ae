// What base lets several threads share, from eight at once.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/event_queue.h"
#include "base/mutex.h"
#include "base/snapshot_cell.h"
#include "base/thread_index.h"
#include "base/thread_scheduler.h"

namespace omnillm {
namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 5'000;

template <class Work>
void on_all_threads(Work work) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&work, t] { work(t); });
}

TEST(EventQueueStress, EveryRecordIsEitherDrainedOnceInOrderOrCounted) {
  EventQueue<std::pair<int, int>> queue(500);
  std::atomic<std::uint64_t> refused{0};
  std::atomic<bool> over{false};
  std::map<int, int> last;
  std::uint64_t drained = 0;
  const auto sink = [&](std::pair<int, int>&& record) {
    const auto [thread, number] = record;
    const auto [before, is_first] = last.try_emplace(thread, number);
    EXPECT_TRUE(is_first || number > before->second);
    before->second = number;
    ++drained;
  };
  std::jthread drainer([&] {
    while (!over.load()) queue.drain(sink);
    queue.drain(sink);
  });
  on_all_threads([&](int thread) {
    for (int i = 0; i < kRounds; ++i)
      if (!queue.push({thread, i})) refused.fetch_add(1, std::memory_order_relaxed);
  });
  over.store(true);
  drainer.join();
  EXPECT_EQ(drained + refused.load(), std::uint64_t{kThreads} * kRounds);
  EXPECT_EQ(queue.dropped(), refused.load());
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST(SnapshotCellStress, ReadersSeeWholeValuesAndNeverAnOlderOneThanBefore) {
  struct Pair {
    int a, b;
  };
  SnapshotCell<Pair> cell(std::make_shared<const Pair>(Pair{0, 0}));
  on_all_threads([&](int thread) {
    int latest = 0;
    for (int i = 1; i <= kRounds; ++i) {
      if (thread == 0) cell.store(std::make_shared<const Pair>(Pair{i, -i}));
      const auto seen = cell.load();
      EXPECT_EQ(seen->a, -seen->b);
      EXPECT_GE(seen->a, latest);
      latest = seen->a;
    }
  });
  EXPECT_EQ(cell.load()->a, kRounds);
}

TEST(ThreadSchedulerStress, EveryTaskRunsOnceUnlessItsCancelSucceeded) {
  ThreadScheduler scheduler;
  std::atomic<int> ran{0}, cancelled{0};
  on_all_threads([&](int) {
    for (int i = 0; i < kRounds / 10; ++i) {
      const auto id = scheduler.call_at(Instant::min(), [&] { ran.fetch_add(1); });
      if (i % 2 == 0 && scheduler.cancel(id)) cancelled.fetch_add(1);
    }
  });
  std::promise<void> done;
  scheduler.call_at(SystemClock().now(), [&] { done.set_value(); });
  done.get_future().wait();
  EXPECT_EQ(ran.load() + cancelled.load(), kThreads * kRounds / 10);
}

// What a thread wrote under its number is there for the thread that inherits it, without a lock.
TEST(ThreadIndexStress, WhatIsKeptUnderANumberPassesToItsNextOwner) {
  static std::vector<int> slots(kMaxThreadIndex + 1);
  slots.assign(kMaxThreadIndex + 1, 0);
  for (int generation = 0; generation < 50; ++generation)
    on_all_threads([&](int) { ++slots[thread_index()]; });
  int sum = 0;
  for (const int slot : slots) sum += slot;
  EXPECT_EQ(sum, 50 * kThreads);
}

}  // namespace
}  // namespace omnillm
