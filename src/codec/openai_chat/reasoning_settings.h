// Writes how hard the model is to think.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_REASONING_SETTINGS_H_
#define OMNILLM_CODEC_OPENAI_CHAT_REASONING_SETTINGS_H_

#include "codec/openai_chat/emission.h"
#include "omnillm/request.h"

namespace omnillm::codec::openai_chat {

// In the dialect's own member, of which there are half a dozen. A budget becomes an effort where
// only that can be said, and an effort the nearest one that is known. `template_arguments` is what
// the caller says in vLLM's chat_template_kwargs, where the switch stands as well.
void write_reasoning_settings(const ReasoningCapability& reasoning,
                              const JsonText* template_arguments, const Emission& to);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_REASONING_SETTINGS_H_
