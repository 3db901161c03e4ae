// Conversions that take two protocols.

#include <gtest/gtest.h>

#include <string>

#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr std::string_view kChat =
    R"({"model":"m","messages":[{"role":"user","content":"Hello!"}]})";

TEST(ConversionReports, CallAPlainChatBridgedAndNotLossy) {
  const auto report =
      transcode_api_request(WireFormat::OpenAiChatCompletions, WireFormat::OpenAiResponses, kChat);
  ASSERT_TRUE(report) << report.error();
  EXPECT_TRUE(report->bridged);
  EXPECT_FALSE(report->lossy);
  EXPECT_EQ(report->loss_reasons, std::vector<std::string>{});
  EXPECT_EQ(report->wire_format, WireFormat::OpenAiResponses);
  EXPECT_EQ(report->canonical_endpoint, EndpointKind::Responses);
}

TEST(Conversions, KeepTheDigitsOfASetting) {
  const auto report = transcode_api_request(
      WireFormat::OpenAiChatCompletions, WireFormat::OpenAiResponses,
      R"({"model":"m","messages":[{"role":"user","content":"a"}],"temperature":0.2,"top_p":0.5})");
  EXPECT_NE(report->value.find("0.2,"), std::string::npos) << report->value;
  EXPECT_EQ(report->value.find("0.20000"), std::string::npos);
}

TEST(Conversions, CarryAnImageByItsAddress) {
  const std::string body = R"({"model":"m","max_completion_tokens":9,
    "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}},
    {"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]})";
  const auto there =
      transcode_api_request(WireFormat::OpenAiChatCompletions, WireFormat::AnthropicMessages, body);
  ASSERT_TRUE(there) << there.error();
  EXPECT_FALSE(there->lossy);
  EXPECT_NE(there->value.find(R"("type":"url","url":"https://x/y.png")"), std::string::npos)
      << there->value;
  const auto back = transcode_api_request(WireFormat::AnthropicMessages,
                                          WireFormat::OpenAiChatCompletions, there->value);
  ASSERT_TRUE(back) << back.error();
  EXPECT_NE(back->value.find("data:image/png;base64,AA=="), std::string::npos) << back->value;
}

}  // namespace
}  // namespace omnillm
