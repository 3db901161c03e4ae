#include "base/ids.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <set>
#include <string>

namespace omnillm {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{1'717'761'600'123ms};

TEST(RequestIdPrint, IsAUlid) {
  EXPECT_EQ(RequestId{}.to_string(), "00000000000000000000000000");
  EXPECT_EQ((RequestId{.high = std::uint64_t{1'469'918'176'385} << 16, .low = 0}).to_string(),
            "01ARYZ6S410000000000000000");
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ((RequestId{.high = kMost, .low = kMost}).to_string(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
}

TEST(RequestIdMake, IsDecidedByTimeAndChance) {
  Rng rng(42);
  EXPECT_EQ(RequestId::make(kNow, rng).to_string(), "01HZS93TKVT1V537J1EHBPYDWH");
}

TEST(RequestIdMake, SortsByTimeAsANumberAndAsText) {
  Rng rng(1);
  RequestId previous = RequestId::make(kNow, rng);
  for (int i = 1; i < 1'000; ++i) {
    const RequestId next = RequestId::make(kNow + i * 1ms, rng);
    EXPECT_LT(previous, next);
    EXPECT_LT(previous.to_string(), next.to_string());
    previous = next;
  }
}

TEST(RequestIdMake, DiffersWithinAMillisecond) {
  Rng rng(1);
  std::set<std::string> names;
  for (int i = 0; i < 10'000; ++i) names.insert(RequestId::make(kNow, rng).to_string());
  EXPECT_EQ(names.size(), 10'000u);
}

}  // namespace
}  // namespace omnillm
