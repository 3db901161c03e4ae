// Every example of an endpoint that is no conversation: read, written and read again, it is the
// same; and so it is by way of HTTP's forms.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

struct Example {
  WireFormat format;
  std::string fixture;
};

const std::vector<Example>& requests() {
  static const std::vector<Example> all{
      {WireFormat::OpenAiEmbeddings, "openai/embeddings.request.json"},
      {WireFormat::OpenAiImageGenerations, "openai/images.request.json"},
      {WireFormat::OpenAiAudioSpeech, "openai/audio.speech.request.json"},
      {WireFormat::OpenAiModerations, "openai/moderations.request.json"},
      {WireFormat::OpenAiRerank, "rerank/jina.rerank.request.json"},
      {WireFormat::OpenAiRerank, "vllm/rerank.request.json"},
      {WireFormat::CohereRerank, "rerank/cohere.v1.rerank.request.json"},
      {WireFormat::CohereRerank, "rerank/cohere.v2.rerank.request.json"},
      {WireFormat::BedrockCohereEmbeddings, "rerank/cohere.v2.embed.request.json"},
      {WireFormat::GeminiEmbedContent, "gemini/embedContent.request.json"},
      {WireFormat::GeminiBatchEmbedContents, "gemini/batchEmbedContents.request.json"},
      {WireFormat::AnthropicCountTokens, "anthropic/count_tokens.request.json"},
      {WireFormat::BedrockCountTokens, "bedrock/count_tokens.request.json"},
      {WireFormat::GeminiCountTokens, "gemini/countTokens.request.json"},
  };
  return all;
}

const std::vector<Example>& responses() {
  static const std::vector<Example> all{
      {WireFormat::OpenAiEmbeddings, "openai/embeddings.response.float.json"},
      {WireFormat::OpenAiEmbeddings, "openai/embeddings.response.base64.json"},
      {WireFormat::OpenAiImageGenerations, "openai/images.response.json"},
      {WireFormat::OpenAiAudioTranscriptions, "openai/audio.transcription.response.json"},
      {WireFormat::OpenAiAudioTranscriptions, "openai/audio.transcription.response.verbose.json"},
      {WireFormat::OpenAiModerations, "openai/moderations.response.json"},
      {WireFormat::OpenAiModels, "openai/models.list.json"},
      {WireFormat::OpenAiModels, "vllm/models.list.json"},
      {WireFormat::OpenAiRerank, "rerank/jina.rerank.response.json"},
      {WireFormat::OpenAiRerank, "vllm/rerank.response.json"},
      {WireFormat::CohereRerank, "rerank/cohere.v1.rerank.response.json"},
      {WireFormat::CohereRerank, "rerank/cohere.v2.rerank.response.json"},
      {WireFormat::BedrockCohereEmbeddings, "rerank/cohere.v2.embed.response.json"},
      {WireFormat::GeminiEmbedContent, "gemini/embedContent.response.json"},
      {WireFormat::GeminiBatchEmbedContents, "gemini/batchEmbedContents.response.json"},
      {WireFormat::GeminiModels, "gemini/models.list.json"},
      {WireFormat::GeminiCountTokens, "gemini/countTokens.response.json"},
      {WireFormat::AnthropicCountTokens, "anthropic/count_tokens.response.json"},
      {WireFormat::AnthropicModels, "anthropic/models.list.json"},
      {WireFormat::BedrockCountTokens, "bedrock/count_tokens.response.json"},
  };
  return all;
}

TEST(EndpointRequests, ComeBackAsTheyWent) {
  for (const auto& [format, name] : requests()) {
    const auto first = parse_api_request(format, fixture(name));
    ASSERT_TRUE(first) << name << ": " << first.error();
    EXPECT_EQ(first->losses, std::vector<Loss>{}) << name;
    const auto emitted = emit_api_request(format, first->value);
    ASSERT_TRUE(emitted) << name << ": " << emitted.error();
    EXPECT_EQ(emitted->losses, std::vector<Loss>{}) << name;
    const auto second = parse_api_request(format, emitted->value);
    ASSERT_TRUE(second) << name << ": " << second.error();
    EXPECT_EQ(second->value, first->value) << name << "\n" << emitted->value;
  }
}

TEST(EndpointRequests, ComeBackFromHttpToo) {
  for (const auto& [format, name] : requests()) {
    const auto first = parse_api_request(format, fixture(name));
    ASSERT_TRUE(first) << name << ": " << first.error();
    const auto sent = emit_transport_request(format, first->value);
    ASSERT_TRUE(sent) << name << ": " << sent.error();
    EXPECT_EQ(sent->value.method, HttpMethod::Post) << name;
    const auto received = parse_transport_request(format, sent->value);
    ASSERT_TRUE(received) << name << ": " << received.error();
    if (format == WireFormat::BedrockCountTokens || format == WireFormat::GeminiCountTokens)
      continue;  // these examples have no model, and a path without one is no path
    EXPECT_EQ(received->value, first->value) << name;
  }
}

TEST(EndpointRequests, AreWrittenWithTheMembersTheyCameWith) {
  for (const auto& [format, name] : requests()) {
    if (format == WireFormat::AnthropicCountTokens) continue;  // spells the system its own way
    const std::string body = fixture(name);
    EXPECT_EQ(body_of(transcode_api_request(format, format, body)), as_json(body)) << name;
  }
}

TEST(EndpointResponses, ComeBackAsTheyWent) {
  for (const auto& [format, name] : responses()) {
    const auto first = parse_api_response(format, fixture(name));
    ASSERT_TRUE(first) << name << ": " << first.error();
    EXPECT_EQ(first->losses, std::vector<Loss>{}) << name;
    const auto emitted = emit_transport_response(format, first->value);
    ASSERT_TRUE(emitted) << name << ": " << emitted.error();
    EXPECT_EQ(emitted->losses, std::vector<Loss>{}) << name;
    const auto second = parse_transport_response(format, emitted->value);
    ASSERT_TRUE(second) << name << ": " << second.error();
    EXPECT_EQ(second->value, first->value) << name;
  }
}

TEST(EndpointResponses, AreWrittenWithTheMembersTheyCameWith) {
  for (const auto& [format, name] : responses()) {
    const std::string body = fixture(name);
    EXPECT_EQ(body_of(transcode_api_response(format, format, body)), as_json(body)) << name;
  }
}

template <class T>
std::optional<ErrorKind> kind_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().kind());
}

// Whatever stands where, the answer is an error with a place in it, or a value; never a crash.
TEST(EndpointBodies, AreRefusedWithAPlaceWhateverIsWrong) {
  for (const auto* examples : {&requests(), &responses()})
    for (const auto& [format, name] : *examples) {
      const std::string body = fixture(name);
      for (std::size_t at = 0; at < body.size(); ++at) {
        if (body[at] != ':') continue;
        const std::string wrong =
            body.substr(0, at + 1) + "[[true]]" + body.substr(body.find_first_of(",}", at));
        const bool is_request = examples == &requests();
        const std::optional<ErrorKind> kind = is_request
                                                  ? kind_of(parse_api_request(format, wrong))
                                                  : kind_of(parse_api_response(format, wrong));
        const ErrorKind expected = is_request ? ErrorKind::BadRequest : ErrorKind::Protocol;
        EXPECT_EQ(kind.value_or(expected), expected) << name << "\n" << wrong;
      }
    }
}

}  // namespace
}  // namespace omnillm
