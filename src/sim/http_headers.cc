#include "sim/http_headers.h"

#include <ctime>
#include <string_view>

#include "sim/http_errors.h"

namespace omnillm::sim {
namespace {

// OpenAI's three headers; Azure writes the time in whole seconds.
void add_openai(std::string_view what, const LimitView& limit, bool azure, Headers& headers) {
  const std::string name(what);
  headers.set("x-ratelimit-limit-" + name, std::to_string(limit.limit));
  headers.set("x-ratelimit-remaining-" + name, std::to_string(limit.remaining));
  headers.set("x-ratelimit-reset-" + name,
              azure ? std::to_string(whole_seconds(limit.reset)) : go_duration(limit.reset));
}

void add_anthropic(std::string_view what, const LimitView& limit, WallTime now, Headers& headers) {
  const std::string name = "anthropic-ratelimit-" + std::string(what);
  headers.set(name + "-limit", std::to_string(limit.limit));
  headers.set(name + "-remaining", std::to_string(limit.remaining));
  headers.set(name + "-reset", rfc3339(now + limit.reset));
}

}  // namespace

void add_limit_headers(ProviderKind kind, const LimitsView& limits, WallTime now,
                       Headers& headers) {
  switch (kind) {
    case ProviderKind::OpenAi:
    case ProviderKind::OpenAiCompatible:
    case ProviderKind::AzureOpenAi: {
      const bool azure = kind == ProviderKind::AzureOpenAi;
      if (limits.requests) add_openai("requests", *limits.requests, azure, headers);
      if (limits.tokens) add_openai("tokens", *limits.tokens, azure, headers);
      return;
    }
    case ProviderKind::Anthropic:
      if (limits.requests) add_anthropic("requests", *limits.requests, now, headers);
      if (limits.tokens) add_anthropic("tokens", *limits.tokens, now, headers);
      return;
    default:
      return;
  }
}

void add_request_id(ProviderKind kind, const std::string& id, Headers& headers) {
  switch (kind) {
    case ProviderKind::Anthropic:
      return headers.set("request-id", id);
    case ProviderKind::AzureOpenAi:
      return headers.set("apim-request-id", id);
    case ProviderKind::Bedrock:
      return headers.set("x-amzn-requestid", id);
    case ProviderKind::Gemini:
    case ProviderKind::VertexAi:
      return;
    default:
      return headers.set("x-request-id", id);
  }
}

std::string rfc3339(WallTime when) {
  const std::time_t seconds =
      std::chrono::ceil<std::chrono::seconds>(when.time_since_epoch()).count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

}  // namespace omnillm::sim
