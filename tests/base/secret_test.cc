#include "omnillm/secret.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

namespace omnillm {
namespace {

TEST(SecretText, PrintsAsThreeStars) {
  std::ostringstream out;
  out << Secret("sk-abc") << Secret();
  EXPECT_EQ(out.str(), "******");
  EXPECT_EQ(::testing::PrintToString(Secret("sk-abc")), "***");
}

TEST(SecretText, IsReadOnlyWhenAsked) {
  EXPECT_EQ(Secret("sk-abc").reveal(), "sk-abc");
  EXPECT_EQ(Secret(std::string_view("a\0b", 3)).reveal().size(), 3u);
  EXPECT_TRUE(Secret().reveal().empty());
  EXPECT_TRUE(Secret("").empty());
}

TEST(SecretCopy, IsIndependentOfTheOriginal) {
  Secret original("sk-abc");
  const Secret copy = original;
  original = Secret("other");
  EXPECT_EQ(copy.reveal(), "sk-abc");
  EXPECT_EQ(original.reveal(), "other");
}

TEST(SecretCopy, MovingLeavesNothingBehind) {
  Secret original("sk-abc");
  const Secret moved = std::move(original);
  EXPECT_EQ(moved.reveal(), "sk-abc");
  EXPECT_TRUE(original.empty());  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_TRUE(original.reveal().empty());
}

TEST(SecretCopy, SurvivesAssignmentToItself) {
  Secret secret("sk-abc");
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "sk-abc");
}

TEST(SecretCompare, LooksAtEveryByteAndTheLength) {
  EXPECT_EQ(Secret("sk-abc"), Secret("sk-abc"));
  EXPECT_EQ(Secret(), Secret(""));
  EXPECT_NE(Secret("sk-abc"), Secret("sk-abd"));
  EXPECT_NE(Secret("Xk-abc"), Secret("sk-abc"));
  EXPECT_NE(Secret("sk-abc"), Secret("sk-ab"));
  EXPECT_NE(Secret("sk-abc"), Secret());
}

}  // namespace
}  // namespace omnillm
