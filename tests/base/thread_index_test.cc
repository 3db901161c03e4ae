#include "base/thread_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

namespace omnillm {
namespace {

// Numbers of so many threads that all live at once, lowest first.
std::vector<std::uint32_t> numbers_of(std::ptrdiff_t threads) {
  std::vector<std::uint32_t> numbers;
  std::mutex mu;
  std::latch all_have_one(threads);
  {
    std::vector<std::jthread> running;
    for (std::ptrdiff_t i = 0; i < threads; ++i)
      running.emplace_back([&] {
        const std::uint32_t number = thread_index();
        {
          const std::lock_guard lock(mu);
          numbers.push_back(number);
        }
        all_have_one.arrive_and_wait();
      });
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::uint32_t number_of_a_new_thread() {
  std::uint32_t number = 0;
  std::thread([&] { number = thread_index(); }).join();
  return number;
}

TEST(ThreadIndex, StaysTheSameForAThread) {
  const std::uint32_t mine = thread_index();
  EXPECT_LT(mine, kMaxThreadIndex);
  EXPECT_EQ(thread_index(), mine);
}

TEST(ThreadIndex, LivingThreadsHaveTheLowestNumbersWithoutGaps) {
  const std::uint32_t mine = thread_index();
  std::vector<std::uint32_t> numbers = numbers_of(20);
  numbers.push_back(mine);
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::uint32_t> expected(21);
  std::iota(expected.begin(), expected.end(), 0u);
  EXPECT_EQ(numbers, expected);
}

TEST(ThreadIndex, IsInheritedFromAThreadThatEnded) {
  (void)thread_index();
  EXPECT_EQ(number_of_a_new_thread(), number_of_a_new_thread());
}

TEST(ThreadIndex, TheLowestFreeNumberIsTakenNotTheLastFreed) {
  (void)thread_index();
  std::promise<void> first_may_end, second_may_end;
  std::promise<std::uint32_t> first_number, second_number;
  std::thread first([&] {
    first_number.set_value(thread_index());
    first_may_end.get_future().wait();
  });
  const std::uint32_t low = first_number.get_future().get();
  std::thread second([&] {
    second_number.set_value(thread_index());
    second_may_end.get_future().wait();
  });
  EXPECT_GT(second_number.get_future().get(), low);
  first_may_end.set_value();
  first.join();
  EXPECT_EQ(number_of_a_new_thread(), low);
  second_may_end.set_value();
  second.join();
}

TEST(ThreadIndex, ThreadsBeyondTheMostShareTheNumberThatMeansNone) {
  (void)thread_index();
  const std::vector<std::uint32_t> numbers = numbers_of(kMaxThreadIndex + 9);
  EXPECT_EQ(std::count(numbers.begin(), numbers.end(), kNoThreadIndex), 10);
  EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end() - 10), numbers.end() - 10)
      << "every other number is had once";
  EXPECT_LT(number_of_a_new_thread(), kMaxThreadIndex) << "and all are free again";
}

// Destructors of other thread-local objects may run after the number was given back.
TEST(ThreadIndex, AThreadThatIsEndingHasNone) {
  static std::uint32_t seen;
  seen = 0;
  struct Late {
    ~Late() { seen = thread_index(); }
  };
  std::thread([] {
    thread_local Late late;
    (void)&late;
    (void)thread_index();
  }).join();
  EXPECT_EQ(seen, kNoThreadIndex);
}

}  // namespace
}  // namespace omnillm
