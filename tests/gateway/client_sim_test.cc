// Chat completions and model instances over real connections, from providers of every protocol.

#include "omnillm/client.h"

#include <gtest/gtest.h>

#include "gateway/support/heard_events.h"
#include "omnillm/gateway_builder.h"
#include "omnillm/sim_server.h"

namespace omnillm {
namespace {

class ClientSim : public testing::TestWithParam<const char*> {
 protected:
  Gateway gateway() const {
    return GatewayBuilder()
        .provider(ProviderConfig(GetParam()).at(sim_->base_url(GetParam())).key("any-key"))
        .build()
        .value();
  }
  static ChatCompletionRequest question(const char* text) {
    return {.model = std::string(GetParam()) + ":some-model",
            .messages = {ChatCompletionMessage::system("Answer briefly"),
                         ChatCompletionMessage::user(text)},
            .max_completion_tokens = 64};
  }

  const std::unique_ptr<SimServer> sim_ = SimServer::start().value();
};

TEST_P(ClientSim, CompletesAChat) {
  auto completion = Client(gateway()).completions().create(question("say: hello there"));
  ASSERT_TRUE(completion) << completion.error();
  EXPECT_EQ(completion->choices.at(0).message.content, "hello there");
  EXPECT_EQ(completion->choices.at(0).finish_reason, "stop");
  EXPECT_GT(completion->usage->total(), 0);
  EXPECT_EQ(completion->record->answered_by()->provider, GetParam());
}

TEST_P(ClientSim, StreamsAChat) {
  auto stream = Client(gateway()).completions().create_stream(question("say: hello there"));
  ASSERT_TRUE(stream) << stream.error();
  std::string text, finish;
  for (Result<ChatCompletionChunk>& chunk : *stream) {
    ASSERT_TRUE(chunk) << chunk.error();
    for (const ChatCompletionChunkChoice& choice : chunk->choices) {
      text += choice.delta.content;
      finish += choice.finish_reason;
    }
  }
  EXPECT_EQ(text, "hello there");
  EXPECT_EQ(finish, "stop");
  ASSERT_TRUE(stream->record());
}

TEST_P(ClientSim, HandsTheProvidersRefusalOn) {
  ASSERT_TRUE(sim_->add_fault({.name = "bad_request"}));
  auto completion = Client(gateway()).completions().create(question("Hello!"));
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().kind(), ErrorKind::BadRequest);
}

TEST_P(ClientSim, TellsWhatAModelInstanceDoes) {
  GatewayModelInstance model(gateway(), std::string(GetParam()) + ":some-model");
  HeardEvents whole, streamed;
  const LlmRequest request{.input = {Message::user("say: hello there")},
                           .generation = {.max_output_tokens = 64}};
  ASSERT_TRUE(model.execute(request, &whole));
  auto stream = model.execute_stream(request, &streamed);
  ASSERT_TRUE(stream) << stream.error();
  ASSERT_TRUE(stream->collect());
  std::string text;
  for (const std::string& token : streamed.tokens) text += token;
  EXPECT_EQ(text, "hello there");
  EXPECT_EQ(whole.tokens, std::vector<std::string>{"hello there"});
  EXPECT_EQ(whole.costs.size(), 1u);
  EXPECT_EQ(streamed.costs.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Providers, ClientSim,
                         testing::Values("openai", "anthropic", "gemini", "vllm"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace omnillm
