#include "codec/gemini/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm::codec::gemini {
namespace {

using gemini_test::js;

TEST(GeminiSchema, BecomesJsonSchema) {
  EXPECT_EQ(json_schema_of(js(R"({"type":"OBJECT","nullable":false,"properties":{
        "type":{"type":"ARRAY","items":{"type":"NUMBER"},"min_items":"2","maxItems":"7"},
        "nullable":{"anyOf":[{"type":"STRING"},{"type":"BOOLEAN"}]}},"propertyOrdering":["type"]})")),
            js(R"({"type":"object","properties":{
        "type":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":7},
        "nullable":{"anyOf":[{"type":"string"},{"type":"boolean"}]}},"propertyOrdering":["type"]})"));
}

TEST(GeminiSchema, ThatIsNoObjectStaysAsItIs) {
  EXPECT_EQ(json_schema_of(js("true")), js("true"));
  EXPECT_EQ(json_schema_of(js(R"({"maxLength":"many"})")), js(R"({"maxLength":"many"})"));
}

TEST(GeminiSchema, SaysWhatItCanOfJsonSchema) {
  const OpenApiSchema schema = openapi_schema_of(js(R"({"type":"object","properties":{
      "a":{"type":["string","null"],"maxLength":5},"b":{"const":"x"},"c":{"oneOf":[{"type":"integer"}]}},
      "required":["a"]})"));
  EXPECT_EQ(schema.schema, js(R"({"type":"OBJECT","properties":{
      "a":{"type":"STRING","nullable":true,"maxLength":"5"},"b":{"enum":["x"]},"c":{"anyOf":[{"type":"INTEGER"}]}},
      "required":["a"]})"));
  EXPECT_THAT(schema.dropped, testing::IsEmpty());
}

TEST(GeminiSchema, NamesTheKeywordsItCannotSay) {
  const OpenApiSchema schema = openapi_schema_of(js(
      R"({"$schema":"x","type":"object","additionalProperties":false,"properties":{"a":{"$ref":"#/x"},"b":true}})"));
  EXPECT_EQ(schema.schema, js(R"({"type":"OBJECT","properties":{"a":{},"b":{}}})"));
  EXPECT_THAT(schema.dropped, testing::UnorderedElementsAre("$schema", "additionalProperties",
                                                            "$ref", "boolean schema"));
}

}  // namespace
}  // namespace omnillm::codec::gemini
