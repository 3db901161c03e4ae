#include "json/equality.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::json {
namespace {

bool same(std::string a, std::string b) {
  Document of_a;
  Document of_b;
  EXPECT_TRUE(of_a.parse(std::move(a), 200'000));
  EXPECT_TRUE(of_b.parse(std::move(b), 200'000));
  return same_meaning(of_a.root(), of_b.root());
}

TEST(SameMeaning, LooksPastSpaceAndOrderOfMembers) {
  EXPECT_TRUE(same(R"({"a":1,"b":{"c":[],"d":null}})", R"({ "b" : {"d":null, "c":[ ]}, "a":1 })"));
}

TEST(SameMeaning, KeepsTheOrderOfElements) {
  EXPECT_FALSE(same("[1,2]", "[2,1]"));
  EXPECT_FALSE(same("[1,2]", "[1,2,3]"));
  EXPECT_TRUE(same("[1,[2],3]", "[ 1,[2.0],3]"));
}

TEST(SameMeaning, LooksPastTheSpellingOfScalars) {
  EXPECT_TRUE(same("[1e2,-0]", "[100.0,0]"));
  EXPECT_TRUE(same(R"(["\u00e9\/"])", "[\"\u00e9/\"]"));
  EXPECT_TRUE(same(R"({"\u0061":1})", R"({"a":1})"));
}

TEST(SameMeaning, TellsKindsApart) {
  const char* values[] = {"null", "false", "true", "0", "\"\"", "[]", "{}", "\"0\"", "[0]"};
  for (const char* a : values)
    for (const char* b : values) EXPECT_EQ(same(a, b), a == b) << a << ' ' << b;
}

TEST(SameMeaning, TellsMembersApart) {
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"a":1})"));
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"a":1,"c":2})"));
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"a":2,"b":1})"));
}

TEST(SameMeaning, GoesAHundredThousandLevelsDown) {
  const std::string open(100'000, '[');
  const std::string close(100'000, ']');
  EXPECT_TRUE(same(open + "1" + close, open + "1.0" + close));
  EXPECT_FALSE(same(open + "1" + close, open + "2" + close));
}

}  // namespace
}  // namespace omnillm::json
