#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "omnillm/budget.h"
#include "support/allocation_counter.h"

namespace omnillm::budget {
namespace {

using testing_support::AllocationCounter;

constexpr WallTime kNow{};

Money usd(std::string_view text) { return Money::parse(text).value(); }

// Accounts of every sort in one path.
struct World {
  Ledger ledger;
  AccountId gateway = ledger.open("gateway", {.limit = usd("1000"), .shared = true}).value();
  AccountId project = ledger.open("project", {.limit = usd("1000"), .shared = true}).value();
  AccountId daily =
      ledger.open("daily", {.limit = usd("1000"), .period = Period::Day, .alert_percent = {1}})
          .value();
  AccountId soft = ledger.open("soft", {.limit = usd("0"), .hardness = Hardness::Soft}).value();
  AccountId key = ledger.open("key", {.limit = usd("1000")}).value();
  ScopePath path = ledger.path(std::array{gateway, project, daily, soft, key}).value();
  ScopePath leased = ledger.path(std::array{gateway, project}).value();

  World() {
    for (const ScopePath& scopes : {path, leased}) {
      std::move(*ledger.reserve(scopes, usd("0.01"), kNow)).settle(usd("0.01"));
    }
  }
};

TEST(LedgerAllocation, ReservingSettlingReleasingAndDroppingAllocateNothing) {
  World world;
  const AllocationCounter counter;
  for (int i = 0; i < 1'000; ++i) {
    for (const ScopePath* scopes : {&world.path, &world.leased}) {
      std::move(*world.ledger.reserve(*scopes, usd("0.01"), kNow)).settle(usd("0.001"));
      std::move(*world.ledger.reserve(*scopes, usd("0.01"), kNow)).settle(usd("0.02"));
      std::move(*world.ledger.reserve(*scopes, usd("0.01"), kNow)).release();
      const auto dropped = world.ledger.reserve(*scopes, usd("0.01"), kNow);
    }
  }
  EXPECT_EQ(counter.count(), 0u);
}

TEST(LedgerAllocation, RefusingAllocatesNothing) {
  World world;
  const AllocationCounter counter;
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(world.ledger.reserve(world.path, usd("5000"), kNow));
    EXPECT_FALSE(world.ledger.reserve(world.leased, usd("5000"), kNow));
  }
  EXPECT_EQ(counter.count(), 0u);
}

TEST(LedgerAllocation, CopyingAPathFindingAnAccountAndRollingOverAllocateNothing) {
  World world;
  const AllocationCounter counter;
  const ScopePath copy = world.path;
  EXPECT_TRUE(world.ledger.find("gateway"));
  for (int day = 0; day < 10; ++day) {
    EXPECT_TRUE(world.ledger.reserve(copy, usd("0.01"), kNow + std::chrono::days(day)));
  }
  EXPECT_EQ(counter.count(), 0u);
}

TEST(LedgerAllocation, AMillionAccountsTakeLessThanNinetySixBytesEach) {
  constexpr int kAccounts = 1'000'000;
  const AllocationCounter counter;
  Ledger ledger;
  std::string name;
  for (int i = 0; i < kAccounts; ++i) {
    name = "key-" + std::to_string(i);
    ASSERT_TRUE(ledger.open(name, {.limit = usd("1")}));
  }
  EXPECT_LT(counter.bytes() / kAccounts, 96u);
  RecordProperty("bytes_per_account", std::to_string(counter.bytes() / kAccounts));
}

}  // namespace
}  // namespace omnillm::budget
