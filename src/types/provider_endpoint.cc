#include "omnillm/provider_endpoint.h"

#include <utility>

namespace omnillm {
namespace {

constexpr std::string_view kOpenAi = "https://api.openai.com/v1";
constexpr std::string_view kAnthropic = "https://api.anthropic.com/v1";
constexpr std::string_view kGemini = "https://generativelanguage.googleapis.com/v1beta";
constexpr std::string_view kAnthropicVersion = "2023-06-01";
constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// An address, taken apart: what stands in front of '?', and behind it. A fragment is dropped.
struct Address {
  std::string_view front;
  std::string_view query;
};

Address take_apart(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const std::size_t question = url.find('?');
  Address address{url.substr(0, question), {}};
  if (question != std::string_view::npos) address.query = url.substr(question + 1);
  while (address.front.ends_with('/')) address.front.remove_suffix(1);
  return address;
}

// "/v1/projects/p" of "https://host/v1/projects/p".
std::string_view path_of(std::string_view front) {
  const std::size_t scheme = front.find("://");
  const std::size_t slash = front.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  return slash == std::string_view::npos ? std::string_view() : front.substr(slash);
}

// v1, v1beta, v1beta1, v2alpha
bool is_version(std::string_view segment) {
  return segment.size() >= 2 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9' &&
         segment.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 1) ==
             std::string_view::npos;
}

bool has_version(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_version(segment)) return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

bool is_gemini(WireFormat format) {
  switch (format) {
    case WireFormat::GeminiGenerateContent:
    case WireFormat::GeminiEmbedContent:
    case WireFormat::GeminiBatchEmbedContents:
    case WireFormat::GeminiCountTokens:
    case WireFormat::GeminiModels:
      return true;
    default:
      return false;
  }
}

bool is_anthropic(WireFormat format) {
  return format == WireFormat::AnthropicMessages || format == WireFormat::AnthropicCountTokens ||
         format == WireFormat::AnthropicModels;
}

std::string_view name_of(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

// Whether the query of the request says this parameter too.
bool says(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    if (name_of(parameter) == name) return true;
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
  }
  return false;
}

// The base's parameters, but for those the request says itself, and then the request's.
std::string joined_queries(std::string_view base, std::string_view request) {
  std::string out;
  const auto add = [&out](std::string_view parameter) {
    out.push_back(out.empty() ? '?' : '&');
    out += parameter;
  };
  while (!base.empty()) {
    const std::string_view parameter = base.substr(0, base.find('&'));
    base.remove_prefix(std::min(parameter.size() + 1, base.size()));
    if (!parameter.empty() && !says(request, name_of(parameter))) add(parameter);
  }
  if (!request.empty()) add(request);
  return out;
}

ProviderEndpoint compat_at(WireFormat format, std::string url) {
  ProviderEndpoint endpoint = ProviderEndpoint::at(format, std::move(url));
  endpoint.compat = true;
  return endpoint;
}

}  // namespace

ProviderEndpoint ProviderEndpoint::at(WireFormat format, std::string base_url) {
  ProviderEndpoint endpoint{.wire_format = format, .base_url = std::move(base_url)};
  if (is_anthropic(format)) endpoint.default_headers.set("anthropic-version", kAnthropicVersion);
  return endpoint;
}

ProviderEndpoint ProviderEndpoint::openai_responses() {
  return at(WireFormat::OpenAiResponses, std::string(kOpenAi));
}
ProviderEndpoint ProviderEndpoint::openai_chat_completions() {
  return at(WireFormat::OpenAiChatCompletions, std::string(kOpenAi));
}
ProviderEndpoint ProviderEndpoint::claude_messages() {
  return at(WireFormat::AnthropicMessages, std::string(kAnthropic));
}
ProviderEndpoint ProviderEndpoint::gemini_generate_content() {
  return at(WireFormat::GeminiGenerateContent, std::string(kGemini));
}
ProviderEndpoint ProviderEndpoint::bedrock_converse(std::string_view region) {
  return at(WireFormat::BedrockConverse,
            "https://bedrock-runtime." + std::string(region) + ".amazonaws.com");
}

ProviderEndpoint ProviderEndpoint::openai_responses_compat(std::string url) {
  return compat_at(WireFormat::OpenAiResponses, std::move(url));
}
ProviderEndpoint ProviderEndpoint::openai_chat_completions_compat(std::string url) {
  return compat_at(WireFormat::OpenAiChatCompletions, std::move(url));
}
ProviderEndpoint ProviderEndpoint::claude_messages_compat(std::string url) {
  return compat_at(WireFormat::AnthropicMessages, std::move(url));
}
ProviderEndpoint ProviderEndpoint::gemini_generate_content_compat(std::string url) {
  return compat_at(WireFormat::GeminiGenerateContent, std::move(url));
}

Result<ProviderEndpoint> ProviderEndpoint::of_profile(std::string_view profile,
                                                      std::string base_url) {
  const auto format = parse_wire_format(profile);
  if (!format)
    return fail(
        ErrorKind::Configuration,
        "\"" + std::string(profile) +
            "\" names no wire format; write openai_responses, "
            "openai_chat_completions, anthropic_messages, gemini_generate_content or one of "
            "these with _compat behind it");
  std::string lower(trimmed(profile));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  ProviderEndpoint endpoint = at(*format, std::move(base_url));
  endpoint.compat = lower.ends_with("_compat");
  return endpoint;
}

ProviderEndpoint ProviderEndpoint::with_default_header(std::string_view name,
                                                       std::string value) && {
  default_headers.set(name, std::move(value));
  return std::move(*this);
}

ProviderEndpoint ProviderEndpoint::with_auth(AuthScheme scheme) && {
  auth = std::move(scheme);
  return std::move(*this);
}

AuthScheme ProviderEndpoint::auth_scheme() const {
  return auth.value_or(AuthScheme::default_for(wire_format));
}

std::string ProviderEndpoint::url_for(const TransportRequest& request) const {
  if (compat) return std::string(trimmed(base_url));
  const Address base = take_apart(trimmed(base_url));
  const std::string target = request.target();
  const Address asked = take_apart(target);
  std::string url(base.front);
  if (!base.front.ends_with(asked.front)) {
    if (is_gemini(wire_format) && !has_version(path_of(base.front))) url += "/v1beta";
    url += asked.front;
  }
  return url += joined_queries(base.query, asked.query);
}

}  // namespace omnillm
