#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

LlmRequest with_config(std::string_view config) {
  return request_of(
      std::string(R"({"contents":[],"generationConfig":)").append(config).append("}"));
}

TEST(GeminiSettings, AreAllReadAndWrittenAgain) {
  const std::string config = R"({"temperature":0.2,"topP":0.9,"topK":40,"presencePenalty":0.1,
      "frequencyPenalty":-0.1,"seed":-7,"responseLogprobs":true,"logprobs":3,"maxOutputTokens":64,
      "candidateCount":2,"stopSequences":["a","b"],"responseModalities":["TEXT","IMAGE"],
      "speechConfig":{"languageCode":"en"},"mediaResolution":"MEDIA_RESOLUTION_LOW","imageConfig":{"aspectRatio":"1:1"}})";
  const LlmRequest request = with_config(config);
  EXPECT_EQ(request.generation.choices, 2);
  EXPECT_EQ(request.generation.seed, -7);
  EXPECT_EQ(request.generation.top_logprobs, 3);
  EXPECT_THAT(request.capabilities.modalities,
              testing::ElementsAre(OutputModality::Text, OutputModality::Image));
  EXPECT_EQ(emitted(request)["generationConfig"], js(config));
}

TEST(GeminiSettings, KeepTheDigitsOfADecimal) {
  EXPECT_THAT(emitted(with_config(R"({"temperature":0.2})")).body,
              testing::HasSubstr(R"("temperature":0.2})"));
}

