#include "replay/json_sanitizer.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::replay {
namespace {

std::string clean(const std::string& json, const SanitizeRules& rules = {}) {
  return sanitize_json(json, Redactor(rules)).value_or("not JSON");
}

struct Case {
  std::string json;
  std::string expected;
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& each : cases) EXPECT_EQ(clean(each.json), each.expected);
}

void expect_untouched(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) EXPECT_EQ(clean(text), text);
}

TEST(SanitizeJson, TakesValuesOutByTheirNames) {
  expect_all({
      {R"({"api_key":"x","keep":"y"})", R"({"api_key":"<redacted:api_key>","keep":"y"})"},
      {R"({"a":[{"token":"x"}]})", R"({"a":[{"token":"<redacted:token>"}]})"},
      {R"({"Client_Secret":["x"]})", R"({"Client_Secret":"<redacted:Client_Secret>"})"},
      {R"({"password":12345})", R"({"password":"<redacted:password>"})"},
      {R"({"private\u005fkey":"x"})", R"({"private\u005fkey":"<redacted:private_key>"})"},
      {R"({"name":"Authorization","value":"x"})",
       R"({"name":"Authorization","value":"<redacted:Authorization>"})"},
  });
}

TEST(SanitizeJson, KeepsEveryOtherByte) {
  expect_all({{"\xef\xbb\xbf { \"n\" : 1.50e+2 ,\n\t\"secret\":\"x\" , \"u\":\"\\u00e9\" } ",
               "\xef\xbb\xbf { \"n\" : 1.50e+2 ,\n\t\"secret\":\"<redacted:secret>\" , "
               "\"u\":\"\\u00e9\" } "}});
}

TEST(SanitizeJson, LeavesNumbersThatCountAndWhatIsNotThere) {
  expect_untouched({R"({"token":17,"key":1,"usage":{"prompt_tokens":3,"total_tokens":4}})",
                    R"({"api_key":null,"secret":true,"password":""})"});
}

TEST(SanitizeJson, LeavesPropertiesOfSchemas) {
  expect_untouched({
      R"({"parameters":{"type":"object","properties":{"key":{"type":"string"},"token":{}},)"
      R"("required":["key"]}})",
      R"({"properties":{"api_key":{"type":"STRING","description":"The key"}}})",
      R"({"$defs":{"secret":{"anyOf":[{"type":"string"},{"type":"null"}]}}})",
      R"({"properties":{"password":{"type":["string","null"]}}})",
  });
}

TEST(SanitizeJson, TakesOutWhatASchemaGivesAsTheValueOfASecret) {
  expect_all({
      {R"({"properties":{"password":{"type":"string","default":"hunter2"}}})",
       R"({"properties":{"password":{"type":"string","default":"<redacted:password>"}}})"},
      {R"({"properties":{"api_key":{"type":"string","examples":["x"]}}})",
       R"({"properties":{"api_key":{"type":"string","examples":["<redacted:api_key>"]}}})"},
      {R"({"properties":{"password":{"hash":"x"}}})",
       R"({"properties":{"password":"<redacted:password>"}})"},
      {R"({"properties":{"token":"x"}})", R"({"properties":{"token":"<redacted:token>"}})"},
  });
}

TEST(SanitizeJson, LeavesWhatIsOnlyCalledLikeASecret) {
  expect_untouched({
      R"({"content":[{"token":"Hel","logprob":-0.1,"bytes":[72,101]}]})",
      R"({"type":"thinking","thinking":"...","signature":"EqRkLm=="})",
      R"({"reasoningContent":{"signature":"EqRkLm=="}})",
      R"({"filters":{"type":"eq","key":"region","value":"us"}})",
      R"({"prompt_cache_key":"user-1","nextPageToken":"abc","thoughtSignature":"EqRkLm=="})",
      R"({"type":"redacted_thinking","data":"EqRkLm=="})",
  });
}

