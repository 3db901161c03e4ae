#include "gateway/measure.h"

#include <gtest/gtest.h>

namespace omnillm::gateway {
namespace {

BoundInput of(LlmRequest request, std::size_t body = 1'000) {
  return measure(ApiRequest(std::move(request)), body);
}

TEST(Measure, TakesTheBytesOfTheBodyForThePrompt) {
  const BoundInput size = of({.input = {Message::user("Hello")}});
  EXPECT_EQ(size.prompt_bytes, 1'000);
  EXPECT_EQ(size.messages, 1);
  EXPECT_FALSE(size.foreign_content);
}

TEST(Measure, CountsImagesByThePieceAndNotByTheirBytes) {
  const std::string data(600, 'A');
  const BoundInput size =
      of({.input = {Message::user({MessagePart::image_base64(data, "image/png"), "what is it?"})}});
  EXPECT_EQ(size.images, 1);
  EXPECT_EQ(size.prompt_bytes, 400);
}

TEST(Measure, KnowsNoBoundForWhatTheProviderFetches) {
  LlmRequest search{.input = {Message::user("news?")}};
  search.capabilities.builtin_tools.push_back({.kind = BuiltinTool::Kind::WebSearch});
  EXPECT_TRUE(of(search).foreign_content);
  LlmRequest continued{.input = {Message::user("and then?")}};
  continued.vendor_extensions.set("previous_response_id", JsonText::string("resp_1"));
  EXPECT_TRUE(of(continued).foreign_content);
}

TEST(Measure, NeverWrapsWhereTheMediaAreLargerThanTheBody) {
  const std::string data(600, 'A');
  EXPECT_EQ(of({.input = {Message::user({MessagePart::image_base64(data, "image/png")})}}, 10)
                .prompt_bytes,
            0);
}

TEST(Measure, CountsWhatIsSoldByThePiece) {
  const ApiRequest images = ImageGenerationRequest{.prompt = "cat", .size = "1024x1536", .n = 2};
  EXPECT_EQ(measure(images, 50).units.images_out, 2);
  EXPECT_EQ(measure(images, 50).units.pixels, 2 * 1024 * 1536);
  const ApiRequest odd = ImageGenerationRequest{.prompt = "cat", .size = "99999999999x1"};
  EXPECT_EQ(measure(odd, 50).units.pixels, 4096 * 4096);
  EXPECT_EQ(measure(ApiRequest(AudioSpeechRequest{.input = "hello"}), 50).units.characters, 5);
  EXPECT_EQ(measure(ApiRequest(RerankRequest{.documents = {"a"}}), 50).units.queries, 1);
}

}  // namespace
}  // namespace omnillm::gateway
