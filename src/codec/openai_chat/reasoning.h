// The many ways in which an assistant's thoughts stand beside what it says.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_REASONING_H_
#define OMNILLM_CODEC_OPENAI_CHAT_REASONING_H_

#include <optional>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

// One of OpenRouter's `reasoning_details`; empty for a kind that is no thought.
[[nodiscard]] std::optional<MessagePart> parse_reasoning_detail(json::Value detail);
void write_reasoning_detail(const MessagePart& part, json::Writer& out);

// The thoughts of a message, by the most telling of its members: `reasoning_details`,
// `reasoning_content`, `reasoning`. Appends; what is no text is passed over and false is returned.
bool parse_reasoning(json::Value details, json::Value content, json::Value plain,
                     std::vector<MessagePart>& parts);

// All thoughts of a message as one text, a blank line between two.
[[nodiscard]] Text joined_reasoning(const std::vector<const MessagePart*>& thoughts);

// Whether more than text is in it that this protocol gave: a signature, or encrypted data.
[[nodiscard]] bool is_sealed(const MessagePart& thought);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_REASONING_H_
