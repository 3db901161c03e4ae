#include "omnillm/queued_sink.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "records.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

CallRecord named(std::string id) {
  CallRecord record;
  record.id = std::move(id);
  return record;
}

// What the function was handed, batch by batch. Read it after a flush or the sink's end.
struct Seen {
  std::vector<std::string> ids;
  std::vector<std::size_t> batches;

  QueuedSink::Function function() {
    return [this](std::span<const CallRecord> records) {
      batches.push_back(records.size());
      for (const CallRecord& record : records) ids.push_back(record.id);
    };
  }
};

// Lets a function begin, and holds it there until it may go on.
class Gate {
 public:
  void pass() {
    if (entered_once_) return;
    entered_once_ = true;
    entered_.set_value();
    opened_.get_future().wait();
  }
  void wait_until_entered() { entered_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  bool entered_once_ = false;
  std::promise<void> entered_;
  std::promise<void> opened_;
};

TEST(QueuedSink, HandsOverWholeRecords) {
  CallRecord got;
  QueuedSink sink([&](std::span<const CallRecord> records) { got = records.front(); });
  sink.on_finished(second_try_record());
  ASSERT_TRUE(sink.flush(1min));
  EXPECT_EQ(to_json(got), to_json(second_try_record()));
}

TEST(QueuedSink, KeepsTheOrderOfAThread) {
  Seen seen;
  QueuedSink sink(seen.function());
  std::vector<std::string> expected;
  for (int i = 0; i < 500; ++i) {
    expected.push_back(std::to_string(i));
    sink.on_finished(named(expected.back()));
  }
  ASSERT_TRUE(sink.flush(1min));
  EXPECT_EQ(seen.ids, expected);
  EXPECT_EQ(sink.delivered(), 500U);
}

TEST(QueuedSink, CallsTheFunctionWithNoMoreThanABatch) {
  Seen seen;
  {
    QueuedSink sink(seen.function(), {.capacity = 1000, .batch = 7});
    for (int i = 0; i < 100; ++i) sink.on_finished(named("x"));
  }
  EXPECT_EQ(seen.ids.size(), 100U);
  for (const std::size_t size : seen.batches) EXPECT_LE(size, 7U);
}

TEST(QueuedSink, LosesNothingWhenItEnds) {
  for (int round = 0; round < 50; ++round) {
    Seen seen;
    {
      QueuedSink sink(seen.function());
      for (int i = 0; i < round; ++i) sink.on_finished(named("x"));
    }
    EXPECT_EQ(seen.ids.size(), static_cast<std::size_t>(round));
  }
}

TEST(QueuedSink, DropsAndCountsWhatItHasNoRoomFor) {
  Gate gate;
  std::size_t got = 0;
  QueuedSink sink(
      [&](std::span<const CallRecord> records) {
        got += records.size();
        gate.pass();
      },
      {.capacity = 10, .batch = 1});
  sink.on_finished(named("held"));
  gate.wait_until_entered();
  for (int i = 0; i < 25; ++i) sink.on_finished(named("x"));
  EXPECT_EQ(sink.dropped(), 15U);
  gate.open();
  ASSERT_TRUE(sink.flush(1min));
  EXPECT_EQ(got, 11U);
}

TEST(QueuedSink, GivesUpAFlushWhenTheTimeIsOver) {
  Gate gate;
  QueuedSink sink([&](std::span<const CallRecord>) { gate.pass(); });
  sink.on_finished(named("held"));
  gate.wait_until_entered();
  EXPECT_FALSE(sink.flush(0s));
  gate.open();
  EXPECT_TRUE(sink.flush(1min));
}

TEST(QueuedSink, FlushesAtOnceWhenThereIsNothing) {
  QueuedSink sink([](std::span<const CallRecord>) {});
  EXPECT_TRUE(sink.flush(Duration::max()));
}

TEST(QueuedSink, GoesOnAfterAFunctionThatThrew) {
  int calls = 0;
  QueuedSink sink(
      [&](std::span<const CallRecord>) {
        if (++calls == 1) throw std::runtime_error("disk full");
      },
      {.capacity = 10, .batch = 1});
  sink.on_finished(named("a"));
  sink.on_finished(named("b"));
  ASSERT_TRUE(sink.flush(1min));
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(sink.failed_batches(), 1U);
}

TEST(QueuedSink, LosesNothingOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kRecords = 2000;
  Seen seen;
  std::uint64_t dropped = 0;
  {
    QueuedSink sink(seen.function(), {.capacity = 64, .batch = 16});
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&sink] {
        for (int i = 0; i < kRecords; ++i) {
          sink.on_finished(named("x"));
          if (i % 500 == 0) static_cast<void>(sink.flush(1min));
        }
      });
    for (std::thread& thread : threads) thread.join();
    dropped = sink.dropped();
  }
  EXPECT_EQ(seen.ids.size() + dropped, std::size_t{kThreads} * kRecords);
}

}  // namespace
}  // namespace omnillm
