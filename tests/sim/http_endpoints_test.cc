// Everything that is no conversation, at every provider that has it.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "omnillm/sim_server.h"
#include "support/sim_client.h"

namespace omnillm {
namespace {

using tests::ask;
using tests::RawAnswer;
using tests::read_whole;
using tests::SimPeer;

class HttpEndpoints : public ::testing::Test {
 protected:
  template <class Response>
  Response get(const SimPeer& peer, const ApiRequest& request) {
    const RawAnswer answer = ask(*sim_, peer, request);
    auto read = read_whole(peer.format, answer);
    EXPECT_TRUE(read) << answer.head << answer.body.substr(0, 500);
    const Response* wanted = read ? std::get_if<Response>(&*read) : nullptr;
    EXPECT_TRUE(wanted);
    return wanted ? *wanted : Response{};
  }

  std::unique_ptr<SimServer> sim_ = SimServer::start().value();
};

TEST_F(HttpEndpoints, EmbedsTextsAsVectorsOfLengthOne) {
  const EmbeddingRequest request{
      .model = "m", .input = {"one", "two", "one"}, .dimensions = 8, .encoding_format = "float"};
  for (const SimPeer& peer : {SimPeer{"openai", WireFormat::OpenAiEmbeddings},
                              SimPeer{"vllm", WireFormat::OpenAiEmbeddings},
                              SimPeer{"jina", WireFormat::OpenAiEmbeddings},
                              SimPeer{"gemini", WireFormat::GeminiBatchEmbedContents}}) {
    const auto response = get<EmbeddingResponse>(peer, request);
    ASSERT_EQ(response.data.size(), 3U);
    EXPECT_EQ(response.data[0].embedding, response.data[2].embedding);
    EXPECT_NE(response.data[0].embedding, response.data[1].embedding);
    float squares = 0;
    for (const float one : response.data[0].embedding) squares += one * one;
    EXPECT_NEAR(squares, 1, 1e-3);
  }
}

TEST_F(HttpEndpoints, EmbedsOneTextWhereThereIsOneOnly) {
  const EmbeddingRequest request{.model = "amazon.titan-embed-text-v2:0", .input = {"one"}};
  EXPECT_EQ(
      get<EmbeddingResponse>({"bedrock", WireFormat::BedrockTitanEmbeddings}, request).data.size(),
      1U);
  const EmbeddingRequest cohere{.model = "cohere.embed-v4:0", .input = {"one"}};
  EXPECT_EQ(
      get<EmbeddingResponse>({"bedrock", WireFormat::BedrockCohereEmbeddings}, cohere).data.size(),
      1U);
  const EmbeddingRequest gemini{.model = "gemini-embedding-001", .input = {"one"}};
  EXPECT_EQ(get<EmbeddingResponse>({"gemini", WireFormat::GeminiEmbedContent}, gemini).data.size(),
            1U);
}

TEST_F(HttpEndpoints, GivesBase64VectorsToWhoAsksForThem) {
  EmbeddingRequest request{.model = "m", .input = {"one"}, .dimensions = 4};
  const auto floats = get<EmbeddingResponse>({"openai", WireFormat::OpenAiEmbeddings}, request);
  request.encoding_format = "base64";
  const auto coded = get<EmbeddingResponse>({"openai", WireFormat::OpenAiEmbeddings}, request);
  EXPECT_EQ(floats.data, coded.data);
}

TEST_F(HttpEndpoints, MakesImages) {
  const ImageGenerationRequest request{.model = "imagen-4.0", .prompt = "a cat", .n = 2};
  for (const SimPeer& peer : {SimPeer{"openai", WireFormat::OpenAiImageGenerations},
                              SimPeer{"vertex", WireFormat::VertexImagen}}) {
    const auto response = get<ImageGenerationResponse>(peer, request);
    ASSERT_EQ(response.data.size(), 2U);
    EXPECT_NE(response.data[0].b64_json, "");
  }
}

TEST_F(HttpEndpoints, HearsInEveryFormat) {
  AudioTranscriptionRequest request{.model = "whisper-1",
                                    .audio = {std::string(64'000, 'x'), "audio/wav", "a.wav"}};
  const SimPeer peer{"openai", WireFormat::OpenAiAudioTranscriptions};
  for (const char* format : {"json", "verbose_json", "text", "srt", "vtt"}) {
    request.response_format = format;
    EXPECT_NE(get<AudioTranscriptionResponse>(peer, request).text, "") << format;
  }
  request.response_format = "verbose_json";
  EXPECT_EQ(get<AudioTranscriptionResponse>(peer, request).duration_seconds, 2.0);
}

TEST_F(HttpEndpoints, SpeaksAsBytes) {
  const AudioSpeechRequest request{
      .model = "tts-1", .input = "hello", .voice = "alloy", .response_format = "wav"};
  const auto response =
      get<AudioSpeechResponse>({"openai", WireFormat::OpenAiAudioSpeech}, request);
  EXPECT_EQ(response.audio.bytes.size(), 1'000U);
  EXPECT_EQ(response.audio.media_type, "audio/wav");
}

TEST_F(HttpEndpoints, RanksByTheWordsOfTheQuery) {
  const RerankRequest request{.model = "m",
                              .query = "red fox",
                              .documents = {"a blue bird", "the red fox", "a red car"},
                              .top_n = 2};
  for (const SimPeer& peer :
       {SimPeer{"vllm", WireFormat::OpenAiRerank}, SimPeer{"jina", WireFormat::OpenAiRerank},
        SimPeer{"cohere", WireFormat::CohereRerank},
        SimPeer{"vertex", WireFormat::VertexRerank, "/vertex/v1/projects/p/locations/global"}}) {
    const auto response = get<RerankResponse>(peer, request);
    ASSERT_EQ(response.results.size(), 2U) << peer.provider;
    EXPECT_EQ(response.results[0].index, 1);
    EXPECT_EQ(response.results[1].index, 2);
  }
}

TEST_F(HttpEndpoints, ModeratesTexts) {
  const ModerationRequest request{.model = "omni", .input = {MessagePart("I hate this")}};
  const auto response = get<ModerationResponse>({"openai", WireFormat::OpenAiModerations}, request);
  ASSERT_EQ(response.results.size(), 1U);
  EXPECT_TRUE(response.results[0].flagged);
}

TEST_F(HttpEndpoints, CountsThePromptAsAnAnswerWould) {
  const LlmRequest request{.model = "anthropic.claude", .messages = {Message::user("hello you")}};
  for (const auto& [count, generate] :
       {std::pair(SimPeer{"anthropic", WireFormat::AnthropicCountTokens},
                  WireFormat::AnthropicMessages),
        std::pair(SimPeer{"gemini", WireFormat::GeminiCountTokens},
                  WireFormat::GeminiGenerateContent),
        std::pair(SimPeer{"bedrock", WireFormat::BedrockCountTokens},
                  WireFormat::BedrockConverse)}) {
    const auto counted = get<CountTokensResponse>(count, CountTokensRequest{request});
    const auto answered = get<LlmResponse>({count.provider, generate}, request);
    EXPECT_EQ(counted.prompt_tokens, answered.usage->prompt_tokens) << count.provider;
  }
}

TEST_F(HttpEndpoints, ListsModels) {
  for (const SimPeer& peer :
       {SimPeer{"openai", WireFormat::OpenAiModels}, SimPeer{"azure", WireFormat::OpenAiModels},
        SimPeer{"vllm", WireFormat::OpenAiModels},
        SimPeer{"anthropic", WireFormat::AnthropicModels},
        SimPeer{"gemini", WireFormat::GeminiModels}})
    EXPECT_EQ(get<ModelList>(peer, ModelListRequest{}).models.size(), 2U) << peer.provider;
}

// ---- paths that other protocols' bodies take --------------------------------------------------

class AnthropicElsewhere : public HttpEndpoints {
 protected:
  RawAnswer post(const std::string& target, const std::string& body) {
    tests::RawClient client(sim_->port());
    client.send("POST " + target + " HTTP/1.1\r\nhost: sim\r\nauthorization: Bearer t\r\n" +
                "content-type: application/json\r\ncontent-length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    return client.read_answer();
  }
  static std::string body(const std::string& version) {
    return R"({"anthropic_version":")" + version +
           R"(","max_tokens":50,"messages":[{"role":"user","content":"say: hi there"}]})";
  }
};

TEST_F(AnthropicElsewhere, IsServedOnVertex) {
  const std::string model = "/vertex/v1/projects/p/locations/l/publishers/anthropic/models/claude";
  const RawAnswer whole = post(model + ":rawPredict", body("vertex-2023-10-16"));
  const auto read = read_whole(WireFormat::AnthropicMessages, whole);
  ASSERT_TRUE(read) << whole.head << whole.body;
  EXPECT_EQ(std::get<LlmResponse>(*read).content_text, "hi there");
  EXPECT_EQ(std::get<LlmResponse>(*read).model, "claude");
  const RawAnswer streamed = post(model + ":streamRawPredict", body("vertex-2023-10-16"));
  const auto events = tests::read_stream(WireFormat::AnthropicMessages, streamed.body);
  EXPECT_TRUE(events.back().is<event::Completed>());
}

TEST_F(AnthropicElsewhere, IsServedOnBedrockInItsFrames) {
  const std::string model = "/bedrock/model/anthropic.claude-v1%3A0";
  const RawAnswer whole = post(model + "/invoke", body("bedrock-2023-05-31"));
  ASSERT_TRUE(read_whole(WireFormat::AnthropicMessages, whole)) << whole.head << whole.body;
  const RawAnswer streamed =
      post(model + "/invoke-with-response-stream", body("bedrock-2023-05-31"));
  EXPECT_EQ(streamed.field("content-type"), "application/vnd.amazon.eventstream");
  StreamDecoder decoder(WireFormat::AnthropicMessages,
                        {.anthropic_version_member = "bedrock-2023-05-31"});
  std::vector<LlmStreamEvent> events;
  decoder.feed(streamed.body, events);
  decoder.finish(events);
  ASSERT_TRUE(events.back().is<event::Completed>());
  EXPECT_EQ(decoder.response_so_far().content_text, "hi there");
}

TEST_F(AnthropicElsewhere, NotEvenGeminiNeedsServerSentEvents) {
  const RawAnswer answer = post("/gemini/v1beta/models/g:streamGenerateContent",
                                R"({"contents":[{"role":"user","parts":[{"text":"say: hi"}]}]})");
  EXPECT_TRUE(answer.whole);
  ASSERT_TRUE(JsonText::parse(answer.body)) << answer.body;
  EXPECT_TRUE(JsonText::parse(answer.body)->is_array());
}

}  // namespace
}  // namespace omnillm
