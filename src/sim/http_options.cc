#include "omnillm/sim_server.h"

#include <utility>

namespace omnillm {

SimCounts& SimCounts::operator+=(const SimCounts& other) {
  requests += other.requests;
  accepted += other.accepted;
  completed += other.completed;
  aborted += other.aborted;
  broken += other.broken;
  refused_limit += other.refused_limit;
  refused_other += other.refused_other;
  in_flight += other.in_flight;
  most_in_flight += other.most_in_flight;
  prompt_tokens += other.prompt_tokens;
  completion_tokens += other.completion_tokens;
  cached_tokens += other.cached_tokens;
  return *this;
}

std::vector<SimProvider> SimOptions::default_providers() {
  constexpr std::pair<const char*, ProviderKind> kProviders[] = {
      {"openai", ProviderKind::OpenAi},
      {"azure", ProviderKind::AzureOpenAi},
      {"anthropic", ProviderKind::Anthropic},
      {"gemini", ProviderKind::Gemini},
      {"vertex", ProviderKind::VertexAi},
      {"bedrock", ProviderKind::Bedrock},
      {"vllm", ProviderKind::Vllm},
      {"cohere", ProviderKind::Cohere},
      {"jina", ProviderKind::Jina}};
  std::vector<SimProvider> providers;
  for (const auto& [name, kind] : kProviders) providers.push_back({.name = name, .kind = kind});
  return providers;
}

}  // namespace omnillm
