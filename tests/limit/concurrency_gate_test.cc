#include "limit/concurrency_gate.h"

#include <gtest/gtest.h>

#include <limits>

namespace omnillm::limit {
namespace {

TEST(ConcurrencyGateEnter, AdmitsAsManyAsTheCapAndNoMore) {
  ConcurrencyGate gate(2);
  EXPECT_TRUE(gate.try_enter());
  EXPECT_TRUE(gate.try_enter());
  EXPECT_FALSE(gate.try_enter());
  EXPECT_EQ(gate.inside(), 2);
}

TEST(ConcurrencyGateEnter, AdmitsAgainWhenSomebodyLeft) {
  ConcurrencyGate gate(1);
  ASSERT_TRUE(gate.try_enter());
  gate.leave();
  EXPECT_TRUE(gate.try_enter());
}

TEST(ConcurrencyGateEnter, ACapOfNothingAdmitsNobody) {
  EXPECT_FALSE(ConcurrencyGate(0).try_enter());
  EXPECT_FALSE(ConcurrencyGate(-1).try_enter());
  EXPECT_FALSE(ConcurrencyGate(std::numeric_limits<std::int64_t>::min()).try_enter());
}

TEST(ConcurrencyGateLeave, OneTooManyDoesNotLetAnExtraOneIn) {
  ConcurrencyGate gate(1);
  gate.leave();
  EXPECT_EQ(gate.inside(), 0);
  EXPECT_TRUE(gate.try_enter());
  EXPECT_FALSE(gate.try_enter());
}

TEST(ConcurrencyGateCap, LoweringItThrowsNobodyOutAndWaitsUntilEnoughLeft) {
  ConcurrencyGate gate(3);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(gate.try_enter());
  gate.set_cap(1);
  EXPECT_EQ(gate.inside(), 3);
  gate.leave();
  gate.leave();
  EXPECT_FALSE(gate.try_enter());
  gate.leave();
  EXPECT_TRUE(gate.try_enter());
}

TEST(ConcurrencyGateCap, RaisingItAdmitsAtOnce) {
  ConcurrencyGate gate(0);
  gate.set_cap(1);
  EXPECT_EQ(gate.cap(), 1);
  EXPECT_TRUE(gate.try_enter());
}

}  // namespace
}  // namespace omnillm::limit
