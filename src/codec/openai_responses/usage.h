// What an answer used: tokens, and the searches and images that are billed by the piece.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_USAGE_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_USAGE_H_

#include <cstdint>
#include <vector>

#include "codec/openai_responses/reader.h"
#include "json/writer.h"
#include "omnillm/message.h"
#include "omnillm/usage.h"

namespace omnillm::codec::openai_responses {

// Requires: `usage` is an object. Counts that cannot be true are mended, not refused.
[[nodiscard]] TokenUsage parse_usage(json::Value usage);
// Writes the object with everything the schema asks for.
void write_usage(const TokenUsage& usage, json::Writer& out);

// The searches and images among the calls of built-in tools in an output. `tools` are those the
// response repeats, which say how much context a search brings in; may be missing.
[[nodiscard]] BillableUnits count_units(const std::vector<Item>& output, json::Value tools);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_USAGE_H_
