#include "omnillm/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace omnillm {
namespace {

TEST(FixedEnvironmentGet, TellsUnsetFromEmpty) {
  const FixedEnvironment env({{"KEY", "value"}, {"EMPTY", ""}});
  EXPECT_EQ(env.get("KEY"), "value");
  EXPECT_EQ(env.get("EMPTY"), "");
  EXPECT_EQ(env.get("OTHER"), std::nullopt);
  EXPECT_EQ(env.get("key"), std::nullopt);
}

TEST(ProcessEnvironmentGet, KnowsWhatWasSetWhenItWasMadeAndNothingLater) {
  ASSERT_EQ(setenv("OMNILLM_TEST_VARIABLE", "a=b", 1), 0);
  const ProcessEnvironment env;
  ASSERT_EQ(setenv("OMNILLM_TEST_VARIABLE", "changed", 1), 0);
  EXPECT_EQ(env.get("OMNILLM_TEST_VARIABLE"), "a=b");
  ASSERT_EQ(unsetenv("OMNILLM_TEST_VARIABLE"), 0);
  EXPECT_EQ(env.get("OMNILLM_TEST_VARIABLE"), "a=b");
  EXPECT_EQ(ProcessEnvironment().get("OMNILLM_TEST_VARIABLE"), std::nullopt);
}

}  // namespace
}  // namespace omnillm
