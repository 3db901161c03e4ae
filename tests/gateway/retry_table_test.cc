#include "gateway/retry_table.h"

#include <gtest/gtest.h>

#include "base/error_table.h"
#include "omnillm/error_kinds.h"

namespace omnillm::gateway {
namespace {

// The page is for people; these are the words it uses.
RetryWhere read(const std::string& words) {
  if (words.rfind("another key or provider", 0) == 0) return RetryWhere::Elsewhere;
  if (words.rfind("another provider; here", 0) == 0) return RetryWhere::Elsewhere;
  if (words.rfind("another key", 0) == 0) return RetryWhere::AnotherKey;
  if (words.rfind("another provider", 0) == 0) return RetryWhere::AnotherTarget;
  if (words.rfind("a model", 0) == 0) return RetryWhere::AnotherTarget;
  return RetryWhere::Nowhere;
}

TEST(RetryTable, SaysWhatThePageOfErrorsSays) {
  const auto rows = read_error_table();
  ASSERT_EQ(rows.size(), kErrorKinds);
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const auto row = rows.find(std::string(to_string(kind)));
    ASSERT_NE(row, rows.end()) << kind;
    EXPECT_EQ(retried_where(kind), read(row->second.retried)) << kind;
  }
}

TEST(RetryTable, CountsNoKeyThatStandsAsideAgainstTheBudget) {
  EXPECT_FALSE(counts_as_retry(ErrorKind::Auth));
  EXPECT_TRUE(counts_as_retry(ErrorKind::ProviderLimit));
  EXPECT_TRUE(counts_as_retry(ErrorKind::Server));
}

}  // namespace
}  // namespace omnillm::gateway
