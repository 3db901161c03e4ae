#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "codec/bedrock/codec.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

LlmRequest parsed(std::string_view body) {
  auto request = parse_request(kBedrock, body);
  EXPECT_TRUE(request) << request.error();
  return request ? std::move(*request) : LlmRequest{};
}

struct Emitted {
  std::string body;
  std::vector<Loss> losses;

  bool lost(std::string_view code) const {
    return std::any_of(losses.begin(), losses.end(),
                       [&](const Loss& loss) { return loss.code == code; });
  }
};

Emitted emitted(const LlmRequest& request) {
  LossLog losses;
  Emitted result;
  Dialect dialect;
  dialect.model_in_body = false;
  const auto ok = codec::bedrock::emit_request(request, dialect, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  result.losses = losses.take();
  return result;
}

TEST(BedrockRequest, EveryExampleSurvivesARoundTrip) {
  for (const std::string& name : fixtures("bedrock", "converse.request"))
    expect_request_round_trip(kBedrock, fixture(name));
}

TEST(BedrockRequest, KeepsTheBytesOfMessagesNobodyTouched) {
  const std::string_view message =
      R"({"role":"user", "content":[{"text":"a\u0062"},{"newBlock":{"x":1e400}}]})";
  const std::string body = R"({"messages":[)" + std::string(message) + "]}";
  EXPECT_NE(emitted(parsed(body)).body.find(message), std::string::npos);
  LlmRequest touched = parsed(body);
  touched.messages[0].parts[0] = "other";
  const std::string written = emitted(touched).body;
  EXPECT_EQ(written.find(message), std::string::npos);
  EXPECT_NE(written.find("\"other\""), std::string::npos);
  EXPECT_NE(written.find("1e400"), std::string::npos);
}

TEST(BedrockRequest, ReadsCachePointsAsMarksOfWhatTheyFollow) {
  const LlmRequest request = parsed(fixture("bedrock/converse.request.tools_cache_image.json"));
  const Message& system = request.messages[0];
  EXPECT_EQ(system.role, MessageRole::System);
  EXPECT_TRUE(system.parts[0].cache_mark.has_value());
  EXPECT_EQ(request.messages[1].parts[2].cache_mark->retention, PromptCacheRetention::Short);
  EXPECT_TRUE(request.capabilities.tools[0].cache_mark.has_value());
}

TEST(BedrockRequest, ReadsAnthropicsSettingsAmongTheModelsFields) {
  const LlmRequest request = parsed(fixture("bedrock/converse.request.tools_cache_image.json"));
  EXPECT_EQ(request.capabilities.reasoning->budget_tokens, 1024);
  EXPECT_EQ(request.capabilities.reasoning->enabled, true);
}

TEST(BedrockRequest, JoinsNeighboursOfOneRole) {
  LlmRequest request{.messages = {Message::user("a"), Message::user("b"), Message::assistant("c"),
                                  Message::tool_result("t", "d"), Message::user("e")}};
  EXPECT_EQ(
      emitted(request).body,
      R"({"messages":[{"role":"user","content":[{"text":"a"},{"text":"b"}]},)"
      R"({"role":"assistant","content":[{"text":"c"}]},)"
      R"({"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"d"}]}},{"text":"e"}]}]})");
}

TEST(BedrockRequest, PutsEverySystemTextInFrontAndSaysSo) {
  LlmRequest request{
      .instructions = "first",
      .messages = {Message::system("second"), Message::user("hi"), Message::developer("third")}};
  const Emitted result = emitted(request);
  EXPECT_NE(result.body.find(R"("system":[{"text":"first"},{"text":"second"},{"text":"third"}])"),
            std::string::npos)
      << result.body;
  ASSERT_EQ(result.losses.size(), 1u);
  EXPECT_EQ(result.losses[0].code, "system_position");
  EXPECT_EQ(result.losses[0].pointer, "/messages/2");
}

TEST(BedrockRequest, SendsNoEmptyTextAndNoEmptyMessage) {
  LlmRequest request{.messages = {Message::user("hi"), Message::assistant("")}};
  const Emitted result = emitted(request);
  EXPECT_EQ(result.body, R"({"messages":[{"role":"user","content":[{"text":"hi"}]}]})");
  EXPECT_TRUE(result.lost("empty_message"));
}

