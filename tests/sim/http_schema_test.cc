#include "sim/http_schema.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace omnillm::sim {
namespace {

Json made(const char* schema, std::uint64_t seed = 1) {
  Rng rng(seed);
  return value_for_schema(JsonText::parse(schema).value(), rng).value();
}

TEST(ValueForSchema, HasEveryPropertyInItsType) {
  const Json value = made(R"({"type":"object","properties":{
      "name":{"type":"string"},"count":{"type":"integer"},"share":{"type":"number"},
      "on":{"type":"boolean"},"tags":{"type":"array","items":{"type":"string"},"minItems":2}}})");
  EXPECT_TRUE(value.at("name").is_string());
  EXPECT_TRUE(value.at("count").is_int64());
  EXPECT_TRUE(value.at("share").is_number());
  EXPECT_TRUE(value.at("on").is_bool());
  EXPECT_GE(value.at("tags").as_array().size(), 2U);
}

TEST(ValueForSchema, KeepsToRanges) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto number =
        made(R"({"type":"integer","exclusiveMinimum":3,"maximum":12,"multipleOf":4})", seed);
    EXPECT_TRUE(number == 4 || number == 8 || number == 12) << number;
    const std::string text =
        made(R"({"type":"string","minLength":20,"maxLength":22})", seed).as_string().c_str();
    EXPECT_GE(text.size(), 20U);
    EXPECT_LE(text.size(), 22U);
  }
}

TEST(ValueForSchema, TakesConstantsAndChoices) {
  EXPECT_EQ(made(R"({"const":"fixed"})"), "fixed");
  const Json chosen = made(R"({"enum":["a","b"]})");
  EXPECT_TRUE(chosen == "a" || chosen == "b");
  EXPECT_TRUE(made(R"({"anyOf":[{"type":"integer"},{"type":"null"}]})").is_int64());
  EXPECT_TRUE(made(R"({"type":["null","integer"]})").is_int64());
}

TEST(ValueForSchema, MergesAllOf) {
  const Json value = made(R"({"allOf":[{"type":"object","properties":{"a":{"type":"integer"}}},
                                       {"properties":{"b":{"type":"boolean"}}}]})");
  EXPECT_TRUE(value.at("a").is_int64());
  EXPECT_TRUE(value.at("b").is_bool());
}

TEST(ValueForSchema, FollowsReferences) {
  EXPECT_TRUE(made(R"({"$ref":"#/$defs/n","$defs":{"n":{"type":"integer"}}})").is_int64());
}

TEST(ValueForSchema, EndsInASchemaThatHoldsItself) {
  const char* const kTree = R"({"type":"object","required":["value"],"properties":{
      "value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#"}}}})";
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_TRUE(made(kTree, seed).is_object());
  EXPECT_NO_FATAL_FAILURE(made(R"({"$ref":"#"})"));
  EXPECT_NO_FATAL_FAILURE(made(R"({"anyOf":[{"$ref":"#"}]})"));
}

TEST(ValueForSchema, SurvivesSchemasThatMakeNoSense) {
  for (const char* schema :
       {"true", "false", "3", "[]", R"({"type":3})", R"({"enum":[]})", R"({"properties":[]})",
        R"({"type":"array","minItems":1e300})", R"({"type":"integer","minimum":1e300})",
        R"({"type":"integer","minimum":5,"maximum":1})", R"({"type":"string","minLength":-4})",
        R"({"type":"integer","multipleOf":0})", R"({"$ref":"#/nowhere"})", R"({"$ref":7})",
        R"({"type":"number","minimum":-1e308,"maximum":1e308})", R"({"anyOf":[]})"})
    EXPECT_NO_FATAL_FAILURE(made(schema)) << schema;
}

}  // namespace
}  // namespace omnillm::sim
