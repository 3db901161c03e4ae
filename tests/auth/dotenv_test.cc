#include "omnillm/dotenv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::Not;

// What a single line gives to A.
std::string value(std::string_view line) {
  const auto variables = parse_dotenv(line);
  if (!variables) return variables.error().message();
  const auto found = variables->find("A");
  return found == variables->end() ? "none" : found->second;
}

TEST(Dotenv, HoldsOneVariableALine) {
  const auto variables = parse_dotenv("# keys\n\nA=1\n  export B = two words \r\n\tC=\n");
  ASSERT_TRUE(variables);
  EXPECT_EQ(*variables, (Variables{{"A", "1"}, {"B", "two words"}, {"C", ""}}));
}

TEST(Dotenv, EndsAPlainValueAtACommentOrTheLine) {
  EXPECT_EQ(value("A=x # note"), "x");
  EXPECT_EQ(value("A=# note"), "");
  EXPECT_EQ(value("A=x#y"), "x#y");
  EXPECT_EQ(value("A=a=b==\n"), "a=b==");
  EXPECT_EQ(value("A=it's \"fine\""), "it's \"fine\"");
  EXPECT_EQ(value("A=x\r\n"), "x");
  EXPECT_EQ(value("A=x\r"), "x");
}

TEST(Dotenv, UndoesEscapesInDoubleQuotesOnly) {
  EXPECT_EQ(value(R"(A="a\n\r\t\"\\\$HOME # b")"), "a\n\r\t\"\\$HOME # b");
  EXPECT_EQ(value(R"(A="a\qb")"), "a\\qb");
  EXPECT_EQ(value(R"(A='a\n"$HOME # b')"), "a\\n\"$HOME # b");
  EXPECT_EQ(value("A=$HOME\\n"), "$HOME\\n");
}

TEST(Dotenv, LetsQuotedValuesGoOverLines) {
  EXPECT_EQ(value("A=\"one\ntwo\" # note\nB=1"), "one\ntwo");
  EXPECT_EQ(value("A='one\ntwo'\n"), "one\ntwo");
}

TEST(Dotenv, TakesAVariableCalledExport) {
  EXPECT_EQ(parse_dotenv("export=1")->at("export"), "1");
  EXPECT_EQ(parse_dotenv("export = 1")->at("export"), "1");
}

TEST(Dotenv, CountsTheLastOfAName) { EXPECT_EQ(value("A=1\nA=2"), "2"); }

TEST(Dotenv, SkipsAByteOrderMark) {
  EXPECT_EQ(value("\xEF\xBB\xBF"
                  "A=1"),
            "1");
}

TEST(Dotenv, SaysTheLineOfWhatItCannotReadAndNothingOfIt) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"A=1\ncanary", "line 2 of the .env file has no '='"},
      {"A=1\n\n=canary", "line 3 of the .env file does not begin with a name"},
      {"1A=canary", "does not begin with a name"},
      {"A-B=canary", "has no '='"},
      {"export canary", "has no '='"},
      {"A='canary", "quote that is not closed"},
      {"A=\"canary\\", "quote that is not closed"},
      {"A='b'canary", "behind its closing quote"},
      {std::string("A=canary\0b", 10), "zero byte"},
      {std::string("A='canary\0'", 11), "zero byte"},
      {std::string("A=\"canary\\\0\"", 12), "zero byte"}};
  for (const auto& [text, says] : wrong) {
    const auto variables = parse_dotenv(text);
    ASSERT_FALSE(variables) << says;
    EXPECT_EQ(variables.error().kind(), ErrorKind::Configuration);
    EXPECT_THAT(variables.error().message(), HasSubstr(says));
    EXPECT_THAT(variables.error().message(), Not(HasSubstr("canary")));
  }
}

TEST(DotenvEnvironmentTest, StandsBehindWhatIsSet) {
  const FixedEnvironment front({{"A", "set"}, {"B", ""}});
  const DotenvEnvironment environment(front, {{"A", "file"}, {"B", "file"}, {"C", "file"}});
  EXPECT_EQ(environment.get("A"), "set");
  EXPECT_EQ(environment.get("B"), "");
  EXPECT_EQ(environment.get("C"), "file");
  EXPECT_EQ(environment.get("D"), std::nullopt);
}

}  // namespace
}  // namespace omnillm
