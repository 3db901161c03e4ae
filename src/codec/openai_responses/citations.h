// The annotations of a text, which are its citations.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_CITATIONS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_CITATIONS_H_

#include <vector>

#include "codec/openai_responses/reader.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_responses {

[[nodiscard]] Citation parse_citation(json::Value annotation, const Pointer& where, Reader& reader);
[[nodiscard]] std::vector<Citation> parse_citations(json::Value annotations, const Pointer& where,
                                                    Reader& reader);

// Writes one annotation; nothing, and a loss, for a source that has no address and is not ours.
// A source that does not say which stretch of `text` rests on it is given all of it.
bool write_citation(const Citation& citation, const Text& text, const Pointer& where,
                    LossLog& losses, json::Writer& out);
void write_citations(const part::Text& part, const Pointer& where, LossLog& losses,
                     json::Writer& out);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_CITATIONS_H_
