// Token counts as Chat Completions and its relatives report them.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_USAGE_H_
#define OMNILLM_CODEC_OPENAI_CHAT_USAGE_H_

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/json.h"
#include "omnillm/response.h"
#include "omnillm/usage.h"

namespace omnillm::codec::openai_chat {

struct Usage {
  TokenUsage tokens;
  BillableUnits units;
};

// Of an object. Counts that are no whole numbers are passed over; those that cannot be true are
// repaired.
[[nodiscard]] Usage parse_usage(json::Value object);

// As the provider wrote it, when that was here and still says the same; otherwise anew. Cache
// writes, images and sound are told where there were any.
void write_usage(const TokenUsage& usage, const JsonText& raw, json::Writer& out);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_USAGE_H_
