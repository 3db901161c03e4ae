#include "json/name_check.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::json {
namespace {

using Names = std::vector<std::string>;

NameCheck check_of(const Names& names) {
  NameCheck check;
  std::uint32_t id = 0;
  for (const std::string& name : names) check.add(name, id++);
  return check;
}

Names numbered(int count) {
  Names names;
  for (int i = 0; i < count; ++i) names.push_back("name" + std::to_string(i));
  return names;
}

TEST(NameCheckSecond, IsNoneAmongDifferentNames) {
  for (const Names& names : {Names{}, Names{"", "a", "b", "ab", "ba"}, numbered(1'000)}) {
    EXPECT_EQ(check_of(names).second(), std::nullopt);
    EXPECT_EQ(check_of(names).second_by_sorting(), std::nullopt);
  }
}

TEST(NameCheckSecond, IsWhereANameStandsAgain) {
  EXPECT_EQ(check_of({"", ""}).second(), 1U);
  EXPECT_EQ(check_of({"a", "b", "c", "a"}).second(), 3U);
}

TEST(NameCheckSecond, IsFoundInObjectsOfEverySize) {
  for (int count = 1; count < 60; ++count)
    for (int twice = 0; twice < count; ++twice) {
      Names names = numbered(count);
      names.push_back("name" + std::to_string(twice));
      ASSERT_EQ(check_of(names).second(), static_cast<std::uint32_t>(count));
      ASSERT_EQ(check_of(names).second_by_sorting(), static_cast<std::uint32_t>(count));
    }
}

}  // namespace
}  // namespace omnillm::json
