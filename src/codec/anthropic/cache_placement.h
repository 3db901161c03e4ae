// Where a request's cache policy puts its mark.

#ifndef OMNILLM_CODEC_ANTHROPIC_CACHE_PLACEMENT_H_
#define OMNILLM_CODEC_ANTHROPIC_CACHE_PLACEMENT_H_

#include "codec/anthropic/prompt.h"
#include "codec/anthropic/tool_list.h"
#include "omnillm/conversion.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/result.h"

namespace omnillm::codec::anthropic {

// Marks the prompt or the last tool. What cannot be done is reported, or, when it is required, an
// error: BadRequest.
[[nodiscard]] Result<void> place_cache_mark(const PromptCachePolicy& policy, Prompt& prompt,
                                            ToolList& tools, LossLog& losses);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_CACHE_PLACEMENT_H_
