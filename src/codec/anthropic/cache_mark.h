// `cache_control`, the mark up to which the prompt is kept in the provider's cache.

#ifndef OMNILLM_CODEC_ANTHROPIC_CACHE_MARK_H_
#define OMNILLM_CODEC_ANTHROPIC_CACHE_MARK_H_

#include <optional>

#include "codec/anthropic/reading.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/prompt_cache.h"

namespace omnillm::codec::anthropic {

[[nodiscard]] std::optional<CacheMark> read_cache_mark(json::Value value, const Pointer& where,
                                                       Reading& in);
// The member with its name.
void write_cache_mark(const CacheMark& mark, json::Writer& out);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_CACHE_MARK_H_
