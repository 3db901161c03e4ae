#include <gtest/gtest.h>

#include "omnillm/routing.h"

namespace omnillm {
namespace {

TEST(RouteInputOfAConversation, SeesWhoAsksForWhat) {
  LlmRequest request;
  request.model = "m";
  request.user = "ann";
  request.stream = StreamOptions{};
  request.metadata.set("session_id", JsonText::string("s-9"));
  const RouteInput input = RouteInput::of(request);
  EXPECT_EQ(input.model, "m");
  EXPECT_EQ(input.user, "ann");
  EXPECT_EQ(input.session, "s-9");
  EXPECT_TRUE(input.stream);
  EXPECT_FALSE(input.has_tools);
  EXPECT_EQ(input.metadata, &request.metadata);
}

TEST(RouteInputOfAConversation, CountsTheBytesOfItsTexts) {
  LlmRequest request;
  request.instructions = "12345";
  request.input = {Message::user("1234567890"), Message::tool_result("c", "abc")};
  request.capabilities.tools = {{.name = "t", .input_schema = *JsonText::parse("{}")}};
  const RouteInput input = RouteInput::of(request);
  EXPECT_EQ(input.prompt_bytes, 5 + 10 + 3 + 3);
  EXPECT_EQ(input.prompt_tokens, request.estimated_prompt_tokens());
  EXPECT_TRUE(input.has_tools);
}

TEST(RouteInputOfAConversation, SeesAnImageInTheAnswerOfATool) {
  LlmRequest request;
  request.messages = {Message::tool_result("c", MessagePart::image_url("https://x/y.png"))};
  EXPECT_TRUE(RouteInput::of(request).has_images);
  request.input = {Message::user("no image")};  // counts instead of the messages
  EXPECT_FALSE(RouteInput::of(request).has_images);
}

TEST(RouteInputOfAnotherEndpoint, SeesModelUserAndKind) {
  const ApiRequest request = EmbeddingRequest{.model = "e", .input = {"x"}, .user = "bob"};
  const RouteInput input = RouteInput::of(request);
  EXPECT_EQ(input.model, "e");
  EXPECT_EQ(input.user, "bob");
  EXPECT_EQ(input.endpoint, EndpointKind::Embeddings);
  EXPECT_EQ(input.prompt_tokens, std::nullopt);
}

TEST(RouteInputOfAnotherEndpoint, SeesWhatWouldBeSentWhenTokensAreCounted) {
  const ApiRequest request = CountTokensRequest{{.model = "m", .user = "ann"}};
  const RouteInput input = RouteInput::of(request);
  EXPECT_EQ(input.model, "m");
  EXPECT_EQ(input.endpoint, EndpointKind::CountTokens);
}

TEST(RouteInputOfAnotherEndpoint, TakesAListOfModels) {
  const ApiRequest request = ModelListRequest{};
  EXPECT_EQ(RouteInput::of(request).endpoint, EndpointKind::Models);
}

}  // namespace
}  // namespace omnillm
