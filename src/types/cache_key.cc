// The key of a prompt cache, made from the part of the prompt that stays the same.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/document.h"
#include "omnillm/prompt_layout.h"
#include "types/write_canonical.h"

namespace omnillm {
namespace {

using Place = CacheBreakpoint::Place;

// FNV-1a, 64 bits.
class Hash {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) add(c);
  }
  void add(char c) {
    state_ ^= static_cast<unsigned char>(c);
    state_ *= 0x0000'0100'0000'01B3;
  }
  [[nodiscard]] std::string hex() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text.push_back(kDigits[state_ >> shift & 0xF]);
    return text;
  }

 private:
  std::uint64_t state_ = 0xCBF2'9CE4'8422'2325;
};

// Adds a value as it reads without space and with every string spelt plainly, so that the same
// prompt has the same hash however it was written down.
void add_value(const json::Value& value, Hash& hash) {
  if (value.is_string()) {
    hash.add('"');
    hash.add(value.str());
    hash.add('"');
  } else if (value.is_array()) {
    hash.add('[');
    for (const json::Value element : value.elements()) {
      add_value(element, hash);
      hash.add(',');
    }
    hash.add(']');
  } else if (value.is_object()) {
    hash.add('{');
    for (const json::Member member : value.members()) {
      hash.add(member.name);
      hash.add(':');
      add_value(member.value, hash);
      hash.add(',');
    }
    hash.add('}');
  } else {
    hash.add(value.raw());
  }
}

bool is_system(const Message& message) {
  return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

// The messages before the breakpoint.
std::vector<Message> messages_before(const CacheBreakpoint& breakpoint, const LlmRequest& request) {
  const Conversation conversation(request);
  const auto& turns = conversation.turns();
  const bool ends_in_messages =
      breakpoint.place == Place::EndOfMessage || breakpoint.place == Place::EndOfContentBlock;
  std::vector<Message> messages;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Message& message = *turns[i].message;
    if (ends_in_messages ? i > breakpoint.message_index : !is_system(message)) break;
    messages.push_back(message);
    messages.back().raw_message.reset();  // the same message, said twice
    for (MessagePart& piece : messages.back().parts) piece.cache_mark.reset();  // marks move on
  }
  if (breakpoint.place == Place::EndOfContentBlock && breakpoint.message_index < turns.size()) {
    std::vector<MessagePart>& parts = messages.back().parts;
    if (breakpoint.part_index < parts.size()) parts.resize(breakpoint.part_index + 1);
  }
  return messages;
}

// What stands before the breakpoint, as a request of its own.
LlmRequest stable_prefix(const CacheBreakpoint& breakpoint, const LlmRequest& request) {
  LlmRequest prefix;
  prefix.model = request.model;
  prefix.capabilities.tools = request.capabilities.tools;
  for (ToolDefinition& tool : prefix.capabilities.tools) tool.cache_mark.reset();
  prefix.capabilities.builtin_tools = request.capabilities.builtin_tools;
  if (breakpoint.place == Place::EndOfTools) return prefix;
  prefix.instructions = request.instructions;
  prefix.messages = messages_before(breakpoint, request);
  return prefix;
}

std::string hash_of(const LlmRequest& prefix) {
  std::string text;
  json::Writer out(text);
  types::write(out, prefix);
  json::Document document;
  Hash hash;
  if (document.parse(text, 2 * json::kMaxDepth))
    add_value(document.root(), hash);
  else
    hash.add(text);  // a value that somebody built by hand, and wrongly
  return hash.hex();
}

}  // namespace

std::string resolve_cache_key(const LlmRequest& request) {
  const auto& policy = request.capabilities.prompt_cache;
  if (!policy || policy->is_disabled() || !policy->key) return {};
  const PromptCacheKey& key = *policy->key;
  if (key.kind == PromptCacheKey::Kind::Explicit) return key.value;
  std::string name = key.value + ":";
  if (key.tenant_scope) name += *key.tenant_scope + ":";
  return name + hash_of(stable_prefix(policy->breakpoint, request));
}

}  // namespace omnillm
