// Floor: 1 types
//
// Lays a prompt out so that providers can cache its beginning: what stays the same first, what
// changes with every request last, and the breakpoint between them.
//
//   LlmRequest request = PromptLayoutBuilder("gpt-4.1-mini")
//                            .instructions("Answer from the manual.")
//                            .stable_message(Message::user(manual))
//                            .stable_prefix_cache_key("support", tenant)
//                            .dynamic_rag_context(found)
//                            .user_input(question)
//                            .build();
//
// Two requests of the same layout have the same cache key, whatever the user asks.

#ifndef OMNILLM_PROMPT_LAYOUT_H_
#define OMNILLM_PROMPT_LAYOUT_H_

#include <optional>
#include <string>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/request.h"

namespace omnillm {

// Thread safety: none.
class PromptLayoutBuilder {
 public:
  explicit PromptLayoutBuilder(std::string model);

  PromptLayoutBuilder& instructions(Text text);
  PromptLayoutBuilder& tool(ToolDefinition definition);
  // Stands before the breakpoint.
  PromptLayoutBuilder& stable_message(Message message);
  // Stands after it, in the order of the calls.
  PromptLayoutBuilder& dynamic_message(Message message);
  PromptLayoutBuilder& user_input(Text text);
  // What was found for this question, as a message of the user's.
  PromptLayoutBuilder& dynamic_rag_context(JsonText found);
  PromptLayoutBuilder& generation(GenerationConfig config);

  // Each replaces what the other said. A policy is taken as it stands, breakpoint and all; a key
  // from the stable prefix comes with the breakpoint at the end of that prefix.
  PromptLayoutBuilder& prompt_cache(PromptCachePolicy policy);
  PromptLayoutBuilder& stable_prefix_cache_key(
      std::string key_namespace, std::optional<std::string> tenant_scope = {},
      PromptCacheRetention retention = PromptCacheRetention::ProviderDefault,
      bool required = false);

  // The request as laid out so far: the conversation both as `input` and as `messages`.
  [[nodiscard]] LlmRequest build() const;

 private:
  [[nodiscard]] CacheBreakpoint end_of_stable_prefix() const;

  LlmRequest request_;  // all but the conversation
  std::vector<Message> stable_;
  std::vector<Message> dynamic_;
  bool breakpoint_follows_ = false;  // the policy is ours: its breakpoint is where the prefix ends
};

// The key under which the provider's cache is asked: the explicit one, or for a StablePrefixHash
// "namespace[:tenant]:" and sixteen hexadecimal digits that depend on what stands before the
// breakpoint, and on nothing else: the model, the tools, the instructions and system messages, the
// messages up to there. With an automatic breakpoint that is all but the conversation. Empty when
// the request asks for no key.
[[nodiscard]] std::string resolve_cache_key(const LlmRequest& request);

}  // namespace omnillm

#endif  // OMNILLM_PROMPT_LAYOUT_H_
