#include "omnillm/error_kinds.h"

#include <gtest/gtest.h>

namespace omnillm {
namespace {

TEST(ErrorKinds, ComesBackFromItsBits) {
  const ErrorKinds kinds{ErrorKind::Timeout, ErrorKind::Auth};
  EXPECT_EQ(ErrorKinds::from_bits(kinds.bits()), kinds);
  EXPECT_EQ(kinds.to_string(), "auth, timeout");
}

TEST(ErrorKinds, PassesOverBitsThatAreNoKind) {
  const ErrorKinds all = ErrorKinds::from_bits(~0U);
  EXPECT_TRUE(all.contains(ErrorKind::Storage));
  EXPECT_EQ(ErrorKinds::from_bits(all.bits()), all);
  EXPECT_LT(all.bits(), ~0U);
}

}  // namespace
}  // namespace omnillm
