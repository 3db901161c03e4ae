// Citations of text blocks. What the protocol says about a source is kept whole beside the fields
// that every protocol has.

#ifndef OMNILLM_CODEC_ANTHROPIC_CITATIONS_H_
#define OMNILLM_CODEC_ANTHROPIC_CITATIONS_H_

#include <vector>

#include "codec/anthropic/reading.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

[[nodiscard]] Citation read_citation(json::Value value, const Pointer& where, Reading& in);
void read_citations(json::Value value, const Pointer& where, Reading& in,
                    std::vector<Citation>& out);

// Whether the citation is the protocol's own.
[[nodiscard]] bool is_own(const Citation& citation);
// As it came; or, of another protocol, as the address of a search's result. The provider would not
// take the latter back, so it is for answers alone.
void write_citation(const Citation& citation, json::Writer& out);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_CITATIONS_H_
