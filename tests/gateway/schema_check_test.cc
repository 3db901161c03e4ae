#include "gateway/schema_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace omnillm::gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems(const std::string& schema, const std::string& value) {
  json::Document s, v;
  EXPECT_TRUE(s.parse(schema));
  EXPECT_TRUE(v.parse(value));
  return schema_problems(s.root(), v.root());
}

constexpr const char* kPerson = R"({"type":"object","required":["name","age"],
  "properties":{"name":{"type":"string"},"age":{"type":"integer"},
                "tags":{"type":"array","items":{"enum":["a","b"]}},
                "mail":{"type":["string","null"]}},
  "additionalProperties":false})";

TEST(SchemaCheck, LetsThroughWhatKeepsToIt) {
  EXPECT_THAT(problems(kPerson, R"({"name":"Ada","age":36,"tags":["a","b"],"mail":null})"),
              IsEmpty());
}

TEST(SchemaCheck, SaysWhereAValueHasAnotherType) {
  EXPECT_THAT(problems(kPerson, R"({"name":7,"age":36.5})"),
              ElementsAre("/name: expected the type string", "/age: expected the type integer"));
}

TEST(SchemaCheck, TakesWholeNumbersForIntegersHoweverTheyAreWritten) {
  EXPECT_THAT(problems(R"({"type":"integer"})", "36.0"), IsEmpty());
  EXPECT_THAT(problems(R"({"type":"integer"})", "123456789012345678901234567890"), IsEmpty());
}

TEST(SchemaCheck, MissesWhatIsRequired) {
  EXPECT_THAT(problems(kPerson, R"({"name":"Ada"})"),
              ElementsAre("the whole: the member \"age\" is missing"));
}

TEST(SchemaCheck, RefusesMembersNobodyNamed) {
  EXPECT_THAT(problems(kPerson, R"({"name":"Ada","age":1,"x":2})"),
              ElementsAre("the whole: there may be no member \"x\""));
  EXPECT_THAT(problems(R"({"type":"object"})", R"({"x":2})"), IsEmpty());
}

TEST(SchemaCheck, ChecksMembersNobodyNamedByASchemaOfTheirOwn) {
  EXPECT_THAT(problems(R"({"additionalProperties":{"type":"string"}})", R"({"x":2})"),
              ElementsAre("/x: expected the type string"));
}

TEST(SchemaCheck, ChecksEveryElement) {
  EXPECT_THAT(problems(kPerson, R"({"name":"Ada","age":1,"tags":["a","c"]})"),
              ElementsAre(R"(/tags/1: expected one of ["a","b"])"));
}

TEST(SchemaCheck, ComparesValuesByWhatTheyMean) {
  EXPECT_THAT(problems(R"({"enum":[{"a":1,"b":2}]})", R"({"b":2.0,"a":1})"), IsEmpty());
  EXPECT_THAT(problems(R"({"const":"x"})", R"("y")"), ElementsAre(R"(the whole: expected "x")"));
}

TEST(SchemaCheck, IsContentWithOneOfSeveral) {
  constexpr const char* kEither = R"({"anyOf":[{"type":"string"},{"type":"null"}]})";
  EXPECT_THAT(problems(kEither, "null"), IsEmpty());
  EXPECT_THAT(problems(kEither, "1"), ElementsAre("the whole: expected the type string"));
}

TEST(SchemaCheck, NamesAFewProblemsAndNoMore) {
  std::string many = "[0";
  for (int i = 0; i < 100; ++i) many += ",0";
  EXPECT_EQ(problems(R"({"items":{"type":"string"}})", many + "]").size(), kMostProblems);
}

TEST(SchemaCheck, PassesOverWhatItDoesNotKnow) {
  EXPECT_THAT(problems(R"({"type":"thing","pattern":"^a$","enum":7,"required":"x"})", "\"b\""),
              IsEmpty());
}

}  // namespace
}  // namespace omnillm::gateway
