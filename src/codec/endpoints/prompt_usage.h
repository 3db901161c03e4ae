// `usage` of answers that only read: {"prompt_tokens", "total_tokens"}.

#ifndef OMNILLM_CODEC_ENDPOINTS_PROMPT_USAGE_H_
#define OMNILLM_CODEC_ENDPOINTS_PROMPT_USAGE_H_

#include <optional>

#include "codec/endpoints/body_writer.h"
#include "json/document.h"
#include "omnillm/json.h"
#include "omnillm/usage.h"

namespace omnillm::codec {

// Takes `usage`, keeping what else it says. Counts that cannot be are repaired; one that is no
// object says nothing.
[[nodiscard]] std::optional<TokenUsage> read_prompt_usage(json::Value usage,
                                                          VendorExtensions& extensions);
// The member with its name, if there is one.
void write_prompt_usage(const std::optional<TokenUsage>& usage, const VendorExtensions& extensions,
                        BodyWriter& body);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_PROMPT_USAGE_H_
