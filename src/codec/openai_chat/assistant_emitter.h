// Writes an assistant's message of a request.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_ASSISTANT_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_ASSISTANT_EMITTER_H_

#include <string>
#include <vector>

#include "codec/openai_chat/content_emitter.h"
#include "codec/openai_chat/emission.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

void write_assistant(const Message& message, const std::string& pointer, const Emission& to);

// The members `tool_calls` and `images`, of requests and of answers; nothing where there is
// nothing.
void write_calls_member(const std::vector<Placed>& calls, const Emission& to);
void write_images_member(const std::vector<Placed>& images, const Emission& to);

// The arguments as the string this protocol wants: JSON, or the text that was no JSON.
void write_arguments(const JsonText& arguments, json::Writer& out);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_ASSISTANT_EMITTER_H_
