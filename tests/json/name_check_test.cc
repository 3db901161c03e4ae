#include "json/name_check.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::json {
namespace {

std::size_t second_of(const std::vector<std::string>& names) {
  NameCheck check;
  for (const std::string& name : names) check.add(name);
  return check.second();
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("name" + std::to_string(i));
  return names;
}

TEST(NameCheckSecond, IsNoneAmongDifferentNames) {
  EXPECT_EQ(second_of({}), NameCheck::npos);
  EXPECT_EQ(second_of({"", "a", "b", "ab", "ba"}), NameCheck::npos);
  for (const int count : {15, 16, 17, 18, 1'000})
    EXPECT_EQ(second_of(numbered(count)), NameCheck::npos);
}

TEST(NameCheckSecond, IsWhereANameStandsAgain) {
  EXPECT_EQ(second_of({"", ""}), 1U);
  EXPECT_EQ(second_of({"a", "b", "c", "a"}), 3U);
}

TEST(NameCheckSecond, IsFoundInObjectsOfEverySize) {
  for (int count = 1; count < 60; ++count)
    for (int twice = 0; twice < count; ++twice) {
      auto names = numbered(count);
      names.push_back("name" + std::to_string(twice));
      ASSERT_EQ(second_of(names), static_cast<std::size_t>(count));
    }
}

TEST(NameCheckSecond, ForgetsWhatWasCleared) {
  NameCheck check;
  check.add("a");
  check.clear();
  check.add("a");
  EXPECT_EQ(check.second(), NameCheck::npos);
}

}  // namespace
}  // namespace omnillm::json
