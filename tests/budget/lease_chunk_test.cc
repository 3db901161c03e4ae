#include "budget/lease_chunk.h"

#include <gtest/gtest.h>

namespace omnillm::budget {
namespace {

TEST(LeaseChunk, IsAFewHundredRequestsWhileThereIsPlenty) {
  EXPECT_EQ(lease_chunk(1'000'000'000, 3, 100, kMaxNanos), 25'600);
}

TEST(LeaseChunk, ShrinksWithWhatIsLeftAndWithThreads) {
  EXPECT_EQ(lease_chunk(80'000, 0, 100, kMaxNanos), 20'000);
  EXPECT_EQ(lease_chunk(80'000, 3, 100, kMaxNanos), 5'000);
}

TEST(LeaseChunk, IsNothingNearExhaustion) {
  EXPECT_EQ(lease_chunk(3'200, 0, 100, kMaxNanos), 800);
  EXPECT_EQ(lease_chunk(3'196, 0, 100, kMaxNanos), 0);
  EXPECT_EQ(lease_chunk(0, 0, 100, kMaxNanos), 0);
  EXPECT_EQ(lease_chunk(0, 0, 0, kMaxNanos), 0);
}

TEST(LeaseChunk, IsNoLargerThanAllowed) {
  EXPECT_EQ(lease_chunk(1'000'000'000, 0, 100, 1'000), 1'000);
  EXPECT_EQ(lease_chunk(1'000'000'000, 0, 100, 799), 0);
}

TEST(LeaseChunk, StandsTheLargestNumbers) {
  EXPECT_EQ(lease_chunk(kMaxNanos, 0, kMaxNanos, kMaxNanos), 0);
  EXPECT_EQ(lease_chunk(kMaxNanos, 0, kMaxNanos / 64, kMaxNanos), kMaxNanos / 4);
}

}  // namespace
}  // namespace omnillm::budget
