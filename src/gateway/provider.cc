#include "gateway/provider.h"

#include <algorithm>
#include <utility>

namespace omnillm::gateway {

namespace {

constexpr std::size_t kMaxModels = 10'000;

// What the protocols of one family have besides generation, where no registry says.
std::vector<WireFormat> family_of(WireFormat generation) {
  switch (generation) {
    case WireFormat::AnthropicMessages:
      return {WireFormat::AnthropicCountTokens, WireFormat::AnthropicModels};
    case WireFormat::GeminiGenerateContent:
      return {WireFormat::GeminiEmbedContent, WireFormat::GeminiBatchEmbedContents,
              WireFormat::GeminiCountTokens, WireFormat::GeminiModels};
    case WireFormat::BedrockConverse:
      return {WireFormat::BedrockTitanEmbeddings, WireFormat::BedrockCohereEmbeddings,
              WireFormat::BedrockCountTokens};
    default:
      return {WireFormat::OpenAiEmbeddings,
              WireFormat::OpenAiModels,
              WireFormat::OpenAiImageGenerations,
              WireFormat::OpenAiAudioTranscriptions,
              WireFormat::OpenAiAudioTranslations,
              WireFormat::OpenAiAudioSpeech,
              WireFormat::OpenAiRerank,
              WireFormat::OpenAiModerations};
  }
}

// Some formats of one kind of endpoint are for some of its requests alone.
bool suits(WireFormat format, const ApiRequest& request) {
  const auto* embedding = std::get_if<EmbeddingRequest>(&request);
  if (embedding == nullptr) return true;
  const bool is_cohere = embedding->model.find("cohere") != std::string::npos;
  if (format == WireFormat::GeminiEmbedContent) return embedding->input.size() <= 1;
  if (format == WireFormat::BedrockCohereEmbeddings) return is_cohere;
  if (format == WireFormat::BedrockTitanEmbeddings) return !is_cohere;
  return true;
}

}  // namespace

Provider::Provider(ProviderParts parts, Dialect dialect, std::unique_ptr<KeyPool> keys,
                   Ledger& ledger, const Clock& clock, const limit::RetryBudgetConfig& retries)
    : parts_(std::move(parts)),
      dialect_(std::move(dialect)),
      keys_(std::move(keys)),
      admitter_(ledger, *keys_, clock),
      retries_(retries) {}

std::vector<ProviderEndpoint> Provider::endpoints() const {
  const ProviderEndpoint& own = parts_.endpoint;
  std::vector<ProviderEndpoint> all{own};
  all.insert(all.end(), parts_.others.begin(), parts_.others.end());
  if (own.compat) return all;  // at exactly this address is nothing else
  if (parts_.known == nullptr) {
    for (const WireFormat format : family_of(own.wire_format)) {
      ProviderEndpoint& endpoint = all.emplace_back(own);
      // How requests are signed follows the protocol they belong to.
      endpoint.auth = own.auth_scheme();
      endpoint.wire_format = format;
    }
    return all;
  }
  // An address that the operator gave stands for all of the provider's.
  const bool is_default = own.base_url == parts_.known->default_base_url;
  for (const EndpointSupport& support : parts_.known->endpoints) {
    if (!support.is_enabled()) continue;
    for (const WireFormat format : support.wire_formats) {
      if (is_generation(format)) continue;
      ProviderEndpoint& endpoint = all.emplace_back(own);
      endpoint.wire_format = format;
      if (is_default && !support.base_url.empty()) endpoint.base_url = support.base_url;
      if (!support.auth.empty()) endpoint.auth = support.auth.front();
    }
  }
  return all;
}

Result<void> Provider::sign_with(const Credentials& credentials, Transport& transport,
                                 const Clock& clock) {
  const auto has_same_signer = [](const ProviderEndpoint& a, const ProviderEndpoint& b) {
    return a.base_url == b.base_url && a.auth_scheme() == b.auth_scheme();
  };
  for (ProviderEndpoint& endpoint : endpoints()) {
    const auto same = std::find_if(doors_.begin(), doors_.end(), [&](const Door& door) {
      return has_same_signer(door.endpoint, endpoint);
    });
    auth::Signer* signer = same == doors_.end() ? nullptr : same->signer;
    if (signer == nullptr) {
      auto made = auth::Signer::create(endpoint, credentials, transport, clock);
      if (!made) return tl::unexpected(std::move(made.error()));
      signer = signers_.emplace_back(*std::move(made)).get();
    }
    doors_.push_back({std::move(endpoint), signer});
  }
  return {};
}

Result<const Door*> Provider::door_for(const ApiRequest& request) const {
  if (std::holds_alternative<LlmRequest>(request)) return &doors_.front();
  const EndpointKind kind = canonical_endpoint_kind(request);
  const Door* of_kind = nullptr;
  for (const Door& door : doors_) {
    if (canonical_endpoint_kind(door.endpoint.wire_format) != kind) continue;
    if (suits(door.endpoint.wire_format, request)) return &door;
    if (of_kind == nullptr) of_kind = &door;
  }
  if (of_kind != nullptr) return of_kind;
  return fail(ErrorKind::Configuration,
              parts_.name + " has no endpoint for " + std::string(to_string(kind)) +
                  "; name one with ProviderConfig::also(), or route this request elsewhere");
}

ModelState& Provider::model(std::string_view name) {
  MutexLock lock(&mu_);
  const auto found = models_.find(absl::string_view(name.data(), name.size()));
  if (found != models_.end()) return *found->second;
  if (models_.size() >= kMaxModels) return others_;
  return *models_.emplace(std::string(name), std::make_unique<ModelState>()).first->second;
}

}  // namespace omnillm::gateway
