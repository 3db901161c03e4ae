#include "omnillm/prompt_layout.h"

#include <utility>

namespace omnillm {

PromptLayoutBuilder::PromptLayoutBuilder(std::string model) { request_.model = std::move(model); }

PromptLayoutBuilder& PromptLayoutBuilder::instructions(Text text) {
  request_.instructions = std::move(text);
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::tool(ToolDefinition definition) {
  request_.capabilities.tools.push_back(std::move(definition));
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::stable_message(Message message) {
  stable_.push_back(std::move(message));
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::dynamic_message(Message message) {
  dynamic_.push_back(std::move(message));
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::user_input(Text text) {
  return dynamic_message(Message::user(std::move(text)));
}

PromptLayoutBuilder& PromptLayoutBuilder::dynamic_rag_context(JsonText found) {
  return dynamic_message(Message::user({MessagePart::json(std::move(found))}));
}

PromptLayoutBuilder& PromptLayoutBuilder::generation(GenerationConfig config) {
  request_.generation = std::move(config);
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::prompt_cache(PromptCachePolicy policy) {
  request_.capabilities.prompt_cache = std::move(policy);
  breakpoint_follows_ = false;
  return *this;
}

PromptLayoutBuilder& PromptLayoutBuilder::stable_prefix_cache_key(
    std::string key_namespace, std::optional<std::string> tenant_scope,
    PromptCacheRetention retention, bool required) {
  auto policy = required ? PromptCachePolicy::required() : PromptCachePolicy::best_effort();
  request_.capabilities.prompt_cache =
      std::move(policy)
          .with_stable_prefix_key(std::move(key_namespace), std::move(tenant_scope))
          .with_retention(retention);
  breakpoint_follows_ = true;
  return *this;
}

// Providers read tools first, then instructions, then messages.
CacheBreakpoint PromptLayoutBuilder::end_of_stable_prefix() const {
  if (!stable_.empty()) return CacheBreakpoint::end_of_message(stable_.size() - 1);
  if (request_.instructions) return CacheBreakpoint::end_of_instructions();
  if (!request_.capabilities.tools.empty()) return CacheBreakpoint::end_of_tools();
  return {};
}

LlmRequest PromptLayoutBuilder::build() const {
  LlmRequest request = request_;
  request.messages = stable_;
  request.messages.insert(request.messages.end(), dynamic_.begin(), dynamic_.end());
  request.input.assign(request.messages.begin(), request.messages.end());
  if (breakpoint_follows_) request.capabilities.prompt_cache->breakpoint = end_of_stable_prefix();
  return request;
}

}  // namespace omnillm
