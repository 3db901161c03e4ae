#include "omnillm/cancellation.h"

#include <gtest/gtest.h>

namespace omnillm {
namespace {

TEST(CancellationToken, IsCancelledOnceForAllItsCopies) {
  CancellationToken token;
  const CancellationToken copy = token;
  EXPECT_FALSE(copy.is_cancelled());
  EXPECT_TRUE(token.cancel());
  EXPECT_FALSE(token.cancel()) << "it was not the first";
  EXPECT_TRUE(copy.is_cancelled());
  EXPECT_TRUE(std::stop_token(copy).stop_requested());
}

TEST(CancellationToken, TakesItsChildrenWithItAndNotTheOtherWayRound) {
  CancellationToken parent;
  CancellationToken alone = parent.child();
  const CancellationToken other = parent.child();
  EXPECT_TRUE(alone.cancel());
  EXPECT_FALSE(parent.is_cancelled());
  EXPECT_FALSE(other.is_cancelled());
  parent.cancel();
  EXPECT_TRUE(other.is_cancelled());
  EXPECT_TRUE(parent.child().is_cancelled()) << "later as well";
}

}  // namespace
}  // namespace omnillm
