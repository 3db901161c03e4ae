#include <gtest/gtest.h>

#include <string>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kFormat = WireFormat::OpenAiModerations;

void expect_same(const std::string& body) {
  EXPECT_EQ(body_of(transcode_api_request(kFormat, kFormat, body)), as_json(body));
}

TEST(ModerationRequests, KeepListsOfTextsApartFromParts) {
  expect_same(R"({"input":"a"})");
  expect_same(R"({"input":["a","b"]})");
  expect_same(R"({"input":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})");
  expect_same(R"({"input":[{"type":"text","text":"a"},
                           {"type":"image_url","image_url":{"url":"https://x/y.png"}}]})");
  expect_same(R"({"input":[{"type":"new","of":"kind"}]})");
}

TEST(ModerationRequests, SendImagesAsDataUrls) {
  const ModerationRequest request{.input = {MessagePart::image_base64("AA==", "image/png")}};
  EXPECT_EQ(body_of(emit_api_request(kFormat, request)), as_json(R"({"input":[{"type":"image_url",
                               "image_url":{"url":"data:image/png;base64,AA=="}}]})"));
}

TEST(ModerationRequests, ReportAPartThatCannotBeJudged) {
  const ModerationRequest request{.input = {"a", MessagePart(part::File{.file_id = "f"})}};
  EXPECT_EQ(lost(emit_api_request(kFormat, request)), (Codes{"input"}));
}

TEST(ModerationResponses, TellWhatWasFound) {
  const auto response =
      response_of<ModerationResponse>(kFormat, R"({"id":"i","model":"m","results":[{"flagged":true,
        "categories":{"hate":true,"illicit":null},"category_scores":{"hate":0.9}}]})");
  ASSERT_EQ(response.results.size(), 1U);
  EXPECT_TRUE(response.results[0].flagged);
  EXPECT_EQ(response.results[0].categories,
            (std::vector<std::pair<std::string, bool>>{{"hate", true}}));
  EXPECT_EQ(response.results[0].scores,
            (std::vector<std::pair<std::string, double>>{{"hate", 0.9}}));
}

TEST(ModerationResponses, NeedAVerdict) {
  EXPECT_EQ(parse_api_response(kFormat, R"({"results":[{}]})").error().message(),
            "/results/0/flagged: expected true or false");
}

}  // namespace
}  // namespace omnillm