TEST(GeminiSettings, NeverWrapANumber) {
  EXPECT_EQ(with_config(R"({"maxOutputTokens":"64"})").generation.max_output_tokens, 64);
  LlmRequest request = with_config(R"({"maxOutputTokens":4294967297})");
  EXPECT_EQ(request.generation.max_output_tokens, 4'294'967'297);
  const Emitted lowered = emitted(request);
  EXPECT_EQ(lowered["generationConfig"], js(R"({"maxOutputTokens":2147483647})"));
  EXPECT_TRUE(lowered.lost("max_output_tokens"));
  const Error negative =
      error_of_request(R"({"contents":[],"generationConfig":{"maxOutputTokens":-1}})");
  EXPECT_EQ(negative.message(), "/generationConfig/maxOutputTokens: must not be negative");
}

TEST(GeminiSettings, ReportASeedThatDoesNotFit) {
  EXPECT_TRUE(emitted(LlmRequest{.generation = {.seed = 1LL << 40}}).lost("seed"));
}

TEST(GeminiSettings, ReportMoreStopSequencesThanAreTaken) {
  const Emitted body =
      emitted(LlmRequest{.generation = {.stop_sequences = {"1", "2", "3", "4", "5", "6"}}});
  EXPECT_EQ(body["generationConfig"], js(R"({"stopSequences":["1","2","3","4","5"]})"));
  EXPECT_TRUE(body.lost("stop_sequences"));
}

TEST(GeminiSettings, ReportWhatTheProtocolHasNoWordFor) {
  LlmRequest request{.generation = {.verbosity = "low"}, .user = "ann", .service_tier = "scale"};
  request.capabilities.modalities = {OutputModality::Json};
  const Emitted body = emitted(request);
  for (const char* code : {"verbosity", "user", "service_tier", "modalities"})
    EXPECT_TRUE(body.lost(code)) << code;
}

TEST(GeminiSettings, KnowTheirTiers) {
  EXPECT_EQ(request_of(R"({"contents":[],"serviceTier":"standard"})").service_tier, "default");
  EXPECT_EQ(emitted(LlmRequest{.service_tier = "default"})["serviceTier"], js(R"("standard")"));
  EXPECT_EQ(emitted(LlmRequest{.service_tier = "flex"})["serviceTier"], js(R"("flex")"));
  EXPECT_TRUE(emitted(LlmRequest{.service_tier = "auto"})["serviceTier"].is_null());
}

TEST(GeminiStructuredOutput, IsReadFromEitherSchema) {
  const LlmRequest own = with_config(
      R"({"responseMimeType":"application/json","responseSchema":{"type":"STRING","enum":["a"]}})");
  EXPECT_EQ(own.capabilities.structured_output->schema, js(R"({"type":"string","enum":["a"]})"));
  EXPECT_EQ(
      emitted(own)["generationConfig"],
      js(R"({"responseMimeType":"application/json","responseSchema":{"type":"STRING","enum":["a"]}})"));
  const LlmRequest plain = with_config(R"({"responseMimeType":"application/json"})");
  EXPECT_TRUE(plain.capabilities.structured_output->schema.is_null());
  EXPECT_EQ(emitted(plain)["generationConfig"], js(R"({"responseMimeType":"application/json"})"));
}

TEST(GeminiStructuredOutput, OfOtherProtocolsIsWrittenAsJsonSchema) {
  LlmRequest request;
  request.capabilities.structured_output = StructuredOutputConfig{
      .name = "answer", .schema = js(R"({"type":"object","$defs":{}})"), .strict = true};
  const Emitted body = emitted(request);
  EXPECT_EQ(body["generationConfig"], js(R"({"responseMimeType":"application/json",
      "responseJsonSchema":{"type":"object","$defs":{}}})"));
  EXPECT_TRUE(body.lost("structured_output"));  // its name
}

TEST(GeminiStructuredOutput, OfAnEnumStaysWhatItIs) {
  const std::string config =
      R"({"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a"]}})";
  const LlmRequest request = with_config(config);
  EXPECT_EQ(request.capabilities.structured_output, std::nullopt);
  EXPECT_EQ(emitted(request)["generationConfig"], js(config));
}

TEST(GeminiThinking, IsReadAndWrittenAgain) {
  for (const char* thinking :
       {R"({"includeThoughts":true,"thinkingBudget":1024})", R"({"thinkingLevel":"LOW"})",
        R"({"thinkingBudget":0})", R"({"thinkingBudget":-1})", R"({"somethingNew":1})"}) {
    const std::string config = std::string(R"({"thinkingConfig":)").append(thinking).append("}");
    EXPECT_EQ(emitted(with_config(config))["generationConfig"], js(config));
  }
  EXPECT_EQ(
      with_config(R"({"thinkingConfig":{"thinkingBudget":0}})").capabilities.reasoning->enabled,
      false);
  EXPECT_EQ(
      with_config(R"({"thinkingConfig":{"thinkingLevel":"HIGH"}})").capabilities.reasoning->effort,
      "high");
}

TEST(GeminiThinking, OfAnEffortDependsOnTheModel) {
  const auto thinking = [](std::string model, std::string effort) {
    LlmRequest request{.model = std::move(model)};
    request.capabilities.reasoning = ReasoningCapability{.effort = std::move(effort)};
    return emitted(request)["generationConfig"];
  };
  EXPECT_EQ(thinking("gemini-3-pro", "medium"),
            js(R"({"thinkingConfig":{"thinkingLevel":"MEDIUM"}})"));
  EXPECT_EQ(thinking("gemini-2.5-flash", "medium"),
            js(R"({"thinkingConfig":{"thinkingBudget":8192}})"));
  EXPECT_EQ(thinking("gemini-2.5-flash", "none"), js(R"({"thinkingConfig":{"thinkingBudget":0}})"));
}

TEST(GeminiThinking, ReportsAnEffortItDoesNotKnow) {
  LlmRequest request;
  request.capabilities.reasoning = ReasoningCapability{.effort = "absurd"};
  EXPECT_TRUE(emitted(request).lost("reasoning_settings"));
}

TEST(GeminiSafety, IsKeptAsItStands) {
  const std::string settings = R"([{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"OFF"}])";
  LlmRequest request =
      request_of(std::string(R"({"contents":[],"safetySettings":)").append(settings).append("}"));
  EXPECT_EQ(request.capabilities.safety->policy, js(settings));
  EXPECT_EQ(emitted(request)["safetySettings"], js(settings));
  request.origin = WireFormat::BedrockConverse;
  EXPECT_TRUE(emitted(request).lost("safety"));
}

}  // namespace
}  // namespace omnillm
