// The parts of which the content of messages and the outputs of tools are made: input_text,
// input_image, input_file, output_text, refusal.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_PARTS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_PARTS_H_

#include <cstdint>
#include <vector>

#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/reader.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_responses {

// A part of a kind nobody has heard of is a part::Raw.
[[nodiscard]] MessagePart parse_part(json::Value part, const Pointer& where, Reader& reader);
// A string is one text. Missing and null are no parts.
[[nodiscard]] std::vector<MessagePart> parse_content(json::Value content, const Pointer& where,
                                                     Reader& reader);

// In what a part stands; its spelling, and what can stand there at all, depend on it.
enum class Place : std::uint8_t { Input, Assistant, ToolOutput };

// Whether write_part() can write it there. What it cannot say it reports, once, here: a loss of
// content. Calls, results and thoughts are no content and are not asked about.
[[nodiscard]] bool can_write_part(const MessagePart& part, Place place, const Pointer& where,
                                  Emission& emission);
// Writes one element of a content array. Requires: can_write_part().
void write_part(const MessagePart& part, Place place, const Pointer& where, Emission& emission);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_PARTS_H_
