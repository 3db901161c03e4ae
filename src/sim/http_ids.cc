#include "sim/http_ids.h"

#include <string_view>

#include "sim/http_text.h"

namespace omnillm::sim {
namespace {

std::string random_hex(Rng& rng, std::size_t length) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kDigits[rng.below(kDigits.size())];
  return text;
}

std::string random_uuid(Rng& rng) {
  return random_hex(rng, 8) + '-' + random_hex(rng, 4) + "-4" + random_hex(rng, 3) + "-a" +
         random_hex(rng, 3) + '-' + random_hex(rng, 12);
}

}  // namespace

std::string response_id(WireFormat format, Rng& rng) {
  switch (format) {
    case WireFormat::OpenAiChatCompletions:
      return "chatcmpl-" + random_id(rng, 29);
    case WireFormat::OpenAiResponses:
      return "resp_" + random_hex(rng, 48);
    case WireFormat::AnthropicMessages:
      return "msg_01" + random_id(rng, 22);
    case WireFormat::GeminiGenerateContent:
      return random_id(rng, 23);
    default:
      return {};
  }
}

std::string part_id(WireFormat format, PartKind kind, Rng& rng) {
  if (format != WireFormat::OpenAiResponses) return {};
  switch (kind) {
    case PartKind::Message:
      return "msg_" + random_hex(rng, 48);
    case PartKind::Reasoning:
      return "rs_" + random_hex(rng, 48);
    case PartKind::ToolCall:
      return "fc_" + random_hex(rng, 48);
  }
  return {};
}

std::string call_id(WireFormat format, Rng& rng) {
  switch (format) {
    case WireFormat::AnthropicMessages:
      return "toolu_01" + random_id(rng, 22);
    case WireFormat::BedrockConverse:
      return "tooluse_" + random_id(rng, 22);
    case WireFormat::GeminiGenerateContent:
      return random_id(rng, 8);
    default:
      return "call_" + random_id(rng, 24);
  }
}

std::string request_id(ProviderKind kind, Rng& rng) {
  switch (kind) {
    case ProviderKind::Anthropic:
      return "req_01" + random_id(rng, 22);
    case ProviderKind::AzureOpenAi:
    case ProviderKind::Bedrock:
      return random_uuid(rng);
    default:
      return "req_" + random_hex(rng, 32);
  }
}

}  // namespace omnillm::sim
