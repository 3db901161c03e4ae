// Reads what a conversation is made of: a Content with its Parts, of a request or of a candidate.
//
// Members of a part that no canonical field has are kept in its vendor_extensions: those beside the
// content by their name, those inside it with the content's name in front
// ("functionCall/willContinue"). A part that is none of ours is kept whole as part::Raw.

#ifndef OMNILLM_CODEC_GEMINI_PART_PARSER_H_
#define OMNILLM_CODEC_GEMINI_PART_PARSER_H_

#include "codec/gemini/reader.h"
#include "omnillm/message.h"

namespace omnillm::codec::gemini {

[[nodiscard]] MessagePart parse_part(Reader& reader, const Pointer& at, json::Value part);

// Without raw_message. A call without an id has none here either; see name_calls().
[[nodiscard]] Message parse_content(Reader& reader, const Pointer& at, json::Value content);

// Gives every call of a conversation an id and every result the id of its call, by name and order.
void name_calls(std::vector<Message>& messages);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_PART_PARSER_H_
