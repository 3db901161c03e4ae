#include <gtest/gtest.h>

#include <string>

#include "codec/endpoints/image_size.h"
#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kOpenAi = WireFormat::OpenAiImageGenerations;
constexpr WireFormat kImagen = WireFormat::VertexImagen;

TEST(ImageSizes, BecomeTheNearestRatio) {
  EXPECT_EQ(codec::google_ratio("1024x1024")->ratio, "1:1");
  EXPECT_TRUE(codec::google_ratio("1024x1024")->is_exact);
  EXPECT_EQ(codec::google_ratio("1536x1024")->ratio, "4:3");
  EXPECT_FALSE(codec::google_ratio("1536x1024")->is_exact);
  EXPECT_EQ(codec::google_ratio("1920x1080")->ratio, "16:9");
  EXPECT_TRUE(codec::google_ratio("1920x1080")->is_exact);
  EXPECT_EQ(codec::openai_size("9:16")->size, "1024x1536");
  for (const std::string size : {"auto", "", "x", "0x1", "1x0", "-1x5", "1x", "9999999x1", "1x1x1"})
    EXPECT_FALSE(codec::google_ratio(size)) << size;
}

TEST(ImageRequests, GoToImagenAsFarAsItCanSayThem) {
  const auto report =
      transcode_api_request(kOpenAi, kImagen, fixture("openai/images.request.json"));
  EXPECT_EQ(body_of(report), as_json(R"({"instances":[{"prompt":"a red cube on a table"}],
                     "parameters":{"sampleCount":1,"aspectRatio":"1:1",
                                   "outputOptions":{"mimeType":"image/png"}}})"));
  EXPECT_EQ(lost(report), (Codes{"background", "quality"}));
}

TEST(ImageRequests, AskImagenForOneImageWhenNobodySaidHowMany) {
  EXPECT_EQ(body_of(transcode_api_request(kOpenAi, kImagen, R"({"prompt":"a"})")),
            as_json(R"({"instances":[{"prompt":"a"}],"parameters":{"sampleCount":1}})"));
}

TEST(ImageRequests, KeepWhatOnlyImagenKnows) {
  const std::string body =
      R"({"instances":[{"prompt":"a","image":{"gcsUri":"gs://x"}}],
          "parameters":{"sampleCount":2,"seed":7,"negativePrompt":"b","addWatermark":false,
                        "outputOptions":{"mimeType":"image/jpeg","compressionQuality":80}},
          "labels":{"a":"b"}})";
  EXPECT_EQ(body_of(transcode_api_request(kImagen, kImagen, body)), as_json(body));
  EXPECT_EQ(lost(transcode_api_request(kImagen, kOpenAi, body)),
            (Codes{"negative_prompt", "seed", "vendor_extensions", "vendor_extensions",
                   "vendor_extensions"}));
}

TEST(ImageRequests, KeepTheRestOfTheParametersWhenOneChanges) {
  auto request = request_of<ImageGenerationRequest>(
      kImagen,
      R"({"instances":[{"prompt":"a"}],"parameters":{"sampleCount":4,"addWatermark":false}})");
  request.n = 1;
  EXPECT_EQ(
      body_of(emit_api_request(kImagen, request)),
      as_json(
          R"({"instances":[{"prompt":"a"}],"parameters":{"sampleCount":1,"addWatermark":false}})"));
}

TEST(ImageRequests, GiveSeedsOnlyToWhoTakesThem) {
  const std::string body = R"({"prompt":"a","seed":3,"aspect_ratio":"16:9"})";
  EXPECT_EQ(body_of(transcode_api_request(kOpenAi, kOpenAi, body)), as_json(body));
  const ImageGenerationRequest mine{.prompt = "a", .aspect_ratio = "1:1", .seed = 3};
  EXPECT_EQ(body_of(emit_api_request(kOpenAi, mine)),
            as_json(R"({"prompt":"a","size":"1024x1024"})"));
  EXPECT_EQ(lost(emit_api_request(kOpenAi, mine)), (Codes{"seed"}));
}

TEST(ImageRequests, LeaveOutWhatTheDialectRefuses) {
  const ImageGenerationRequest mine{.prompt = "a", .quality = "low"};
  const auto report = emit_api_request(kOpenAi, mine, {.refused_members = {"quality"}});
  EXPECT_EQ(body_of(report), as_json(R"({"prompt":"a"})"));
  EXPECT_EQ(lost(report), (Codes{"quality"}));
}

TEST(ImageRequests, AreRefusedWithTheirPlace) {
  EXPECT_EQ(refusal(kOpenAi, "{}"), "/prompt: expected a string, not nothing");
  EXPECT_EQ(refusal(kImagen, R"({"instances":[]})"), "/instances: expected one instance");
  EXPECT_EQ(refusal(kImagen, R"({"instances":[{}]})"),
            "/instances/0/prompt: expected a string, not nothing");
}

TEST(ImageResponses, TellTheTypeOfTheirImages) {
  const auto response =
      response_of<ImageGenerationResponse>(kOpenAi, fixture("openai/images.response.json"));
  EXPECT_EQ(response.data.at(0).media_type, "image/png");
  EXPECT_EQ(response.usage->image_completion_tokens, 272);
  EXPECT_EQ(body_of(transcode_api_response(
                kImagen, kOpenAi,
                R"({"predictions":[{"bytesBase64Encoded":"AA==","mimeType":"image/jpeg"}]})")),
            as_json(R"({"output_format":"jpeg","data":[{"b64_json":"AA=="}]})"));
}

TEST(ImageResponses, SayThatAnImageWasHeldBack) {
  const auto report =
      transcode_api_response(kImagen, kOpenAi, R"({"predictions":[{"raiFilteredReason":"no"}]})");
  EXPECT_EQ(lost(report), (Codes{"image"}));
  EXPECT_EQ(report->losses.at(0).severity, LossSeverity::Major);
}

}  // namespace
}  // namespace omnillm
