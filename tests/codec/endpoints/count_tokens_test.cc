#include <absl/strings/escaping.h>
#include <gtest/gtest.h>

#include <string>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kAnthropic = WireFormat::AnthropicCountTokens;
constexpr WireFormat kGemini = WireFormat::GeminiCountTokens;
constexpr WireFormat kBedrock = WireFormat::BedrockCountTokens;

CountTokensRequest full_request() {
  return {{.model = "m",
           .instructions = "Be brief.",
           .messages = {Message::user("Hello")},
           .generation = {.max_output_tokens = 100, .temperature = 0.5}}};
}

TEST(CountTokens, SendsAnthropicWhatIsCountedAlone) {
  EXPECT_EQ(body_of(emit_api_request(kAnthropic, full_request())),
            as_json(R"({"model":"m","system":"Be brief.",
                     "messages":[{"role":"user","content":"Hello"}]})"));
}

TEST(CountTokens, SendsBedrockWhatIsCountedAlone) {
  EXPECT_EQ(body_of(emit_api_request(kBedrock, full_request())),
            as_json(R"({"input":{"converse":{"system":[{"text":"Be brief."}],
                     "messages":[{"role":"user","content":[{"text":"Hello"}]}]}}})"));
  EXPECT_EQ(emit_transport_request(kBedrock, full_request())->value.path, "/model/m/count-tokens");
}

TEST(CountTokens, TellsGeminiTheWholeRequestWhenThereIsMoreThanContents) {
  const auto sent = emit_transport_request(kGemini, full_request());
  ASSERT_TRUE(sent) << sent.error();
  EXPECT_EQ(sent->value.path, "/models/m:countTokens");
  const auto& body = std::get<body::Json>(sent->value.body).value;
  EXPECT_NE(body.text().find(R"({"generateContentRequest":{"model":"models/m")"), std::string::npos)
      << body;
  const auto read = parse_transport_request(kGemini, sent->value);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(std::get<CountTokensRequest>(read->value).request.instructions, "Be brief.");
  const auto flat = emit_api_request(kGemini, full_request(), {.model_in_body = false});
  EXPECT_EQ(flat->value.find("generateContentRequest"), std::string::npos);
  EXPECT_NE(flat->value.find("systemInstruction"), std::string::npos);
}

TEST(CountTokens, GoesFromOneProtocolToAnother) {
  const std::string body = fixture("anthropic/count_tokens.request.json");
  const auto report = transcode_api_request(kAnthropic, kBedrock, body);
  ASSERT_TRUE(report) << report.error();
  EXPECT_TRUE(report->bridged);
  const auto back = transcode_api_request(kBedrock, kAnthropic, report->value);
  ASSERT_TRUE(back) << back.error();
  auto expected = request_of<CountTokensRequest>(kAnthropic, body);
  const auto found = request_of<CountTokensRequest>(kAnthropic, back->value);
  EXPECT_EQ(found.request.capabilities, expected.request.capabilities);
  EXPECT_EQ(found.request.instructions, expected.request.instructions);
}

TEST(CountTokens, UnderstandsAnAnthropicBodyInsideOfBedrocks) {
  const std::string inner =
      R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":9,
          "messages":[{"role":"user","content":"Hello"}]})";
  const std::string body =
      R"({"input":{"invokeModel":{"body":")" + absl::Base64Escape(inner) + R"("}}})";
  const auto request = request_of<CountTokensRequest>(kBedrock, body);
  ASSERT_EQ(request.request.messages.size(), 1U);
  EXPECT_EQ(request.request.messages[0].plain_text(), "Hello");
}

TEST(CountTokens, IsRefusedWithThePlaceInTheWholeBody) {
  EXPECT_EQ(refusal(kBedrock, "{}"), "/input: expected converse or invokeModel");
  EXPECT_EQ(refusal(kBedrock, R"({"input":{"converse":{"messages":7}}})").substr(0, 24),
            "/input/converse/messages");
  EXPECT_EQ(refusal(kBedrock, R"({"input":{"invokeModel":{"body":"?"}}})"),
            "/input/invokeModel/body: expected base64");
  EXPECT_EQ(refusal(kBedrock, R"({"input":{"invokeModel":{"body":"e30="}}})"),
            "/input/invokeModel/body: only Anthropic's bodies are understood; use converse");
}

TEST(CountTokens, AnswersWithANumber) {
  EXPECT_EQ(body_of(transcode_api_response(kGemini, kAnthropic,
                                           R"({"totalTokens":7,"cachedContentTokenCount":"3"})")),
            as_json(R"({"input_tokens":7})"));
  EXPECT_EQ(lost(transcode_api_response(kGemini, kAnthropic,
                                        R"({"totalTokens":7,"cachedContentTokenCount":3})")),
            (Codes{"cached_tokens"}));
  for (const std::string answer : {"{}", R"({"input_tokens":-1})", R"({"input_tokens":"x"})"})
    EXPECT_EQ(parse_api_response(kAnthropic, answer).error().kind(), ErrorKind::Protocol) << answer;
}

}  // namespace
}  // namespace omnillm
