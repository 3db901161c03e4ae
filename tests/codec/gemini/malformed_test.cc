// Whatever stands where something else belongs, the body is refused by name and nothing crashes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

struct Row {
  const char* body;
  const char* pointer;
};

TEST(GeminiMalformed, RequestsAreRefusedByName) {
  const Row rows[] = {
      {"[]", "the body"},
      {R"({"contents":{}})", "/contents"},
      {R"({"contents":[1]})", "/contents/0"},
      {R"({"contents":[{"role":5}]})", "/contents/0/role"},
      {R"({"contents":[{"parts":{}}]})", "/contents/0/parts"},
      {R"({"contents":[{"parts":["x"]}]})", "/contents/0/parts/0"},
      {R"({"contents":[{"parts":[{"text":1}]}]})", "/contents/0/parts/0/text"},
      {R"({"contents":[{"parts":[{"text":"a","thought":"yes"}]}]})", "/contents/0/parts/0/thought"},
      {R"({"contents":[{"parts":[{"text":"a","thoughtSignature":[]}]}]})",
       "/contents/0/parts/0/thoughtSignature"},
      {R"({"contents":[{"parts":[{"inlineData":"x"}]}]})", "/contents/0/parts/0/inlineData"},
      {R"({"contents":[{"parts":[{"inline_data":{"mime_type":1}}]}]})",
       "/contents/0/parts/0/inline_data/mime_type"},
      {R"({"contents":[{"parts":[{"fileData":{"fileUri":1}}]}]})",
       "/contents/0/parts/0/fileData/fileUri"},
      {R"({"contents":[{"parts":[{"functionCall":{"args":[]}}]}]})",
       "/contents/0/parts/0/functionCall/args"},
      {R"({"contents":[{"parts":[{"functionCall":{"name":1}}]}]})",
       "/contents/0/parts/0/functionCall/name"},
      {R"({"contents":[{"parts":[{"functionResponse":{"response":"x"}}]}]})",
       "/contents/0/parts/0/functionResponse/response"},
      {R"({"contents":[{"parts":[{"functionResponse":{"parts":1}}]}]})",
       "/contents/0/parts/0/functionResponse/parts"},
      {R"({"contents":[],"systemInstruction":5})", "/systemInstruction"},
      {R"({"contents":[],"model":5})", "/model"},
      {R"({"contents":[],"tools":{}})", "/tools"},
      {R"({"contents":[],"tools":[1]})", "/tools/0"},
      {R"({"contents":[],"tools":[{"functionDeclarations":{}}]})", "/tools/0/functionDeclarations"},
      {R"({"contents":[],"tools":[{"functionDeclarations":[{}]}]})",
       "/tools/0/functionDeclarations/0/name"},
      {R"({"contents":[],"tools":[{"functionDeclarations":[{"name":"f","parameters":1}]}]})",
       "/tools/0/functionDeclarations/0/parameters"},
      {R"({"contents":[],"toolConfig":1})", "/toolConfig"},
      {R"({"contents":[],"toolConfig":{"functionCallingConfig":1}})",
       "/toolConfig/functionCallingConfig"},
      {R"({"contents":[],"toolConfig":{"functionCallingConfig":{"mode":1}}})",
       "/toolConfig/functionCallingConfig/mode"},
      {R"({"contents":[],"toolConfig":{"functionCallingConfig":{"allowedFunctionNames":[1]}}})",
       "/toolConfig/functionCallingConfig/allowedFunctionNames/0"},
      {R"({"contents":[],"safetySettings":{}})", "/safetySettings"},
      {R"({"contents":[],"labels":[]})", "/labels"},
      {R"({"contents":[],"generationConfig":[]})", "/generationConfig"},
      {R"({"contents":[],"generationConfig":{"temperature":"hot"}})",
       "/generationConfig/temperature"},
      {R"({"contents":[],"generationConfig":{"topK":1.5}})", "/generationConfig/topK"},
      {R"({"contents":[],"generationConfig":{"seed":1e40}})", "/generationConfig/seed"},
      {R"({"contents":[],"generationConfig":{"stopSequences":"x"}})",
       "/generationConfig/stopSequences"},
      {R"({"contents":[],"generationConfig":{"responseModalities":"TEXT"}})",
       "/generationConfig/responseModalities"},
      {R"({"contents":[],"generationConfig":{"thinkingConfig":1}})",
       "/generationConfig/thinkingConfig"},
      {R"({"contents":[],"generationConfig":{"thinkingConfig":{"thinkingBudget":"x"}}})",
       "/generationConfig/thinkingConfig/thinkingBudget"},
  };
  for (const Row& row : rows) {
    const Error error = error_of_request(row.body);
    EXPECT_EQ(error.kind(), ErrorKind::BadRequest) << row.body;
    EXPECT_THAT(error.message(), testing::StartsWith(std::string(row.pointer) + ":")) << row.body;
  }
}

TEST(GeminiMalformed, AnswersAreRefusedByName) {
  const Row rows[] = {
      {"7", "the body"},
      {"{}", "/candidates"},
      {R"({"candidates":{}})", "/candidates"},
      {R"({"candidates":[1]})", "/candidates/0"},
      {R"({"candidates":[{"content":[]}]})", "/candidates/0/content"},
      {R"({"candidates":[{"content":{"parts":1}}]})", "/candidates/0/content/parts"},
      {R"({"candidates":[{"content":{"parts":[{"text":1}]}}]})",
       "/candidates/0/content/parts/0/text"},
      {R"({"candidates":[{"finishReason":1}]})", "/candidates/0/finishReason"},
      {R"({"candidates":[{"index":-1}]})", "/candidates/0/index"},
      {R"({"candidates":[],"usageMetadata":[]})", "/usageMetadata"},
      {R"({"candidates":[],"usageMetadata":{"promptTokenCount":"many"}})",
       "/usageMetadata/promptTokenCount"},
      {R"({"candidates":[],"modelVersion":1})", "/modelVersion"},
      {R"({"promptFeedback":1})", "/promptFeedback"},
  };
  for (const Row& row : rows) {
    LossLog losses;
    const auto response = codec::gemini_codec().parse_response(document(row.body), losses);
    ASSERT_FALSE(response) << row.body;
    EXPECT_EQ(response.error().kind(), ErrorKind::Protocol) << row.body;
    EXPECT_THAT(response.error().message(), testing::StartsWith(std::string(row.pointer) + ":"))
        << row.body;
  }
}

TEST(GeminiMalformed, NullCountsAsAbsent) {
  const LlmRequest request =
      request_of(R"({"contents":[{"role":null,"parts":[{"text":"a","functionCall":null,
      "thought":null}]}],"tools":null,"generationConfig":{"topK":null},"systemInstruction":null,"labels":null})");
  EXPECT_EQ(request.messages.at(0).parts.at(0).get_if<part::Text>()->text, "a");
  EXPECT_TRUE(request.vendor_extensions.empty());
}

}  // namespace
}  // namespace omnillm
