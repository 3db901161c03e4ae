// The family of Chat Completions: how each known provider deviates, as data.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_DIALECTS_H_
#define OMNILLM_CODEC_OPENAI_CHAT_DIALECTS_H_

#include <span>
#include <string_view>

#include "omnillm/dialect.h"

namespace omnillm::codec::openai_chat {

// By name: "groq", "openrouter", "azure". Null when nobody is called that. "openai" is the plain
// protocol, and "compatible" what a server nobody has described is likeliest to take.
[[nodiscard]] const Dialect* find_dialect(std::string_view name);
// All of them, by name.
[[nodiscard]] std::span<const Dialect> dialects();

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_DIALECTS_H_
