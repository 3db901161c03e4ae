#include "codec/generation_paths.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::codec {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(GenerationTarget, IsFixedWhereTheBodyHasTheModel) {
  EXPECT_EQ(generation_target(WireFormat::OpenAiResponses, "m", true).path, "/responses");
  EXPECT_EQ(generation_target(WireFormat::OpenAiChatCompletions, "m", false).path,
            "/chat/completions");
  EXPECT_EQ(generation_target(WireFormat::AnthropicMessages, "m", true).path, "/messages");
}

TEST(GenerationTarget, PutsGeminisModelAndVerbIntoThePath) {
  const auto stream = generation_target(WireFormat::GeminiGenerateContent, "gemini-2.5-pro", true);
  EXPECT_EQ(stream.path, "/models/gemini-2.5-pro:streamGenerateContent");
  EXPECT_EQ(stream.query, (Pairs{{"alt", "sse"}}));
  EXPECT_EQ(generation_target(WireFormat::GeminiGenerateContent, "models/x", false).path,
            "/models/x:generateContent");
  EXPECT_EQ(generation_target(WireFormat::GeminiGenerateContent, "tunedModels/y", false).path,
            "/tunedModels/y:generateContent");
}

TEST(GenerationTarget, PutsBedrocksModelIntoThePathAsOneSegment) {
  EXPECT_EQ(
      generation_target(WireFormat::BedrockConverse, "anthropic.claude-sonnet-4-v1:0", false).path,
      "/model/anthropic.claude-sonnet-4-v1%3A0/converse");
  EXPECT_EQ(generation_target(WireFormat::BedrockConverse,
                              "arn:aws:bedrock:x:1:inference-profile/y", true)
                .path,
            "/model/arn%3Aaws%3Abedrock%3Ax%3A1%3Ainference-profile%2Fy/converse-stream");
}

TEST(GenerationTarget, LetsNoModelNameReachAnotherPath) {
  EXPECT_EQ(generation_target(WireFormat::GeminiGenerateContent, "models/../files?x#y", false).path,
            "/models/%2E%2E/files%3Fx%23y:generateContent");
}

TEST(ModelOfPath, ReadsWhatGenerationTargetWrites) {
  for (const WireFormat format : {WireFormat::GeminiGenerateContent, WireFormat::BedrockConverse})
    for (const bool stream : {false, true})
      for (const std::string model : {"plain-1.5", "a:b/c?d%e"}) {
        const auto read = model_of_path(format, generation_target(format, model, stream).path);
        ASSERT_TRUE(read.has_value());
        EXPECT_EQ(read->model, model);
        EXPECT_EQ(read->stream, stream);
      }
}

TEST(ModelOfPath, LooksPastWhatStandsInFront) {
  const auto vertex = model_of_path(
      WireFormat::GeminiGenerateContent,
      "/v1/projects/p/locations/eu/publishers/google/models/gemini-2.5-pro:streamGenerateContent");
  ASSERT_TRUE(vertex.has_value());
  EXPECT_EQ(vertex->model, "gemini-2.5-pro");
  EXPECT_TRUE(vertex->stream);
}

TEST(ModelOfPath, IsEmptyForOtherPaths) {
  for (const std::string path :
       {"/v1beta/models", "/v1beta/models/x:countTokens", "/models/%zz:generateContent",
        "/models/:generateContent", ":generateContent", ""})
    EXPECT_EQ(model_of_path(WireFormat::GeminiGenerateContent, path).has_value(), false) << path;
  EXPECT_EQ(model_of_path(WireFormat::OpenAiChatCompletions, "/chat/completions").has_value(),
            false);
}

}  // namespace
}  // namespace omnillm::codec
