#include "sim/http_route.h"

#include <array>
#include <span>

#include "http/percent.h"

namespace omnillm::sim {
namespace {

struct Endpoint {
  std::string_view method;
  std::string_view path;
  WireFormat format;
};

// What OpenAI has, and everybody who speaks as OpenAI does.
constexpr Endpoint kOpenAi[] = {
    {"POST", "/chat/completions", WireFormat::OpenAiChatCompletions},
    {"POST", "/responses", WireFormat::OpenAiResponses},
    {"POST", "/embeddings", WireFormat::OpenAiEmbeddings},
    {"POST", "/images/generations", WireFormat::OpenAiImageGenerations},
    {"POST", "/audio/transcriptions", WireFormat::OpenAiAudioTranscriptions},
    {"POST", "/audio/translations", WireFormat::OpenAiAudioTranslations},
    {"POST", "/audio/speech", WireFormat::OpenAiAudioSpeech},
    {"POST", "/moderations", WireFormat::OpenAiModerations},
    {"POST", "/rerank", WireFormat::OpenAiRerank},
    {"GET", "/models", WireFormat::OpenAiModels},
};

constexpr Endpoint kAnthropic[] = {
    {"POST", "/messages", WireFormat::AnthropicMessages},
    {"POST", "/messages/count_tokens", WireFormat::AnthropicCountTokens},
    {"GET", "/models", WireFormat::AnthropicModels},
};

// Behind the model, on Google's hosts.
constexpr Endpoint kGoogleVerbs[] = {
    {"POST", ":generateContent", WireFormat::GeminiGenerateContent},
    {"POST", ":streamGenerateContent", WireFormat::GeminiGenerateContent},
    {"POST", ":embedContent", WireFormat::GeminiEmbedContent},
    {"POST", ":batchEmbedContents", WireFormat::GeminiBatchEmbedContents},
    {"POST", ":countTokens", WireFormat::GeminiCountTokens},
    {"POST", ":predict", WireFormat::VertexImagen},
};

using Found = std::optional<HttpRoute>;

Found among(std::span<const Endpoint> endpoints, std::string_view method, std::string_view path) {
  for (const Endpoint& one : endpoints)
    if (one.method == method && one.path == path) return HttpRoute{.format = one.format};
  return std::nullopt;
}

// Takes `prefix` from the front of the path.
bool take(std::string_view& path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  path.remove_prefix(prefix.size());
  return true;
}

// Takes a segment, "/name", from the front of the path; empty when there is none.
std::string take_segment(std::string_view& path) {
  if (path.size() < 2 || path.front() != '/') return {};
  const std::size_t end = path.find('/', 1);
  const std::string_view name = path.substr(1, end == path.npos ? path.npos : end - 1);
  path.remove_prefix(end == path.npos ? path.size() : end);
  return http::percent_decode(name).value_or(std::string());
}

Found with_model(Found found, std::string model) {
  if (found) found->model = std::move(model);
  return found;
}

Found openai(std::string_view method, std::string_view path) {
  take(path, "/v1");
  return among(kOpenAi, method, path);
}

Found vllm(std::string_view method, std::string_view path) {
  take(path, "/v1") || take(path, "/v2");
  if (path == "/messages") return among(kAnthropic, method, path);
  return among(kOpenAi, method, path);
}

Found anthropic(std::string_view method, std::string_view path) {
  take(path, "/v1");
  return among(kAnthropic, method, path);
}

Found azure(std::string_view method, std::string_view path) {
  if (take(path, "/models")) return among(kOpenAi, method, path);
  if (take(path, "/anthropic/v1")) return among(kAnthropic, method, path);
  if (!take(path, "/openai")) return std::nullopt;
  if (take(path, "/deployments")) {
    std::string deployment = take_segment(path);
    return with_model(among(kOpenAi, method, path), std::move(deployment));
  }
  take(path, "/v1");
  return among(kOpenAi, method, path);
}

Found google_verb(std::string_view method, std::string_view path) {
  for (const Endpoint& verb : kGoogleVerbs)
    if (verb.method == method && path.ends_with(verb.path)) return HttpRoute{.format = verb.format};
  return std::nullopt;
}

Found gemini(std::string_view method, std::string_view path) {
  if (!take(path, "/v1beta") && !take(path, "/v1")) return std::nullopt;
  if (take(path, "/openai")) return among(kOpenAi, method, path);
  if (method == "GET" && path == "/models") return HttpRoute{.format = WireFormat::GeminiModels};
  const bool is_model = path.starts_with("/models/") || path.starts_with("/tunedModels/");
  return is_model ? google_verb(method, path) : std::nullopt;
}

// Anthropic's models on Vertex: the model stands in the path alone.
Found raw_predict(std::string_view path) {
  const bool streams = path.ends_with(":streamRawPredict");
  const std::string_view verb = streams ? ":streamRawPredict" : ":rawPredict";
  if (!path.ends_with(verb)) return std::nullopt;
  path.remove_suffix(verb.size());
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return std::nullopt;
  std::string model = http::percent_decode(path.substr(slash + 1)).value_or(std::string());
  if (model == "count-tokens") return HttpRoute{.format = WireFormat::AnthropicCountTokens};
  return HttpRoute{WireFormat::AnthropicMessages, std::move(model), streams, false};
}

Found vertex(std::string_view method, std::string_view path) {
  if (!take(path, "/v1beta1")) take(path, "/v1");
  if (const std::size_t at = path.find("/endpoints/openapi/"); at != path.npos)
    return among(kOpenAi, method, path.substr(at + std::string_view("/endpoints/openapi").size()));
  if (path.ends_with(":rank")) return HttpRoute{.format = WireFormat::VertexRerank};
  if (method == "POST" && path.find("/publishers/anthropic/") != path.npos)
    return raw_predict(path);
  return google_verb(method, path);
}

WireFormat format_of_invoke(std::string_view model) {
  if (model.find("cohere.embed") != model.npos) return WireFormat::BedrockCohereEmbeddings;
  if (model.find("anthropic.") != model.npos) return WireFormat::AnthropicMessages;
  return WireFormat::BedrockTitanEmbeddings;
}

Found bedrock(std::string_view method, std::string_view path) {
  if (take(path, "/openai/v1")) return among(kOpenAi, method, path);
  if (method != "POST" || !take(path, "/model")) return std::nullopt;
  std::string model = take_segment(path);
  if (path == "/converse" || path == "/converse-stream")
    return HttpRoute{.format = WireFormat::BedrockConverse};
  if (path == "/count-tokens") return HttpRoute{.format = WireFormat::BedrockCountTokens};
  const WireFormat format = format_of_invoke(model);
  const bool streams = path == "/invoke-with-response-stream";
  if (path != "/invoke" && !(streams && format == WireFormat::AnthropicMessages))
    return std::nullopt;
  return HttpRoute{format, std::move(model), streams, streams};
}

Found cohere(std::string_view method, std::string_view path) {
  if (take(path, "/compatibility/v1")) return among(kOpenAi, method, path);
  if (method == "POST" && (path == "/v2/rerank" || path == "/v1/rerank"))
    return HttpRoute{.format = WireFormat::CohereRerank};
  return std::nullopt;
}

}  // namespace

Found find_route(ProviderKind kind, std::string_view method, std::string_view path) {
  switch (kind) {
    case ProviderKind::AzureOpenAi:
      return azure(method, path);
    case ProviderKind::Anthropic:
      return anthropic(method, path);
    case ProviderKind::Gemini:
      return gemini(method, path);
    case ProviderKind::VertexAi:
      return vertex(method, path);
    case ProviderKind::Bedrock:
      return bedrock(method, path);
    case ProviderKind::Vllm:
      return vllm(method, path);
    case ProviderKind::Cohere:
      return cohere(method, path);
    case ProviderKind::OpenAi:
    case ProviderKind::Jina:
    case ProviderKind::OpenAiCompatible:
      return openai(method, path);
  }
  return std::nullopt;
}

std::string_view base_path(ProviderKind kind) {
  switch (kind) {
    case ProviderKind::AzureOpenAi:
      return "/openai/v1";
    case ProviderKind::Gemini:
      return "/v1beta";
    case ProviderKind::VertexAi:
      return "/v1/projects/sim/locations/sim/publishers/google";
    case ProviderKind::Bedrock:
      return "";
    case ProviderKind::Cohere:
      return "/v2";
    case ProviderKind::OpenAi:
    case ProviderKind::Anthropic:
    case ProviderKind::Vllm:
    case ProviderKind::Jina:
    case ProviderKind::OpenAiCompatible:
      return "/v1";
  }
  return "";
}

}  // namespace omnillm::sim
