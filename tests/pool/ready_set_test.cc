#include "pool/ready_set.h"

#include <gtest/gtest.h>

#include <set>

#include "omnillm/rng.h"

namespace omnillm::pool {
namespace {

TEST(ReadySetNext, FindsMembersInEveryLevel) {
  ReadySet set(ReadySet::kMaxSize);
  for (const std::uint32_t i : {0u, 63u, 64u, 4095u, 4096u, ReadySet::kMaxSize - 1}) {
    set.set(i);
    EXPECT_TRUE(set.any());
    EXPECT_EQ(set.next(0), i);
    EXPECT_EQ(set.next(i), i);
    EXPECT_EQ(set.next(i + 1), ReadySet::kNone);
    set.clear(i);
    EXPECT_FALSE(set.any());
    EXPECT_EQ(set.next(0), ReadySet::kNone);
  }
}

TEST(ReadySetNext, AgreesWithASortedSetUnderRandomChanges) {
  ReadySet set(10'000);
  std::set<std::uint32_t> model;
  Rng rng(7);
  for (int step = 0; step < 20'000; ++step) {
    const auto i = static_cast<std::uint32_t>(rng.below(10'000));
    if (rng.below(3) == 0) {
      set.set(i);
      model.insert(i);
    } else {
      set.clear(i);
      model.erase(i);
    }
    const auto from = static_cast<std::uint32_t>(rng.below(10'000));
    const auto expected = model.lower_bound(from);
    ASSERT_EQ(set.next(from), expected == model.end() ? ReadySet::kNone : *expected);
    ASSERT_EQ(set.any(), !model.empty());
  }
}

TEST(ReadySetAround, WalksTheSliceRoundOnceAndStaysInside) {
  ReadySet set(300);
  set.set(10);
  set.set(200);
  EXPECT_EQ(set.next_around(100, 50, 250), 200u);
  EXPECT_EQ(set.next_around(201, 50, 250), 200u);
  EXPECT_EQ(set.next_around(100, 50, 150), ReadySet::kNone);
  EXPECT_EQ(set.next_around(10, 0, 20), 10u);
}

}  // namespace
}  // namespace omnillm::pool
