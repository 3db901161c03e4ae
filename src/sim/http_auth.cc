#include "sim/http_auth.h"

#include "sim/http_ascii.h"

namespace omnillm::sim {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::optional<Credential> bearer(const Headers& headers) {
  constexpr std::string_view kScheme = "bearer ";
  const auto value = headers.find("authorization");
  if (!value || !begins_with(*value, kScheme)) return std::nullopt;
  return Credential{.key = std::string(value->substr(kScheme.size()))};
}

std::optional<Credential> header(const Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  if (!value || value->empty()) return std::nullopt;
  return Credential{.key = std::string(*value)};
}

std::optional<Credential> in_query(const Query& query, std::string_view name) {
  for (const auto& [member, value] : query)
    if (member == name && !value.empty()) return Credential{.key = value};
  return std::nullopt;
}

// AWS4-HMAC-SHA256 Credential=AKID/20260314/us-east-1/bedrock/aws4_request, SignedHeaders=...
std::optional<Credential> signature(const Headers& headers) {
  const auto value = headers.find("authorization");
  if (!value || !value->starts_with("AWS4-HMAC-SHA256 ")) return std::nullopt;
  constexpr std::string_view kMember = "Credential=";
  const std::size_t at = value->find(kMember);
  if (at == value->npos) return std::nullopt;
  const std::string_view scope = value->substr(at + kMember.size());
  const std::size_t slash = scope.find('/');
  if (slash == scope.npos || slash == 0) return std::nullopt;
  return Credential{.key = std::string(scope.substr(0, slash)), .is_signature = true};
}

template <class Other>
std::optional<Credential> either(std::optional<Credential> first, Other other) {
  return first ? std::move(first) : other();
}

}  // namespace

std::optional<Credential> credential_of(ProviderKind kind, const Headers& headers,
                                        const Query& query) {
  const auto by_bearer = [&] { return bearer(headers); };
  switch (kind) {
    case ProviderKind::AzureOpenAi:
      return either(
          either(header(headers, "api-key"), [&] { return header(headers, "x-api-key"); }),
          by_bearer);
    case ProviderKind::Anthropic:
      return either(header(headers, "x-api-key"), by_bearer);
    case ProviderKind::Gemini:
    case ProviderKind::VertexAi:
      return either(
          either(header(headers, "x-goog-api-key"), [&] { return in_query(query, "key"); }),
          by_bearer);
    case ProviderKind::Bedrock:
      return either(signature(headers), by_bearer);
    case ProviderKind::Vllm:
      return either(bearer(headers), [&] { return header(headers, "x-api-key"); });
    default:
      return bearer(headers);
  }
}

bool may_be_keyless(ProviderKind kind) {
  return kind == ProviderKind::Vllm || kind == ProviderKind::OpenAiCompatible;
}

}  // namespace omnillm::sim
