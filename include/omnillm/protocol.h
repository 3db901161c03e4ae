// Floor: 1 types
//
// The names of protocols, providers and kinds of endpoints, and their spelling in files and on the
// command line. What a provider supports, and where, is providers.h.

#ifndef OMNILLM_PROTOCOL_H_
#define OMNILLM_PROTOCOL_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string_view>

namespace omnillm {

// A shape of bytes on the wire: what a body looks like, whoever answers.
enum class WireFormat : std::uint8_t {
  // Generation.
  OpenAiResponses,
  OpenAiChatCompletions,
  AnthropicMessages,
  GeminiGenerateContent,
  BedrockConverse,
  // Everything else.
  OpenAiEmbeddings,
  OpenAiImageGenerations,
  OpenAiAudioTranscriptions,
  OpenAiAudioTranslations,
  OpenAiAudioSpeech,
  OpenAiRerank,  // also of Jina, vLLM and Together
  OpenAiModerations,
  OpenAiModels,
  AnthropicCountTokens,
  AnthropicModels,
  GeminiEmbedContent,
  GeminiBatchEmbedContents,
  GeminiCountTokens,
  GeminiModels,
  VertexImagen,
  VertexRerank,
  CohereRerank,
  BedrockTitanEmbeddings,
  BedrockCohereEmbeddings,
  BedrockCountTokens,
};

// The wire formats that generate text, images and tool calls from a conversation, in the order in
// which documents list them.
[[nodiscard]] std::span<const WireFormat> generation_formats();
[[nodiscard]] std::span<const WireFormat> all_wire_formats();

// What an endpoint is for.
enum class EndpointKind : std::uint8_t {
  Responses,
  ChatCompletions,
  Messages,
  Embeddings,
  ImageGenerations,
  AudioTranscriptions,
  AudioTranslations,
  AudioSpeech,
  Rerank,
  Moderations,
  CountTokens,
  Models,
};

enum class ProviderKind : std::uint8_t {
  OpenAi,
  AzureOpenAi,
  Anthropic,
  Gemini,
  VertexAi,
  Bedrock,
  Vllm,
  Cohere,
  Jina,
  OpenAiCompatible,  // one of the many; see the dialects of providers.h
};

[[nodiscard]] constexpr bool is_generation(WireFormat format) {
  return format <= WireFormat::BedrockConverse;
}
// The kind of the format's own endpoint: Gemini's is Messages, as Anthropic's.
[[nodiscard]] EndpointKind wire_endpoint_kind(WireFormat format);
// The kind of the canonical request behind it: Responses for all that generate.
[[nodiscard]] EndpointKind canonical_endpoint_kind(WireFormat format);

// snake_case: "open_ai_chat_completions", "azure_open_ai", "audio_speech".
[[nodiscard]] std::string_view to_string(WireFormat format);
[[nodiscard]] std::string_view to_string(EndpointKind kind);
[[nodiscard]] std::string_view to_string(ProviderKind kind);

// Reads a name, and for wire formats the shorter ones that people write: "responses",
// "openai_responses", "chat_completions", "anthropic", "claude_messages", "gemini", "bedrock".
// Case, and space around it, do not matter. Empty when nothing is called that.
[[nodiscard]] std::optional<WireFormat> parse_wire_format(std::string_view name);
[[nodiscard]] std::optional<EndpointKind> parse_endpoint_kind(std::string_view name);
[[nodiscard]] std::optional<ProviderKind> parse_provider_kind(std::string_view name);

std::ostream& operator<<(std::ostream& out, WireFormat format);
std::ostream& operator<<(std::ostream& out, EndpointKind kind);
std::ostream& operator<<(std::ostream& out, ProviderKind kind);

}  // namespace omnillm

#endif  // OMNILLM_PROTOCOL_H_
