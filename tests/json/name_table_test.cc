#include "json/name_table.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::json {
namespace {

constexpr NameTable<int, 5> kTable(
    {{{"model", 1}, {"top_p", 2}, {"top_k", 3}, {"n", 4}, {"max_completion_tokens", 5}}});

TEST(NameTable, FindsWhatBelongsToEachName) {
  EXPECT_EQ(*kTable.find("model"), 1);
  EXPECT_EQ(*kTable.find("top_p"), 2);
  EXPECT_EQ(*kTable.find("top_k"), 3);
  EXPECT_EQ(*kTable.find("n"), 4);
  EXPECT_EQ(*kTable.find(std::string("max_completion_") + "tokens"), 5);
}

TEST(NameTable, HasNothingForAnyOtherName) {
  for (const std::string name :
       {"", "m", "Model", "model ", "modal", "top_z", "tap_k", "max_tokens"})
    EXPECT_EQ(kTable.find(name), nullptr) << name;
}

}  // namespace
}  // namespace omnillm::json
