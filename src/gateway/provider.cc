#include "gateway/provider.h"

#include <algorithm>
#include <utility>

namespace omnillm::gateway {

namespace {

constexpr std::size_t kMaxModels = 10'000;

// Wire formats that a family of protocols has for a kind of endpoint, where no registry says.
std::optional<WireFormat> format_of_family(WireFormat generation, const ApiRequest& request) {
  const bool is_anthropic = generation == WireFormat::AnthropicMessages;
  const bool is_gemini = generation == WireFormat::GeminiGenerateContent;
  const bool is_bedrock = generation == WireFormat::BedrockConverse;
  const bool is_openai = !is_anthropic && !is_gemini && !is_bedrock;
  switch (canonical_endpoint_kind(request)) {
    case EndpointKind::Responses:
    case EndpointKind::ChatCompletions:
    case EndpointKind::Messages:
      return generation;
    case EndpointKind::Embeddings: {
      const auto& embedding = std::get<EmbeddingRequest>(request);
      if (is_openai) return WireFormat::OpenAiEmbeddings;
      if (is_gemini)
        return embedding.input.size() == 1 ? WireFormat::GeminiEmbedContent
                                           : WireFormat::GeminiBatchEmbedContents;
      if (is_bedrock)
        return embedding.model.find("cohere") != std::string::npos
                   ? WireFormat::BedrockCohereEmbeddings
                   : WireFormat::BedrockTitanEmbeddings;
      return std::nullopt;
    }
    case EndpointKind::CountTokens:
      if (is_anthropic) return WireFormat::AnthropicCountTokens;
      if (is_gemini) return WireFormat::GeminiCountTokens;
      if (is_bedrock) return WireFormat::BedrockCountTokens;
      return std::nullopt;
    case EndpointKind::Models:
      if (is_anthropic) return WireFormat::AnthropicModels;
      if (is_gemini) return WireFormat::GeminiModels;
      if (is_openai) return WireFormat::OpenAiModels;
      return std::nullopt;
    case EndpointKind::ImageGenerations:
      return is_openai ? std::optional(WireFormat::OpenAiImageGenerations) : std::nullopt;
    case EndpointKind::AudioTranscriptions:
      return is_openai ? std::optional(WireFormat::OpenAiAudioTranscriptions) : std::nullopt;
    case EndpointKind::AudioTranslations:
      return is_openai ? std::optional(WireFormat::OpenAiAudioTranslations) : std::nullopt;
    case EndpointKind::AudioSpeech:
      return is_openai ? std::optional(WireFormat::OpenAiAudioSpeech) : std::nullopt;
    case EndpointKind::Rerank:
      return is_openai ? std::optional(WireFormat::OpenAiRerank) : std::nullopt;
    case EndpointKind::Moderations:
      return is_openai ? std::optional(WireFormat::OpenAiModerations) : std::nullopt;
  }
  return std::nullopt;
}

// What this request asks for, to the registry.
EndpointKind kind_of(const ApiRequest& request) {
  const auto* sound = std::get_if<AudioTranscriptionRequest>(&request);
  return sound != nullptr && sound->translate ? EndpointKind::AudioTranslations
                                              : canonical_endpoint_kind(request);
}

// Of the formats that a provider has for embeddings, one may be for single texts alone.
WireFormat fitting(const std::vector<WireFormat>& formats, const ApiRequest& request) {
  const auto* embedding = std::get_if<EmbeddingRequest>(&request);
  if (embedding != nullptr && embedding->input.size() > 1)
    for (const WireFormat format : formats)
      if (format != WireFormat::GeminiEmbedContent) return format;
  return formats.front();
}

}  // namespace

Provider::Provider(ProviderParts parts, Dialect dialect, std::unique_ptr<KeyPool> keys,
                   Ledger& ledger, const Clock& clock, const limit::RetryBudgetConfig& retries)
    : parts_(std::move(parts)),
      dialect_(std::move(dialect)),
      keys_(std::move(keys)),
      admitter_(ledger, *keys_, clock),
      retries_(retries) {}

Result<void> Provider::sign_with(const Credentials& credentials, Transport& transport,
                                 const Clock& clock) {
  std::vector<ProviderEndpoint> addresses{parts_.endpoint};
  addresses.insert(addresses.end(), parts_.others.begin(), parts_.others.end());
  if (parts_.known != nullptr && parts_.endpoint.base_url == parts_.known->default_base_url)
    for (const EndpointSupport& support : parts_.known->endpoints) {
      if (!support.is_enabled() || (support.base_url.empty() && support.auth.empty())) continue;
      ProviderEndpoint endpoint = parts_.endpoint;
      if (!support.base_url.empty()) endpoint.base_url = support.base_url;
      if (!support.auth.empty()) endpoint.auth = support.auth.front();
      addresses.push_back(std::move(endpoint));
    }
  for (const ProviderEndpoint& endpoint : addresses) {
    const bool is_there = std::any_of(signers_.begin(), signers_.end(), [&](const auto& each) {
      return each.base_url == endpoint.base_url && each.scheme == endpoint.auth_scheme();
    });
    if (is_there) continue;
    auto signer = auth::Signer::create(endpoint, credentials, transport, clock);
    if (!signer) return tl::unexpected(std::move(signer.error()));
    signers_.push_back({endpoint.base_url, endpoint.auth_scheme(), *std::move(signer)});
  }
  return {};
}

auth::Signer& Provider::signer_for(const ProviderEndpoint& endpoint) const {
  for (const AddressSigner& each : signers_)
    if (each.base_url == endpoint.base_url && each.scheme == endpoint.auth_scheme())
      return *each.signer;
  return *signers_.front().signer;  // it refuses whatever is not its own address
}

Result<ProviderEndpoint> Provider::endpoint_for(const ApiRequest& request) const {
  if (std::holds_alternative<LlmRequest>(request)) return parts_.endpoint;
  const EndpointKind kind = kind_of(request);
  for (const ProviderEndpoint& other : parts_.others)
    if (canonical_endpoint_kind(other.wire_format) == canonical_endpoint_kind(request))
      return other;
  if (!parts_.endpoint.compat) {
    ProviderEndpoint endpoint = parts_.endpoint;
    const EndpointSupport* support = parts_.known ? parts_.known->endpoint(kind) : nullptr;
    if (support != nullptr && support->is_enabled()) {
      endpoint.wire_format = fitting(support->wire_formats, request);
      // An address that the operator gave stands for all of the provider's.
      if (!support->base_url.empty() && endpoint.base_url == parts_.known->default_base_url)
        endpoint.base_url = support->base_url;
      if (!support->auth.empty()) endpoint.auth = support->auth.front();
      return endpoint;
    }
    const auto format = format_of_family(endpoint.wire_format, request);
    if (parts_.known == nullptr && format) {
      // How requests are signed follows the protocol they belong to.
      endpoint.auth = parts_.endpoint.auth_scheme();
      endpoint.wire_format = *format;
      return endpoint;
    }
  }
  return fail(ErrorKind::Configuration,
              parts_.name + " has no endpoint for " + std::string(to_string(kind)) +
                  "; name one with ProviderConfig::endpoint(), or route this request elsewhere");
}

ModelState& Provider::model(std::string_view name) {
  MutexLock lock(&mu_);
  const auto found = models_.find(absl::string_view(name.data(), name.size()));
  if (found != models_.end()) return *found->second;
  if (models_.size() >= kMaxModels) return others_;
  return *models_.emplace(std::string(name), std::make_unique<ModelState>()).first->second;
}

}  // namespace omnillm::gateway
