// The item that holds what the model thought: a summary in parts, the thoughts themselves where the
// model shows them, and a form only the provider can read.
//
// The canonical part has one text. It is the summary's parts, an empty line between them, or, where
// there is no summary, those of the content. Arrays that the text alone does not bring back are
// kept beside it as they stand.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_REASONING_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_REASONING_H_

#include <string_view>

#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/reader.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_responses {

// Stands between two parts of a summary.
inline constexpr std::string_view kBetweenThoughts = "\n\n";

[[nodiscard]] MessagePart parse_reasoning(json::Value item, const Pointer& where, Reader& reader);

// Whether the item can go there. The provider takes back only what it wrote itself; what it cannot
// take is reported here. Requires: `part` is a part::Reasoning, here and below.
[[nodiscard]] bool can_write_reasoning(const MessagePart& part, const Pointer& where,
                                       Emission& emission);
// `id` where the part has none; may be empty in a request.
void write_reasoning(const MessagePart& part, std::string_view id, const Pointer& where,
                     Emission& emission);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_REASONING_H_
