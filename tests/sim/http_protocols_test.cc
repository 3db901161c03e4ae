// Every protocol, whole and streamed: what our codecs read is what was generated.

#include <gtest/gtest.h>

#include <string>

#include "omnillm/sim_server.h"
#include "support/sim_client.h"

namespace omnillm {
namespace {

using tests::ask;
using tests::RawAnswer;
using tests::read_stream;
using tests::read_whole;
using tests::SimPeer;

const SimPeer kPeers[] = {
    {"openai", WireFormat::OpenAiChatCompletions},
    {"openai", WireFormat::OpenAiResponses},
    {"anthropic", WireFormat::AnthropicMessages},
    {"gemini", WireFormat::GeminiGenerateContent},
    {"vertex", WireFormat::GeminiGenerateContent},
    {"bedrock", WireFormat::BedrockConverse},
    {"azure", WireFormat::OpenAiChatCompletions},
    {"azure", WireFormat::OpenAiChatCompletions, "/azure/openai/deployments/gpt?api-version=1"},
    {"azure", WireFormat::AnthropicMessages, "/azure/anthropic/v1"},
    {"vllm", WireFormat::OpenAiChatCompletions},
    {"vllm", WireFormat::AnthropicMessages},
    {"gemini", WireFormat::OpenAiChatCompletions, "/gemini/v1beta/openai"},
    {"cohere", WireFormat::OpenAiChatCompletions, "/cohere/compatibility/v1"},
    {"bedrock", WireFormat::OpenAiChatCompletions, "/bedrock/openai/v1"},
};

class HttpProtocols : public ::testing::TestWithParam<SimPeer> {
 protected:
  HttpProtocols() : sim_(SimServer::start().value()) {}

  static LlmRequest request(std::string prompt) {
    LlmRequest made{.model = "gpt", .messages = {Message::user(std::move(prompt))}};
    made.generation.max_output_tokens = 200;
    return made;
  }
  static ToolDefinition tool(std::string name) {
    return {.name = std::move(name),
            .description = "Tells the weather",
            .input_schema =
                JsonText::parse(
                    R"({"type":"object","properties":{"city":{"type":"string"},)"
                    R"("days":{"type":"integer","minimum":1,"maximum":7}},"required":["city"]})")
                    .value()};
  }
  LlmResponse whole(const LlmRequest& request) {
    const RawAnswer answer = ask(*sim_, GetParam(), request);
    auto response = read_whole(GetParam().format, answer);
    EXPECT_TRUE(response) << answer.head << answer.body;
    return response ? std::get<LlmResponse>(*response) : LlmResponse{};
  }
  LlmResponse streamed(LlmRequest request) {
    request.stream.emplace();
    const RawAnswer answer = ask(*sim_, GetParam(), request);
    EXPECT_TRUE(answer.whole);
    const auto events = read_stream(GetParam().format, answer.body);
    const auto* end = events.empty() ? nullptr : events.back().get_if<event::Completed>();
    EXPECT_TRUE(end) << answer.head << answer.body;
    return end ? end->response : LlmResponse{};
  }

  std::unique_ptr<SimServer> sim_;
};

TEST_P(HttpProtocols, SaysWhatItIsAskedToSay) {
  const LlmResponse response = whole(request("say: the quick brown fox"));
  EXPECT_EQ(response.content_text, "the quick brown fox");
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  ASSERT_TRUE(response.usage);
  EXPECT_EQ(response.usage->completion_tokens, 4);
}

TEST_P(HttpProtocols, StreamsTheSameAnswerAsItGivesWhole) {
  const LlmResponse one = whole(request("Tell me something."));
  const LlmResponse other = streamed(request("Tell me something."));
  EXPECT_NE(one.content_text, "");
  EXPECT_EQ(one.content_text, other.content_text);
  ASSERT_TRUE(one.usage && other.usage);
  EXPECT_EQ(one.usage->prompt_tokens, other.usage->prompt_tokens);
  EXPECT_EQ(one.usage->completion_tokens, other.usage->completion_tokens);
}

TEST_P(HttpProtocols, CallsTheToolThatThePromptNames) {
  LlmRequest asked = request("Please use get_weather.");
  asked.capabilities.tools = {tool("get_time"), tool("get_weather")};
  for (const LlmResponse& response : {whole(asked), streamed(asked)}) {
    ASSERT_EQ(response.tool_calls().size(), 1U) << response;
    EXPECT_EQ(response.tool_calls()[0]->name, "get_weather");
    EXPECT_TRUE(response.tool_calls()[0]->arguments.is_object());
    EXPECT_NE(response.tool_calls()[0]->arguments.text().find("city"), std::string::npos);
    EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  }
}

TEST_P(HttpProtocols, AnswersInTheLengthThatIsAllowed) {
  LlmRequest asked = request("Tell me something.");
  asked.generation.max_output_tokens = 16;
  for (const LlmResponse& response : {whole(asked), streamed(asked)}) {
    EXPECT_EQ(response.finish_reason, FinishReason::Length);
    EXPECT_EQ(response.usage->completion_tokens, 16);
  }
}

TEST_P(HttpProtocols, ChargesWhatItsAnswersSay) {
  const LlmResponse one = whole(request("Tell me something."));
  const LlmResponse other = streamed(request("And something else."));
  ASSERT_TRUE(sim_->wait_until_idle());
  const SimCounts counts = sim_->counts(GetParam().provider);
  EXPECT_EQ(counts.completed, 2);
  EXPECT_EQ(counts.prompt_tokens, one.usage->prompt_tokens + other.usage->prompt_tokens);
  EXPECT_EQ(counts.completion_tokens,
            one.usage->completion_tokens + other.usage->completion_tokens);
}

std::string name_of(const ::testing::TestParamInfo<SimPeer>& info) {
  return info.param.provider + '_' + std::string(to_string(info.param.format)) + '_' +
         std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(All, HttpProtocols, ::testing::ValuesIn(kPeers), name_of);

}  // namespace
}  // namespace omnillm
