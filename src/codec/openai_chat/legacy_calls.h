// What a message alone does not say about its calls, and the conversation does.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_LEGACY_CALLS_H_
#define OMNILLM_CODEC_OPENAI_CHAT_LEGACY_CALLS_H_

#include <vector>

#include "omnillm/message.h"

namespace omnillm::codec::openai_chat {

// The old `function_call` has no id, and neither has its answer in a `function` message: each call
// gets one, and the next answer of the same name belongs to it.
void name_calls_without_id(std::vector<Message>& messages);

// The answer to a custom tool looks like any other; the call it answers tells.
void mark_custom_results(std::vector<Message>& messages);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_LEGACY_CALLS_H_
