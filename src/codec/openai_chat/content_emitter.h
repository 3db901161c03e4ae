// Writes the parts of a message's content.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CONTENT_EMITTER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CONTENT_EMITTER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "codec/openai_chat/emission.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

// A part and where it stands, for reports.
struct Placed {
  const MessagePart* part;
  std::string pointer;
};

// What is nothing but a text, to be written as a string; null otherwise.
[[nodiscard]] const Text* plain_text(const std::vector<Placed>& parts);

// A string for a lone text, otherwise an array. Parts that cannot be said are reported;
// `text_only` is for messages of systems and tools.
void write_content(const std::vector<Placed>& parts, bool text_only, const Emission& to);

// One image or address in the form of `image_url`.
void write_image(const MessagePart& part, const Emission& to);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CONTENT_EMITTER_H_
