#include "base/event_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace omnillm {
namespace {

std::vector<int> drained(EventQueue<int>& queue) {
  std::vector<int> values;
  queue.drain([&](int&& value) { values.push_back(value); });
  return values;
}

TEST(EventQueueDrain, HandsOverWhatWasPushedInOrder) {
  EventQueue<int> queue(1'000);
  std::vector<int> expected;
  for (int i = 0; i < 500; ++i) {
    EXPECT_TRUE(queue.push(i));
    expected.push_back(i);
  }
  EXPECT_EQ(queue.waiting(), 500u);
  EXPECT_EQ(drained(queue), expected);
  EXPECT_EQ(queue.waiting(), 0u);
  EXPECT_TRUE(drained(queue).empty());
}

TEST(EventQueueDrain, SaysHowManyThereWere) {
  EventQueue<int> queue(1'000);
  for (int i = 0; i < 130; ++i) queue.push(i);
  EXPECT_EQ(queue.drain([](int&&) {}), 130u);
  EXPECT_EQ(queue.drain([](int&&) {}), 0u);
}

TEST(EventQueueDrain, EndsAlthoughTheSinkPushesMore) {
  EventQueue<int> queue(1'000);
  for (int i = 0; i < 3; ++i) queue.push(i);
  EXPECT_EQ(queue.drain([&](int&& value) { queue.push(value + 10); }), 3u);
  EXPECT_EQ(drained(queue), (std::vector{10, 11, 12}));
}

TEST(EventQueueDrain, MovesRecords) {
  EventQueue<std::unique_ptr<std::string>> queue(4);
  queue.push(std::make_unique<std::string>("record"));
  std::unique_ptr<std::string> got;
  queue.drain([&](std::unique_ptr<std::string>&& record) { got = std::move(record); });
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, "record");
}

TEST(EventQueueBound, RefusesAndCountsWhatDoesNotFit) {
  EventQueue<int> queue(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_FALSE(queue.push(3));
  EXPECT_FALSE(queue.push(4));
  EXPECT_EQ(queue.dropped(), 2u);
  EXPECT_EQ(queue.waiting(), 3u);
  EXPECT_EQ(drained(queue), (std::vector{0, 1, 2}));
  EXPECT_TRUE(queue.push(5));
  EXPECT_EQ(queue.dropped(), 2u);
}

TEST(EventQueueBound, NothingFitsIntoAQueueOfNothing) {
  EventQueue<int> queue(0);
  EXPECT_FALSE(queue.push(1));
  EXPECT_EQ(queue.dropped(), 1u);
}

}  // namespace
}  // namespace omnillm
