// usageMetadata and the canonical usage.

#ifndef OMNILLM_CODEC_GEMINI_USAGE_H_
#define OMNILLM_CODEC_GEMINI_USAGE_H_

#include <optional>
#include <string_view>

#include "codec/gemini/part_emitter.h"
#include "codec/gemini/reader.h"
#include "json/writer.h"
#include "omnillm/usage.h"

namespace omnillm::codec::gemini {

// Thoughts are counted beside the candidates, and the tokens of built-in tools beside the prompt;
// here each belongs to its whole. Requires: `metadata` is an object.
[[nodiscard]] TokenUsage parse_usage(Reader& reader, const Pointer& at, json::Value metadata);

// Writes the object. `raw` is written instead, where it says the same; what is empty says nothing.
void write_usage(const TokenUsage& usage, std::string_view traffic_type, const JsonText& raw,
                 EmitContext& context, json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_USAGE_H_
