#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "omnillm/request.h"

namespace omnillm {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

TEST(EstimatedPromptTokens, AreAQuarterOfTheBytesAndALittleForEachMessage) {
  EXPECT_EQ((LlmRequest{}).estimated_prompt_tokens(), 1);
  const LlmRequest request{.messages = {Message::user(std::string(400, 'a'))}};
  EXPECT_EQ(request.estimated_prompt_tokens(), 104);
}

TEST(EstimatedPromptTokens, CountTheInstructionsOnce) {
  const LlmRequest request{.instructions = std::string(400, 'a')};
  EXPECT_EQ(request.estimated_prompt_tokens(), 100);
}

TEST(EstimatedPromptTokens, CountTheConversationOnceThatIsSent) {
  const std::string text(400, 'a');
  const LlmRequest both{.input = {text.c_str()}, .messages = {Message::user(text)}};
  EXPECT_EQ(both.estimated_prompt_tokens(), 104);
}

TEST(EstimatedPromptTokens, CountToolsAndTheSchemaOfTheAnswer) {
  const JsonText schema = JsonText::string(std::string(398, 'a'));
  LlmRequest request;
  request.capabilities.tools.push_back(
      {.name = "look", .description = "here", .input_schema = schema});
  EXPECT_EQ(request.estimated_prompt_tokens(), 102);
  request.capabilities.structured_output = StructuredOutputConfig{.schema = schema};
  EXPECT_EQ(request.estimated_prompt_tokens(), 202);
  request.capabilities.builtin_tools.push_back({.settings = schema});
  EXPECT_EQ(request.estimated_prompt_tokens(), 302);
}

TEST(EstimatedPromptTokens, CountCallsAndWhatToolsAnswered) {
  const JsonText value = JsonText::string(std::string(398, 'a'));
  const LlmRequest request{.input = {MessagePart::tool_call("c1", "look", value),
                                     MessagePart::tool_result("c1", MessagePart::json(value)),
                                     MessagePart(part::Reasoning{.text = "hmmm"}),
                                     MessagePart(part::Refusal{.text = "nope"}),
                                     part::Raw{.json = value}}};
  EXPECT_EQ(request.estimated_prompt_tokens(), 101 + 100 + 1 + 1 + 100);
}

TEST(EstimatedPromptTokens, CountImagesSoundAndFilesByAllowancesAndNotByTheirBytes) {
  const std::string megabyte(1 << 20, 'A');
  const auto of = [](MessagePart piece) {
    return LlmRequest{.input = {std::move(piece)}}.estimated_prompt_tokens();
  };
  EXPECT_EQ(of(MessagePart::image_url("https://example.com/cat.png")), 1'024);
  EXPECT_EQ(of(MessagePart::image_base64(megabyte, "image/png")), 1'024);
  EXPECT_EQ(of(part::Audio{.data = megabyte}), (1 << 20) / 256 + 1);
  EXPECT_EQ(of(part::Audio{.transcript = "four"}), 1);
  EXPECT_EQ(of(part::File{.data = megabyte}), (1 << 20) / 32 + 1);
  EXPECT_EQ(of(part::File{.file_id = "file_1"}), 1'024);
  EXPECT_EQ(of(part::File{.text = "fourfour"}), 2);
}

TEST(EstimatedTokens, AddTheOutputThatMayCome) {
  const LlmRequest request{.instructions = "four", .generation = {.max_output_tokens = 256}};
  EXPECT_EQ(request.estimated_tokens(), 257);
  EXPECT_EQ((LlmRequest{.instructions = "four"}).estimated_tokens(), 1'025);
  EXPECT_EQ((LlmRequest{.generation = {.max_output_tokens = 10, .choices = 3}}).estimated_tokens(),
            31);
}

// Once a cap of 2^32-1 made the sum wrap to nothing, and the request passed for free.
TEST(EstimatedTokens, NeverWrapHoweverLargeTheCap) {
  LlmRequest request{
      .instructions = "four",
      .generation = {.max_output_tokens = std::numeric_limits<std::uint32_t>::max()}};
  EXPECT_EQ(request.estimated_tokens(), std::int64_t{4'294'967'296});
  request.generation.max_output_tokens = kMost;
  EXPECT_EQ(request.estimated_tokens(), kMost);
  request.generation.max_output_tokens = kMost / 2;
  request.generation.choices = 1'000;
  EXPECT_EQ(request.estimated_tokens(), kMost);
}

TEST(EstimatedTokens, TakeANegativeCapForNothing) {
  const LlmRequest request{.generation = {.max_output_tokens = -5, .choices = -1}};
  EXPECT_EQ(request.estimated_tokens(), 1);
}

TEST(GenerationConfigTest, IsTheDefaultUntilSomethingIsSaid) {
  EXPECT_TRUE((GenerationConfig{}).is_default());
  EXPECT_FALSE((GenerationConfig{.temperature = 0}).is_default());
}

}  // namespace
}  // namespace omnillm
