// The protocol's own words: why it stopped, which built-in tools it has, how it calls media.

#ifndef OMNILLM_CODEC_GEMINI_NAMES_H_
#define OMNILLM_CODEC_GEMINI_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/protocol.h"
#include "omnillm/request.h"
#include "omnillm/response.h"

namespace omnillm::codec::gemini {

inline constexpr WireFormat kFormat = WireFormat::GeminiGenerateContent;

// What a finishReason means for an answer that has calls of tools (STOP then means them), or that
// has nothing at all (a failure of the model's own is then an error).
[[nodiscard]] FinishReason finish_reason_of(std::string_view word, bool has_calls, bool has_output);
// What a blocked prompt's blockReason means.
[[nodiscard]] FinishReason blocked_prompt(std::string_view word);
// The word to write: the provider's own when it was this protocol's, else the nearest.
[[nodiscard]] std::string_view finish_word(const FinishReason& reason);

[[nodiscard]] BuiltinTool::Kind builtin_kind(std::string_view member);
// The member that says a built-in tool of another protocol; empty when there is none.
[[nodiscard]] std::string_view builtin_member(BuiltinTool::Kind kind);

// "standard" is what others call "default".
[[nodiscard]] std::string canonical_service_tier(std::string_view word);
// Empty when the protocol has no such tier, and for "auto", which is said by saying nothing.
[[nodiscard]] std::string_view service_tier_word(std::string_view tier);

// The tier that Vertex AI reports as trafficType, and back; empty when there is no word for it.
[[nodiscard]] std::string_view tier_of_traffic(std::string_view traffic_type);
[[nodiscard]] std::string_view traffic_of_tier(std::string_view tier);

// Many answers name no call: calls are matched by name and order. Other protocols cannot do without
// ids, so calls are given ones that can be told from a provider's, and these are never written
// here.
[[nodiscard]] std::string invented_call_id(std::string_view unique, std::size_t number);
[[nodiscard]] bool is_invented(std::string_view call_id);

// "2026-01-01T00:00:00.5Z" as seconds since 1970; empty when it is no such time.
[[nodiscard]] std::optional<std::int64_t> seconds_of_time(std::string_view rfc3339);
[[nodiscard]] std::string time_of_seconds(std::int64_t seconds);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_NAMES_H_
