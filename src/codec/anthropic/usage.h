// `usage`: the wire counts what was read from and written to the cache beside the input, the
// canonical form within it.

#ifndef OMNILLM_CODEC_ANTHROPIC_USAGE_H_
#define OMNILLM_CODEC_ANTHROPIC_USAGE_H_

#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/usage.h"

namespace omnillm::codec::anthropic {

struct WireUsage {
  TokenUsage tokens;
  BillableUnits units;
};

// Requires: an object. Counts that cannot be are repaired, members that are missing are zero.
[[nodiscard]] WireUsage read_usage(json::Value usage);

// The members of the object, braces and all. `service_tier` is left out when it is empty.
void write_usage(const TokenUsage& tokens, const BillableUnits& units,
                 std::string_view service_tier, json::Writer& out);

// `standard` is `default` elsewhere; other words are the same. The second is empty for a tier that
// the protocol's answers do not know.
[[nodiscard]] std::string_view tier_from_usage(std::string_view word);
[[nodiscard]] std::string_view tier_for_usage(std::string_view tier);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_USAGE_H_