TEST(BedrockRequest, ReportsEverySettingItCannotSay) {
  LlmRequest request{.model = "amazon.nova-pro-v1:0", .input = {"hi"}};
  request.generation = {.temperature = 1.5,
                        .top_k = 5,
                        .presence_penalty = 0.1,
                        .frequency_penalty = 0.1,
                        .seed = 7,
                        .choices = 2,
                        .logprobs = true,
                        .verbosity = "low"};
  request.capabilities.parallel_tool_calls = false;
  request.capabilities.structured_output.emplace();
  request.capabilities.reasoning = ReasoningCapability{.budget_tokens = 1024, .summary = "auto"};
  request.capabilities.modalities = {OutputModality::Audio};
  request.capabilities.builtin_tools = {{.kind = BuiltinTool::Kind::WebSearch}};
  request.capabilities.prompt_cache =
      PromptCachePolicy::best_effort().with_key("k").with_breakpoint(
          CacheBreakpoint::end_of_tools());
  request.user = "u";
  request.service_tier = "scale";
  request.origin = WireFormat::OpenAiChatCompletions;
  request.vendor_extensions.set("prediction", JsonText::string("x"));
  const Emitted result = emitted(request);
  for (const std::string_view code :
       {"temperature", "top_k", "presence_penalty", "frequency_penalty", "seed", "choices",
        "logprobs", "verbosity", "parallel_tool_calls", "structured_output", "reasoning_settings",
        "reasoning_summary", "modalities", "builtin_tool", "cache_key", "cache_policy", "user",
        "service_tier", "vendor_extensions"})
    EXPECT_TRUE(result.lost(code)) << code;
  EXPECT_EQ(
      result.body,
      R"({"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"temperature":1}})");
}

TEST(BedrockRequest, DropsAnImageByUrlLoudly) {
  LlmRequest request{
      .messages = {Message::user({"what", MessagePart::image_url("https://example.com/cat.png")})}};
  const Emitted result = emitted(request);
  ASSERT_TRUE(result.lost("image"));
  EXPECT_EQ(result.losses[0].severity, LossSeverity::Major);
}

TEST(BedrockRequest, PlacesTheBreakpointsOfAPolicy) {
  LlmRequest request{.instructions = "system",
                     .messages = {Message::user("a"), Message::assistant("b")}};
  const auto with = [&](CacheBreakpoint where) {
    request.capabilities.prompt_cache = PromptCachePolicy::required()
                                            .with_retention(PromptCacheRetention::Long)
                                            .with_breakpoint(where);
    return emitted(request).body;
  };
  const std::string point = R"({"cachePoint":{"type":"default","ttl":"1h"}})";
  EXPECT_NE(with({}).find(R"({"text":"system"},)" + point), std::string::npos);
  EXPECT_NE(with(CacheBreakpoint::end_of_message(0)).find(R"({"text":"a"},)" + point),
            std::string::npos);
  EXPECT_NE(with(CacheBreakpoint::end_of_content_block(1, 0)).find(R"({"text":"b"},)" + point),
            std::string::npos);
  request.capabilities.tools = {{.name = "t"}};
  EXPECT_NE(with({}).find(point + "]"), std::string::npos);
}

TEST(BedrockRequest, RefusesARequiredCacheItCannotHave) {
  LlmRequest request{.messages = {Message::user("a")}};
  for (const auto& policy :
       {PromptCachePolicy::required().with_key("k"), PromptCachePolicy::required(),
        PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_message(9))}) {
    request.capabilities.prompt_cache = policy;
    const auto result = emit_request(kBedrock, request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::BadRequest);
  }
}

TEST(BedrockRequest, NamesTheMemberThatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({})", "/messages"},
      {R"([])", "the body"},
      {R"({"messages":3})", "/messages"},
      {R"({"messages":[{"role":"robot","content":[]}]})", "/messages/0/role"},
      {R"({"messages":[{"role":"user","content":[{"text":1}]}]})", "/messages/0/content/0/text"},
      {R"({"messages":[],"inferenceConfig":{"maxTokens":-1}})", "/inferenceConfig/maxTokens"},
      {R"({"messages":[],"inferenceConfig":{"maxTokens":1e30}})", "/inferenceConfig/maxTokens"},
      {R"({"messages":[],"inferenceConfig":{"temperature":1e400}})",
       "/inferenceConfig/temperature"},
      {R"({"messages":[],"toolConfig":{"tools":[{"toolSpec":{}}]}})",
       "/toolConfig/tools/0/toolSpec/name"},
      {R"({"messages":[],"toolConfig":{"toolChoice":{}}})", "/toolConfig/toolChoice"},
      {R"({"messages":[],"system":"text"})", "/system"}};
  for (const auto& [body, pointer] : cases) {
    const auto request = parse_request(kBedrock, body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().kind(), ErrorKind::BadRequest);
    EXPECT_TRUE(request.error().message().starts_with(pointer + ":")) << request.error();
  }
}

}  // namespace
}  // namespace omnillm
