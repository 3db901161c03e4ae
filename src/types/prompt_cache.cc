#include "omnillm/prompt_cache.h"

#include <utility>

namespace omnillm {

PromptCachePolicy PromptCachePolicy::with_key(std::string value) && {
  key = PromptCacheKey{.value = std::move(value)};
  return std::move(*this);
}

PromptCachePolicy PromptCachePolicy::with_stable_prefix_key(
    std::string key_namespace, std::optional<std::string> tenant_scope) && {
  key = PromptCacheKey{PromptCacheKey::Kind::StablePrefixHash, std::move(key_namespace),
                       std::move(tenant_scope)};
  return std::move(*this);
}

PromptCachePolicy PromptCachePolicy::with_retention(PromptCacheRetention how_long) && {
  retention = how_long;
  return std::move(*this);
}

PromptCachePolicy PromptCachePolicy::with_breakpoint(CacheBreakpoint where) && {
  breakpoint = where;
  return std::move(*this);
}

}  // namespace omnillm
