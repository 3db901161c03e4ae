#include "yaml/json_form.h"

#include <gtest/gtest.h>

namespace omnillm::yaml {
namespace {

std::string json_of(const std::string& text) {
  return json_form(YAML::Load(text), 10'000).value_or("none");
}

TEST(JsonForm, SaysTheSame) {
  EXPECT_EQ(json_of("{a: [x, 1, -2.5e3, true, null, ~], b: {c: }}"),
            R"({"a":["x",1,-2.5e3,true,null,null],"b":{"c":null}})");
}

TEST(JsonForm, TakesWhatStandsInQuotesForText) {
  EXPECT_EQ(json_of(R"(["1", 'true', "null", "a\nb"])"), R"(["1","true","null","a\nb"])");
}

TEST(JsonForm, TakesForANumberOnlyWhatJsonDoes) {
  EXPECT_EQ(json_of("[0x10, 1_000, 007, .5, 1., +1, 1e400]"),
            R"(["0x10","1_000","007",".5","1.","+1",1e400])");
}

TEST(JsonForm, KeepsMembersThatStandTwice) {
  EXPECT_EQ(json_of("{a: 1, a: 2}"), R"({"a":1,"a":2})");
}

TEST(JsonForm, RefusesNamesThatAreNoScalars) { EXPECT_EQ(json_of("{[a]: 1}"), "none"); }

TEST(JsonForm, RefusesWhatAliasesMakeTooLarge) {
  EXPECT_EQ(json_form(YAML::Load("[&a [x, x, x], *a, *a]"), 20), std::nullopt);
}

TEST(FindIn, LeadsToThePlaceOfAPointer) {
  const YAML::Node node = YAML::Load("a/b:\n  - x\n  - {c: 1}");
  const PlaceInYaml place = find_in(node, "/a~1b/1/c");
  EXPECT_EQ(place.mark.line, 2);
  EXPECT_EQ(place.path, ".a/b[1].c");
}

TEST(FindIn, StopsAtWhatIsMissing) {
  const PlaceInYaml place = find_in(YAML::Load("a:\n  b: 1"), "/a/to/x");
  EXPECT_EQ(place.mark.line, 1);
  EXPECT_EQ(place.path, ".a.to");
}

}  // namespace
}  // namespace omnillm::yaml
