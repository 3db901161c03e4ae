#include "omnillm/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace omnillm {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

std::vector<std::uint64_t> first_of(Rng rng, int count) {
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(rng.next());
  return numbers;
}

// Worked out by another implementation of splitmix64 and xoshiro256++, itself checked against the
// published numbers. They must never change: recorded runs are replayed by their seed.
TEST(RngSeed, GivesTheSameNumbersOnEveryMachine) {
  EXPECT_EQ(first_of(Rng(0), 4),
            (std::vector<std::uint64_t>{0x53175d61490b23df, 0x61da6f3dc380d507, 0x5c0fdf91ec9a7bfc,
                                        0x02eebf8c3bbe5e1a}));
  EXPECT_EQ(first_of(Rng(42), 4),
            (std::vector<std::uint64_t>{0xd0764d4f4476689f, 0x519e4174576f3791, 0xfbe07cfb0c24ed8c,
                                        0xb37d9f600cd835b8}));
  EXPECT_EQ(first_of(Rng(kMost), 4),
            (std::vector<std::uint64_t>{0x56ccf8ce948e27b2, 0xe68588432e5a5b90, 0xe3e9b5a48119ca8b,
                                        0x460f19495532ae73}));
}

TEST(RngSeed, FromTheSystemDiffersEveryTime) {
  EXPECT_NE(first_of(Rng::from_system(), 2), first_of(Rng::from_system(), 2));
}

TEST(RngChild, IsTheSameHoweverManyNumbersTheParentHasGivenOut) {
  Rng parent(42);
  const auto before = first_of(parent.child(7), 2);
  for (int i = 0; i < 100; ++i) (void)parent.next();
  EXPECT_EQ(first_of(parent.child(7), 2), before);
  EXPECT_EQ(before, (std::vector<std::uint64_t>{0x7ec1056bd0ab3c35, 0x0be7c019920f6954}));
}

TEST(RngChild, DiffersFromItsSiblingsAndItsParent) {
  const Rng parent(42);
  std::vector<std::uint64_t> firsts = first_of(parent, 1);
  for (std::uint64_t name = 0; name < 1'000; ++name)
    firsts.push_back(first_of(parent.child(name), 1).front());
  for (std::uint64_t name = 0; name < 1'000; ++name)
    firsts.push_back(first_of(parent.child(1).child(name), 1).front());
  std::sort(firsts.begin(), firsts.end());
  EXPECT_EQ(std::adjacent_find(firsts.begin(), firsts.end()), firsts.end());
}

TEST(RngBelow, StaysBelowItsBound) {
  Rng rng(1);
  for (const std::uint64_t bound : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3},
                                    std::uint64_t{1} << 32, (std::uint64_t{1} << 63) + 1, kMost})
    for (int i = 0; i < 1'000; ++i) ASSERT_LT(rng.below(bound), bound);
  EXPECT_EQ(rng.below(1), 0u);
}

TEST(RngBelow, ReachesEveryValueEquallyOften) {
  Rng rng(2);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70'000; ++i) ++counts[rng.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);  // over four standard deviations
}

// A remainder, or a product without rejection, would give the lower third of this range twice as
// often as the rest.
TEST(RngBelow, IsUnbiasedForABoundThatDoesNotDivideTheRange) {
  Rng rng(3);
  constexpr std::uint64_t kBound = (kMost / 4) * 3;
  std::array<int, 3> thirds{};
  for (int i = 0; i < 30'000; ++i) ++thirds[rng.below(kBound) / (kBound / 3 + 1)];
  for (const int count : thirds) EXPECT_NEAR(count, 10'000, 400);
}

TEST(RngUnit, IsAtLeastZeroAndBelowOne) {
  Rng rng(4);
  double least = 1, most = 0, sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double value = rng.unit();
    least = std::min(least, value);
    most = std::max(most, value);
    sum += value;
  }
  EXPECT_GE(least, 0.0);
  EXPECT_LT(most, 1.0);
  EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

TEST(RngDistributions, HaveTheMeanAndTheMedianAskedFor) {
  Rng rng(5);
  double sum = 0;
  int below_median = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double wait = rng.exponential(3.0);
    ASSERT_TRUE(std::isfinite(wait) && wait >= 0);
    sum += wait;
    const double size = rng.lognormal(200.0, 1.0);
    ASSERT_TRUE(std::isfinite(size) && size > 0);
    if (size < 200.0) ++below_median;
  }
  EXPECT_NEAR(sum / 100'000, 3.0, 0.06);
  EXPECT_NEAR(below_median, 50'000, 800);
}

TEST(RngGenerator, WorksWithTheStandardLibrary) {
  static_assert(std::uniform_random_bit_generator<Rng>);
  Rng rng(6);
  std::vector<int> deck{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::shuffle(deck.begin(), deck.end(), rng);
  EXPECT_EQ(std::count(deck.begin(), deck.end(), 5), 1);
}

}  // namespace
}  // namespace omnillm
