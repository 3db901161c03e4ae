#include "registry/exact_json.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::registry {
namespace {

TEST(ParseExactJson, KeepsTheTextOfNumbers) {
  const ExactJson root =
      parse_exact_json(R"([0.1, 2.50, 1e400, -0, 18446744073709551615])").value();
  ASSERT_EQ(root.items.size(), 5U);
  EXPECT_EQ(root.items[0].text, "0.1");
  EXPECT_EQ(root.items[1].text, "2.50");
  EXPECT_EQ(root.items[2].text, "1e400");
  EXPECT_EQ(root.items[3].text, "-0");
  EXPECT_EQ(root.items[4].text, "18446744073709551615");
}

TEST(ParseExactJson, ReadsEveryKindOfValue) {
  const ExactJson root =
      parse_exact_json(R"({"a": null, "b": true, "\u0063": "x\ny", "d": {}})").value();
  ASSERT_EQ(root.kind, ExactJson::Kind::Object);
  ASSERT_EQ(root.members.size(), 4U);
  EXPECT_EQ(root.members[0].value.kind, ExactJson::Kind::Null);
  EXPECT_TRUE(root.members[1].value.boolean);
  EXPECT_EQ(root.members[2].name, "c");
  EXPECT_EQ(root.members[2].value.text, "x\ny");
  EXPECT_EQ(root.members[3].value.kind, ExactJson::Kind::Object);
}

TEST(ParseExactJson, RefusesANameThatStandsTwice) {
  const auto root = parse_exact_json(R"({"a": 1, "b": {"x": 1, "y": 2, "x": 3}})");
  ASSERT_FALSE(root);
  EXPECT_NE(root.error().message().find("\"x\" stands twice"), std::string::npos);
}

TEST(ParseExactJson, RefusesWhatIsNotJsonAndSaysWhere) {
  for (const char* text : {"", "{", "{\"a\" 1}", "[1,]", "nul", "{} {}", "// no\n{}", "\"\xff\""}) {
    const auto root = parse_exact_json(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().kind(), ErrorKind::Configuration);
    EXPECT_NE(root.error().message().find("byte"), std::string::npos);
  }
}

TEST(ParseExactJson, RefusesNestingDeeperThanAnyPriceFile) {
  EXPECT_TRUE(parse_exact_json("[[[[[[[[]]]]]]]]"));
  EXPECT_FALSE(parse_exact_json(std::string(1'000, '[')));
}

TEST(ParseExactJson, RefusesWhatIsTooLarge) {
  EXPECT_FALSE(parse_exact_json(std::string((16U << 20) + 1, ' ')));
}

}  // namespace
}  // namespace omnillm::registry
