#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace gemini_test;
using namespace testing_support;

TEST(GeminiRequest, OfEveryExampleComesBackTheSame) {
  for (const std::string& name : fixtures("gemini", "generateContent.request"))
    expect_request_round_trip(kGemini, fixture(name));
  expect_request_round_trip(kGemini, fixture("gemini/vertex.generateContent.request.json"));
}

TEST(GeminiRequest, OfEveryExampleIsWrittenAsItCame) {
  for (const std::string& name : fixtures("gemini", "generateContent.request")) {
    const Emitted again = emitted(request_of(fixture(name)));
    EXPECT_EQ(js(again.body), js(fixture(name))) << name;
    EXPECT_THAT(again.losses, testing::IsEmpty()) << name;
  }
}

TEST(GeminiRequest, ReadsMembersInSnakeCaseToo) {
  const LlmRequest request = request_of(R"({
    "system_instruction": {"parts": [{"text": "Be brief."}]},
    "contents": [{"role": "user", "parts": [{"inline_data": {"mime_type": "image/png", "data": "AA=="}}]}],
    "generation_config": {"max_output_tokens": 5, "top_p": 0.5, "stop_sequences": ["x"]},
    "cached_content": "cachedContents/1"})");
  EXPECT_EQ(request.instructions, Text("Be brief."));
  EXPECT_EQ(request.messages.at(0).parts.at(0).get_if<part::ImageBase64>()->media_type,
            "image/png");
  EXPECT_EQ(request.generation.max_output_tokens, 5);
  EXPECT_EQ(request.generation.top_p, 0.5);
  EXPECT_EQ(request.generation.stop_sequences, std::vector<std::string>{"x"});
  EXPECT_TRUE(request.vendor_extensions.contains("cachedContent"));
}

TEST(GeminiRequest, HasItsModelInThePath) {
  EXPECT_EQ(request_of(R"({"contents":[]})").model, "");
  EXPECT_EQ(request_of(R"({"model":"models/gemini-3-pro","contents":[]})").model, "gemini-3-pro");
  const Emitted body =
      emitted(LlmRequest{.model = "gemini-3-pro", .messages = {Message::user("Hi")}});
  EXPECT_TRUE(body["model"].is_null());
}

TEST(GeminiRequest, NeedsContents) {
  const Error error = error_of_request(R"({"generationConfig":{}})");
  EXPECT_EQ(error.kind(), ErrorKind::BadRequest);
  EXPECT_EQ(error.message(), "/contents: expected an array");
}

TEST(GeminiRequest, KeepsMembersThatNobodyKnows) {
  const LlmRequest request = request_of(R"({"contents":[],"modelArmorConfig":{"a":1}})");
  EXPECT_EQ(*request.vendor_extensions.find("modelArmorConfig"), js(R"({"a":1})"));
  EXPECT_EQ(emitted(request)["modelArmorConfig"], js(R"({"a":1})"));
}

TEST(GeminiRequest, LeavesOutForeignMembersAndSaysSo) {
  LlmRequest request{.messages = {Message::user("Hi")}};
  request.origin = WireFormat::OpenAiChatCompletions;
  request.vendor_extensions.set("logit_bias", js("{}"));
  const Emitted body = emitted(request);
  EXPECT_TRUE(body["logit_bias"].is_null());
  ASSERT_TRUE(body.lost("vendor_extensions"));
  EXPECT_EQ(body.losses.at(0).pointer, "/logit_bias");
}

TEST(GeminiRequest, NeverLetsAForeignMemberTakeATypedOnesPlace) {
  LlmRequest request{.messages = {Message::user("Hi")}};
  request.vendor_extensions.set("contents", js("[]"));
  request.vendor_extensions.set("system_instruction", js("{}"));
  const Emitted body = emitted(request);
  EXPECT_EQ(document(body["contents"].text()).root().size(), 1u);
  EXPECT_TRUE(body.lost("vendor_extensions"));
}

TEST(GeminiRequest, IsRefusedWhenAPromptCacheIsRequired) {
  LlmRequest request{.messages = {Message::user("Hi")}};
  request.capabilities.prompt_cache = PromptCachePolicy::required();
  LossLog losses;
  std::string body;
  const auto written = codec::gemini_codec().emit_request(request, {}, losses, body);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind(), ErrorKind::BadRequest);
  EXPECT_THAT(written.error().message(),
              testing::HasSubstr("prompt cache is not supported by gemini_generate_content"));
}

TEST(GeminiRequest, ReportsAPromptCacheThatWasWishedFor) {
  LlmRequest request{.messages = {Message::user("Hi")}};
  request.capabilities.prompt_cache = PromptCachePolicy::best_effort();
  const Emitted body = emitted(request);
  ASSERT_TRUE(body.lost("cache_policy"));
  EXPECT_EQ(body.losses.at(0).reason,
            "prompt cache policy is dropped when bridging to gemini_generate_content");
}

TEST(GeminiRequest, TakesACacheThatItNamesForTheRequiredOne) {
  LlmRequest request = request_of(R"({"contents":[],"cachedContent":"cachedContents/abc"})");
  request.capabilities.prompt_cache = PromptCachePolicy::required();
  EXPECT_EQ(emitted(request)["cachedContent"], js(R"("cachedContents/abc")"));
}

TEST(GeminiRequest, WritesMetadataAsLabelsWhereTheProviderHasThem) {
  LlmRequest request{.messages = {Message::user("Hi")}};
  request.metadata.set("team", js(R"("a")"));
  EXPECT_EQ(emitted(request, {.vertex_members = true})["labels"], js(R"({"team":"a"})"));
  const Emitted plain = emitted(request);
  EXPECT_TRUE(plain["labels"].is_null());
  EXPECT_TRUE(plain.lost("metadata"));
}

TEST(GeminiRequest, LeavesOutWhatTheDialectRefuses) {
  const LlmRequest request = request_of(R"({"contents":[],"labels":{"a":"b"},"modelArmorConfig":{},
      "safetySettings":[{"category":"C","threshold":"OFF","method":"SEVERITY"}]})");
  Dialect dialect;
  dialect.refused_members = {"labels", "modelArmorConfig", "safetySettings/method"};
  const Emitted body = emitted(request, dialect);
  EXPECT_EQ(js(body.body),
            js(R"({"contents":[],"safetySettings":[{"category":"C","threshold":"OFF"}]})"));
  EXPECT_TRUE(body.lost("metadata"));
  EXPECT_TRUE(body.lost("vendor_extensions"));
  EXPECT_TRUE(body.lost("safety"));
}

TEST(GeminiRequest, RefusesTextThatIsNotUtf8) {
  LossLog losses;
  std::string body;
  const LlmRequest request{.messages = {Message::user(Text("\xff\xfe"))}};
  EXPECT_FALSE(codec::gemini_codec().emit_request(request, {}, losses, body));
}

}  // namespace
}  // namespace omnillm
