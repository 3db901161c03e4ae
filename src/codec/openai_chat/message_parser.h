// Reads one message, of a request or of an answer.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_PARSER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_PARSER_H_

#include <optional>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/message.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// Reads it into `into`, an empty message. `otherwise` is the role of a message that names none;
// without it that is an error. The parts of an assistant stand in the order: thoughts, content,
// refusal, sound, images, calls.
[[nodiscard]] Result<void> parse_message(const Fields& fields, json::Value message,
                                         const Pointer& where, std::optional<MessageRole> otherwise,
                                         Message& into);

// A `url_citation` and its relatives.
[[nodiscard]] Citation parse_citation(json::Value annotation);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_MESSAGE_PARSER_H_