TEST(SanitizeJson, TakesBlobsOutInEveryProvidersShape) {
  expect_all({
      {R"({"data_base64":"QUJD"})", R"({"data_base64":"<redacted:data_base64_blob>"})"},
      {R"({"b64_json":"QUJD"})", R"({"b64_json":"<redacted:b64_json_blob>"})"},
      {R"({"source":{"type":"base64","media_type":"image/png","data":"QUJD"}})",
       R"({"source":{"type":"base64","media_type":"image/png","data":"<redacted:data_blob>"}})"},
      {R"({"inlineData":{"mimeType":"image/png","data":"QUJD\/+=="}})",
       R"({"inlineData":{"mimeType":"image/png","data":"<redacted:data_blob>"}})"},
      {R"({"image":{"format":"png","source":{"bytes":"QUJD"}}})",
       R"({"image":{"format":"png","source":{"bytes":"<redacted:bytes_blob>"}}})"},
      {R"({"input_audio":{"data":"QUJD","format":"wav"}})",
       R"({"input_audio":{"data":"<redacted:data_blob>","format":"wav"}})"},
      {R"({"image_url":{"url":"data:image/png;base64,QUJD"}})",
       R"({"image_url":{"url":"data:image/png;base64,<redacted:data_blob>"}})"},
      {R"({"file_data":"data:application/pdf;base64,QUJD"})",
       R"({"file_data":"data:application/pdf;base64,<redacted:data_blob>"})"},
      {R"({"type":"response.audio.delta","delta":"QUJD"})",
       R"({"type":"response.audio.delta","delta":"<redacted:delta_blob>"})"},
      {R"({"type":"image_generation_call","result":"QUJD"})",
       R"({"type":"image_generation_call","result":"<redacted:result_blob>"})"},
  });
}

TEST(SanitizeJson, LeavesDataThatIsNoBlob) {
  expect_untouched({R"({"type":"text","media_type":"text/plain","data":"hello"})",
                    R"({"data":[{"id":"gpt-4o"}],"object":"list"})",
                    R"({"type":"response.output_text.delta","delta":"QUJD"})",
                    R"({"b64_json":null,"url":"https://host/x.png"})"});
}

TEST(SanitizeJson, LooksIntoJsonInStrings) {
  expect_all({{R"({"arguments":"{\"api_key\":\"x\",\"q\":1}"})",
               R"({"arguments":"{\"api_key\":\"<redacted:api_key>\",\"q\":1}"})"},
              {R"({"text":"my key is sk-abcd1234, \"ok\"?"})",
               R"({"text":"my key is <redacted:credential>, \"ok\"?"})"}});
}

TEST(SanitizeJson, RenamesMembersThatAreCredentialsAndKeepsThemApart) {
  expect_all({{R"({"sk-aaaa1111":1,"sk-bbbb2222":{"a":2}})",
               R"({"<redacted:credential>":1,"<redacted:credential>_2":{"a":2}})"}});
}

TEST(SanitizeJson, KeepsManyNamesApartWithoutTryingAll) {
  std::string json = "{\"<redacted:credential>_2\":0";
  for (int i = 0; i < 20'000; ++i) json += ",\"sk-key" + std::to_string(i) + "\":1";
  const auto read = JsonText::parse(clean(json + "}"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text().find("sk-key"), std::string_view::npos);
}

TEST(SanitizeJson, SaysWhenItIsNoJson) {
  for (const std::string text : {"", "{", "hello", "{\"a\":1,\"a\":2}", "{} {}"})
    EXPECT_EQ(clean(text), "not JSON");
}

TEST(SanitizeJson, GoesThroughDeepNestingOfStringsAndStops) {
  std::string json = R"({"password":"x"})";
  for (int i = 0; i < 8; ++i) json = "[" + std::string(JsonText::string(json).text()) + "]";
  EXPECT_EQ(clean(json).find("\"x\""), std::string::npos);
}

}  // namespace
}  // namespace omnillm::replay
