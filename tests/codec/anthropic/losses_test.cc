#include "speak.h"

namespace omnillm::codec::testing {
namespace {

struct LossCase {
  const char* code;
  void (*change)(LlmRequest&);
};

void PrintTo(const LossCase& it, std::ostream* out) { *out << it.code; }

void add(LlmRequest& request, MessagePart part) {
  request.messages[0].parts.push_back(std::move(part));
}

class AnthropicRequestLoss : public ::testing::TestWithParam<LossCase> {};

TEST_P(AnthropicRequestLoss, IsReportedOnceAndAlone) {
  LlmRequest request = hello();
  request.origin = WireFormat::OpenAiChatCompletions;
  GetParam().change(request);
  EXPECT_THAT(emit(request).codes(), ::testing::ElementsAre(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Settings, AnthropicRequestLoss,
    ::testing::Values(
        LossCase{"presence_penalty", [](LlmRequest& r) { r.generation.presence_penalty = 1; }},
        LossCase{"frequency_penalty", [](LlmRequest& r) { r.generation.frequency_penalty = 1; }},
        LossCase{"seed", [](LlmRequest& r) { r.generation.seed = 1; }},
        LossCase{"choices", [](LlmRequest& r) { r.generation.choices = 2; }},
        LossCase{"logprobs", [](LlmRequest& r) { r.generation.logprobs = true; }},
        LossCase{"verbosity", [](LlmRequest& r) { r.generation.verbosity = "low"; }},
        LossCase{"metadata", [](LlmRequest& r) { r.metadata.set("a", json("1")); }},
        LossCase{"service_tier", [](LlmRequest& r) { r.service_tier = "flex"; }},
        LossCase{"vendor_extensions",
                 [](LlmRequest& r) { r.vendor_extensions.set("a", json("1")); }},
        LossCase{"modalities",
                 [](LlmRequest& r) { r.capabilities.modalities = {OutputModality::Audio}; }},
        LossCase{"safety", [](LlmRequest& r) { r.capabilities.safety.emplace(); }},
        LossCase{"structured_output",
                 [](LlmRequest& r) { r.capabilities.structured_output.emplace(); }},
        LossCase{"tool_choice",
                 [](LlmRequest& r) { r.capabilities.tool_choice = ToolChoice::required(); }},
        LossCase{"name", [](LlmRequest& r) { r.messages[0].name = "Ada"; }}));

INSTANTIATE_TEST_SUITE_P(
    Parts, AnthropicRequestLoss,
    ::testing::Values(
        LossCase{"image", [](LlmRequest& r) { add(r, MessagePart::image_url("gs://b/a.png")); }},
        LossCase{"image",
                 [](LlmRequest& r) { add(r, MessagePart::image_base64("AA", "image/bmp")); }},
        LossCase{"image",
                 [](LlmRequest& r) { add(r, MessagePart::image_url("https://e.com/a", "low")); }},
        LossCase{"audio", [](LlmRequest& r) { add(r, part::Audio{.data = "AA"}); }},
        LossCase{
            "file",
            [](LlmRequest& r) { add(r, part::File{.data = "AA", .media_type = "video/mp4"}); }},
        LossCase{"reasoning", [](LlmRequest& r) { add(r, part::Reasoning{.text = "hm"}); }},
        LossCase{"reasoning", [](LlmRequest& r) { add(r, part::Reasoning{.encrypted = "x"}); }},
        LossCase{"refusal", [](LlmRequest& r) { add(r, part::Refusal{.text = "no"}); }},
        LossCase{"raw_part", [](LlmRequest& r) { add(r, part::Raw{.type = "web_search_call"}); }},
        LossCase{"citations",
                 [](LlmRequest& r) {
                   add(r, part::Text{.text = "a", .citations = {{.url = "https://e.com"}}});
                 }},
        LossCase{"signature",
                 [](LlmRequest& r) {
                   MessagePart call = MessagePart::tool_call("t", "f", json("{}"));
                   call.signature = Signature{"s", WireFormat::GeminiGenerateContent};
                   add(r, std::move(call));
                 }},
        LossCase{"vendor_extensions", [](LlmRequest& r) {
                   r.messages[0].parts[0].vendor_extensions.set("a", json("1"));
                 }}));

TEST(AnthropicLosses, SayTheFragmentsPeopleMatchOn) {
  LlmRequest request = hello();
  request.generation.seed = 1;
  request.capabilities.builtin_tools = {{.kind = BuiltinTool::Kind::Maps}};
  EXPECT_THAT(
      loss_reasons(emit(request).log.losses()),
      ::testing::ElementsAre("builtin tools are dropped when bridging to anthropic_messages",
                             "seed is dropped when bridging to anthropic_messages"));
}

// A message that came in another protocol's bytes loses nothing by them.
TEST(AnthropicLosses, RawMessagesOfOtherProtocolsAreNone) {
  LlmRequest request = hello();
  request.messages[0].raw_message = RawMessage{WireFormat::OpenAiChatCompletions, json("{}")};
  EXPECT_THAT(emit(request).codes(), ::testing::IsEmpty());
}

TEST(AnthropicLosses, PointAtThePart) {
  LlmRequest request = hello();
  add(request, part::Audio{.data = "AA"});
  EXPECT_EQ(emit(request).log.losses().at(0).pointer, "/messages/0/content/1");
  EXPECT_EQ(emit(request).log.losses().at(0).severity, LossSeverity::Major);
}

}  // namespace
}  // namespace omnillm::codec::testing
