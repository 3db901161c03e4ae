#include "codec/anthropic/cache_placement.h"

#include <utility>

namespace omnillm::codec::anthropic {

namespace {

using Place = CacheBreakpoint::Place;

// Thoughts cannot carry a mark.
bool can_be_marked(const PlannedBlock& block) { return !block.part->is<part::Reasoning>(); }

// The mark of the policy; one that stands there already counts as far as the policy is silent.
CacheMark mark_of(const PromptCachePolicy& policy, const CacheMark* standing) {
  CacheMark mark = standing ? *standing : CacheMark();
  if (policy.retention != PromptCacheRetention::ProviderDefault) mark.retention = policy.retention;
  for (const auto& [name, value] : policy.vendor_extensions)
    mark.vendor_extensions.set(name, value);
  return mark;
}

void set_mark(const PromptCachePolicy& policy, PlannedBlock& block) {
  block.policy_mark = mark_of(policy, block.mark());
}

bool mark_tools(const PromptCachePolicy& policy, ToolList& tools) {
  if (tools.empty()) return false;
  tools.mark_last(mark_of(policy, tools.last_mark()));
  return true;
}

bool mark_system(const PromptCachePolicy& policy, Prompt& prompt) {
  if (prompt.system().empty()) return false;
  set_mark(policy, prompt.system().back());
  return true;
}

// The last block that the place means, with the turn it stands in; both null when there is none.
struct Found {
  PlannedBlock* block = nullptr;
  PlannedTurn* turn = nullptr;
};

Found find(const CacheBreakpoint& place, Prompt& prompt) {
  const auto is_meant = [&](const PlannedBlock& block) {
    return block.message == place.message_index && can_be_marked(block) &&
           (place.place == Place::EndOfMessage || block.index == place.part_index);
  };
  Found found;
  for (PlannedBlock& block : prompt.system())
    if (is_meant(block)) found.block = &block;
  for (PlannedTurn& turn : prompt.turns())
    for (PlannedBlock& block : turn.blocks)
      if (is_meant(block)) found = {&block, &turn};
  return found;
}

bool mark_message(const PromptCachePolicy& policy, Prompt& prompt) {
  const Found found = find(policy.breakpoint, prompt);
  if (!found.block) return false;
  set_mark(policy, *found.block);
  if (found.turn) found.turn->is_changed = true;
  return true;
}

bool place(const PromptCachePolicy& policy, Prompt& prompt, ToolList& tools) {
  switch (policy.breakpoint.place) {
    case Place::Auto:
      return mark_tools(policy, tools) || mark_system(policy, prompt);
    case Place::EndOfTools:
      return mark_tools(policy, tools);
    case Place::EndOfInstructions:
      return mark_system(policy, prompt);
    case Place::EndOfMessage:
    case Place::EndOfContentBlock:
      break;
  }
  return mark_message(policy, prompt);
}

}  // namespace

Result<void> place_cache_mark(const PromptCachePolicy& policy, Prompt& prompt, ToolList& tools,
                              LossLog& losses) {
  if (policy.is_disabled()) return {};
  if (policy.key) {
    if (policy.is_required())
      return fail(ErrorKind::BadRequest,
                  "/capabilities/prompt_cache/key: anthropic_messages has no keys of its cache");
    losses.minor("cache_key", "/capabilities/prompt_cache/key",
                 "prompt cache key is dropped when bridging to anthropic_messages");
  }
  if (place(policy, prompt, tools)) return {};
  if (policy.is_required())
    return fail(ErrorKind::BadRequest,
                "/capabilities/prompt_cache/breakpoint: there is nothing in this request where it "
                "could stand");
  losses.minor("cache_policy", "/capabilities/prompt_cache",
               "prompt cache policy is dropped when bridging to anthropic_messages");
  return {};
}

}  // namespace omnillm::codec::anthropic
