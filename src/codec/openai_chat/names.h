// The words of Chat Completions, and those its relatives added.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_NAMES_H_
#define OMNILLM_CODEC_OPENAI_CHAT_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "omnillm/conversion.h"
#include "omnillm/message.h"
#include "omnillm/response.h"

namespace omnillm::codec::openai_chat {

inline constexpr WireFormat kFormat = WireFormat::OpenAiChatCompletions;

// "function", the old word for a tool's answer, is Tool. Empty for a role nobody knows.
[[nodiscard]] std::optional<MessageRole> role_of(std::string_view word);

// Why a choice ended. One that calls tools and says "stop", as some do when a call was demanded,
// ended with the call.
[[nodiscard]] FinishReason finish_reason_of(std::string_view word, bool has_tool_calls);
// The word for it here: the provider's own, or the nearest one, which is reported.
[[nodiscard]] std::string finish_word(const std::optional<FinishReason>& reason,
                                      bool has_tool_calls, LossLog& losses);

// "audio/mpeg" from "mp3", and back; what nobody has a name for is its subtype.
[[nodiscard]] std::string audio_media_type(std::string_view format);
[[nodiscard]] std::string_view audio_format(std::string_view media_type);

// "top_k is dropped when bridging to open_ai_chat_completions".
[[nodiscard]] std::string dropped(std::string_view what);

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_NAMES_H_
