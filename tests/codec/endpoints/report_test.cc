#include <gtest/gtest.h>

#include <string>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

TEST(ConversionReports, BridgeEveryGenerationFormatButTheCanonicalOne) {
  const LlmRequest request{
      .model = "m", .input = {"Hello!"}, .generation = {.max_output_tokens = 64}};
  for (const WireFormat format : generation_formats()) {
    const auto report = emit_api_request(format, request);
    ASSERT_TRUE(report) << format << report.error();
    EXPECT_EQ(report->bridged, format != WireFormat::OpenAiResponses) << format;
    EXPECT_FALSE(report->lossy) << format;
  }
}

TEST(ConversionReports, BridgeOtherEndpointsOnlyFromOneToAnother) {
  const std::string body = R"({"model":"m","input":"a"})";
  const auto same =
      transcode_api_request(WireFormat::OpenAiEmbeddings, WireFormat::OpenAiEmbeddings, body);
  EXPECT_FALSE(same->bridged);
  const auto other =
      transcode_api_request(WireFormat::OpenAiEmbeddings, WireFormat::GeminiEmbedContent, body);
  EXPECT_TRUE(other->bridged);
  EXPECT_EQ(other->canonical_endpoint, EndpointKind::Embeddings);
  EXPECT_FALSE(parse_api_request(WireFormat::OpenAiEmbeddings, body)->bridged);
}

TEST(ConversionReports, TellOfLossesInAnswersToo) {
  const auto report = transcode_api_response(
      WireFormat::OpenAiEmbeddings, WireFormat::GeminiEmbedContent,
      R"({"data":[{"embedding":[1]}],"usage":{"prompt_tokens":1,"total_tokens":1}})");
  EXPECT_TRUE(report->lossy);
  EXPECT_EQ(report->loss_reasons,
            (std::vector<std::string>{"usage is dropped when bridging to gemini_embed_content"}));
}

TEST(ConversionReports, TellOfLossesInParsing) {
  const auto report =
      parse_api_response(WireFormat::OpenAiEmbeddings, R"({"data":[{"embedding":[1],"new":2}]})");
  ASSERT_EQ(report->losses.size(), 1U);
  EXPECT_EQ(report->losses[0].pointer, "/data/0/new");
  EXPECT_TRUE(report->lossy);
}

TEST(Conversions, JoinEndpointsOfOneKindOnly) {
  const auto report =
      transcode_api_request(WireFormat::OpenAiEmbeddings, WireFormat::OpenAiRerank, "{}");
  EXPECT_EQ(report.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(report.error().message(), "open_ai_rerank is for rerank, not for embeddings");
  EXPECT_EQ(emit_api_request(WireFormat::OpenAiResponses, EmbeddingRequest{}).error().kind(),
            ErrorKind::Configuration);
  EXPECT_EQ(emit_api_response(WireFormat::CohereRerank, EmbeddingResponse{}).error().kind(),
            ErrorKind::Configuration);
}

}  // namespace
}  // namespace omnillm
