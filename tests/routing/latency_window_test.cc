#include "routing/latency_window.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace omnillm::routing {
namespace {

using namespace std::chrono_literals;

TEST(LatencyWindow, KnowsNothingAtFirst) { EXPECT_EQ(LatencyWindow().summary().samples, 0U); }

TEST(LatencyWindow, KnowsAfterTheFirstAnswer) {
  LatencyWindow window;
  window.record(70ms);
  EXPECT_EQ(window.summary().samples, 1U);
  EXPECT_EQ(window.summary()[LatencyQuantile::P50], 70ms);
}

TEST(LatencyWindow, GivesTheQuantilesOfItsSamples) {
  LatencyWindow window;
  for (int i = 1; i <= 64; ++i) window.record(i * 1ms);
  const LatencySummary summary = window.summary();
  EXPECT_EQ(summary[LatencyQuantile::P50], 32ms);
  EXPECT_EQ(summary[LatencyQuantile::P75], 48ms);
  EXPECT_EQ(summary[LatencyQuantile::P90], 58ms);
  EXPECT_EQ(summary[LatencyQuantile::P95], 61ms);
  EXPECT_EQ(summary[LatencyQuantile::P99], 64ms);
}

TEST(LatencyWindow, ForgetsWhatLiesSixtyFourAnswersBack) {
  LatencyWindow window;
  for (int i = 0; i < 1000; ++i) window.record(1ms);
  for (std::size_t i = 0; i < LatencyWindow::kSamples; ++i) window.record(5ms);
  EXPECT_EQ(window.summary()[LatencyQuantile::P50], 5ms);
  EXPECT_EQ(window.summary().samples, 64U);
}

TEST(LatencyWindow, HasAMovedMedianAfterFortyAnswers) {
  LatencyWindow window;
  for (int i = 0; i < 1003; ++i) window.record(1ms);
  for (int i = 0; i < 40; ++i) window.record(5ms);
  EXPECT_EQ(window.summary()[LatencyQuantile::P50], 5ms);
}

TEST(LatencyWindow, TakesTimesThatCannotBe) {
  LatencyWindow window;
  window.record(-1s);
  EXPECT_EQ(window.summary()[LatencyQuantile::P50], 0ms);
  window.record(Duration::max());
  EXPECT_EQ(window.summary()[LatencyQuantile::P99], 1h);
}

TEST(LatencyWindow, StaysWithinWhatManyThreadsRecorded) {
  LatencyWindow window;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&window, t] {
      for (int i = 0; i < 2000; ++i) {
        window.record((10 + t) * 1ms);
        const LatencySummary seen = window.summary();
        if (seen.samples < LatencyWindow::kSamples) continue;
        EXPECT_GE(seen[LatencyQuantile::P50], 10ms);
        EXPECT_LE(seen[LatencyQuantile::P99], 13ms);
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace omnillm::routing
