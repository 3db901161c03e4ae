// Writes what an assistant said, as the `message` of an answer or the `delta` of a stream has it.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_ANSWER_MESSAGE_H_
#define OMNILLM_CODEC_OPENAI_CHAT_ANSWER_MESSAGE_H_

#include <string>
#include <vector>

#include "codec/openai_chat/emission.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

// The object `message` of one choice.
void write_answer(const std::vector<ResponseItem>& output, const std::string& pointer,
                  const Emission& to);

// One source, in the form of `url_citation`. False when it cannot be said here.
bool write_annotation(const Citation& citation, const Emission& to);

// Whether any item is a call of a tool.
[[nodiscard]] bool has_calls(const std::vector<ResponseItem>& output);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_ANSWER_MESSAGE_H_
