#include "omnillm/protocol.h"

#include <array>
#include <cstddef>
#include <ostream>
#include <string>

#include "types/enum_names.h"

namespace omnillm {
namespace {

using types::EnumNames;

constexpr std::size_t kFormats = 25;

constexpr EnumNames<WireFormat, kFormats> kFormatNames{{"open_ai_responses",
                                                        "open_ai_chat_completions",
                                                        "anthropic_messages",
                                                        "gemini_generate_content",
                                                        "bedrock_converse",
                                                        "open_ai_embeddings",
                                                        "open_ai_image_generations",
                                                        "open_ai_audio_transcriptions",
                                                        "open_ai_audio_translations",
                                                        "open_ai_audio_speech",
                                                        "open_ai_rerank",
                                                        "open_ai_moderations",
                                                        "open_ai_models",
                                                        "anthropic_count_tokens",
                                                        "anthropic_models",
                                                        "gemini_embed_content",
                                                        "gemini_batch_embed_contents",
                                                        "gemini_count_tokens",
                                                        "gemini_models",
                                                        "vertex_imagen",
                                                        "vertex_rerank",
                                                        "cohere_rerank",
                                                        "bedrock_titan_embeddings",
                                                        "bedrock_cohere_embeddings",
                                                        "bedrock_count_tokens"}};
static_assert(kFormats == static_cast<std::size_t>(WireFormat::BedrockCountTokens) + 1);

constexpr EnumNames<EndpointKind, 12> kEndpointNames{
    {"responses", "chat_completions", "messages", "embeddings", "image_generations",
     "audio_transcriptions", "audio_translations", "audio_speech", "rerank", "moderations",
     "count_tokens", "models"}};
static_assert(kEndpointNames.size() == static_cast<std::size_t>(EndpointKind::Models) + 1);

constexpr EnumNames<ProviderKind, 10> kProviderNames{{"open_ai", "azure_open_ai", "anthropic",
                                                      "gemini", "vertex_ai", "bedrock", "vllm",
                                                      "cohere", "jina", "open_ai_compatible"}};
static_assert(kProviderNames.size() ==
              static_cast<std::size_t>(ProviderKind::OpenAiCompatible) + 1);

// In the order of WireFormat.
constexpr std::array<EndpointKind, kFormats> kEndpointOfFormat{EndpointKind::Responses,
                                                               EndpointKind::ChatCompletions,
                                                               EndpointKind::Messages,
                                                               EndpointKind::Messages,
                                                               EndpointKind::Messages,
                                                               EndpointKind::Embeddings,
                                                               EndpointKind::ImageGenerations,
                                                               EndpointKind::AudioTranscriptions,
                                                               EndpointKind::AudioTranslations,
                                                               EndpointKind::AudioSpeech,
                                                               EndpointKind::Rerank,
                                                               EndpointKind::Moderations,
                                                               EndpointKind::Models,
                                                               EndpointKind::CountTokens,
                                                               EndpointKind::Models,
                                                               EndpointKind::Embeddings,
                                                               EndpointKind::Embeddings,
                                                               EndpointKind::CountTokens,
                                                               EndpointKind::Models,
                                                               EndpointKind::ImageGenerations,
                                                               EndpointKind::Rerank,
                                                               EndpointKind::Rerank,
                                                               EndpointKind::Embeddings,
                                                               EndpointKind::Embeddings,
                                                               EndpointKind::CountTokens};

constexpr std::array<WireFormat, kFormats> kAllFormats = [] {
  std::array<WireFormat, kFormats> formats{};
  for (std::size_t i = 0; i < kFormats; ++i) formats[i] = static_cast<WireFormat>(i);
  return formats;
}();

struct Alias {
  std::string_view name;
  WireFormat format;
};

constexpr std::array kAliases{
    Alias{"responses", WireFormat::OpenAiResponses},
    Alias{"chat", WireFormat::OpenAiChatCompletions},
    Alias{"chat_completions", WireFormat::OpenAiChatCompletions},
    Alias{"open_ai_chat", WireFormat::OpenAiChatCompletions},
    Alias{"anthropic", WireFormat::AnthropicMessages},
    Alias{"claude", WireFormat::AnthropicMessages},
    Alias{"claude_messages", WireFormat::AnthropicMessages},
    Alias{"messages", WireFormat::AnthropicMessages},
    Alias{"gemini", WireFormat::GeminiGenerateContent},
    Alias{"generate_content", WireFormat::GeminiGenerateContent},
    Alias{"bedrock", WireFormat::BedrockConverse},
    Alias{"converse", WireFormat::BedrockConverse},
};

struct ProviderAlias {
  std::string_view name;
  ProviderKind kind;
};

constexpr std::array kProviderAliases{ProviderAlias{"azure", ProviderKind::AzureOpenAi},
                                      ProviderAlias{"vertex", ProviderKind::VertexAi}};

constexpr std::string_view kSpace = " \t\r\n";

// Lower case, without space around it, and OpenAI spelt as we spell it.
std::string normal_form(std::string_view name) {
  const std::size_t first = name.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  name = name.substr(first, name.find_last_not_of(kSpace) - first + 1);
  std::string normal;
  normal.reserve(name.size() + 1);
  for (const char c : name)
    normal.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  if (const std::size_t at = normal.find("openai"); at != std::string::npos)
    normal.insert(at + 4, 1, '_');
  return normal;
}

std::optional<WireFormat> generation_format_called(std::string_view name) {
  for (const Alias& alias : kAliases)
    if (alias.name == name) return alias.format;
  const auto format = kFormatNames.find(name);
  return format && is_generation(*format) ? format : std::nullopt;
}

}  // namespace

std::span<const WireFormat> generation_formats() {
  return std::span(kAllFormats).first(static_cast<std::size_t>(WireFormat::BedrockConverse) + 1);
}

std::span<const WireFormat> all_wire_formats() { return kAllFormats; }

EndpointKind wire_endpoint_kind(WireFormat format) {
  return kEndpointOfFormat[static_cast<std::size_t>(format)];
}

EndpointKind canonical_endpoint_kind(WireFormat format) {
  return is_generation(format) ? EndpointKind::Responses : wire_endpoint_kind(format);
}

std::string_view to_string(WireFormat format) { return kFormatNames[format]; }
std::string_view to_string(EndpointKind kind) { return kEndpointNames[kind]; }
std::string_view to_string(ProviderKind kind) { return kProviderNames[kind]; }

std::optional<WireFormat> parse_wire_format(std::string_view name) {
  // "..._compat" is the same protocol at somebody else's address.
  constexpr std::string_view kCompatible = "_compat";
  const std::string normal = normal_form(name);
  if (const auto format = generation_format_called(normal)) return format;
  if (normal.ends_with(kCompatible))
    return generation_format_called(
        std::string_view(normal).substr(0, normal.size() - kCompatible.size()));
  return kFormatNames.find(normal);
}

std::optional<EndpointKind> parse_endpoint_kind(std::string_view name) {
  return kEndpointNames.find(normal_form(name));
}

std::optional<ProviderKind> parse_provider_kind(std::string_view name) {
  const std::string normal = normal_form(name);
  for (const ProviderAlias& alias : kProviderAliases)
    if (alias.name == normal) return alias.kind;
  return kProviderNames.find(normal);
}

std::ostream& operator<<(std::ostream& out, WireFormat format) { return out << to_string(format); }
std::ostream& operator<<(std::ostream& out, EndpointKind kind) { return out << to_string(kind); }
std::ostream& operator<<(std::ostream& out, ProviderKind kind) { return out << to_string(kind); }

}  // namespace omnillm
