// The words that the JSON forms of the canonical types use, in one place for those who write them
// and those who read them.

#ifndef OMNILLM_TYPES_CANONICAL_NAMES_H_
#define OMNILLM_TYPES_CANONICAL_NAMES_H_

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>

#include "omnillm/auth_scheme.h"
#include "omnillm/conversion.h"
#include "omnillm/message.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/stream_event.h"
#include "types/enum_names.h"

namespace omnillm::types {

inline constexpr EnumNames<MessageRole, 5> kRoleNames{
    {"developer", "system", "user", "assistant", "tool"}};
inline constexpr EnumNames<PromptCacheRetention, 3> kRetentionNames{
    {"provider_default", "short", "long"}};
inline constexpr EnumNames<CacheBreakpoint::Place, 5> kPlaceNames{
    {"auto", "end_of_tools", "end_of_instructions", "end_of_message", "end_of_content_block"}};
inline constexpr EnumNames<PromptCacheKey::Kind, 2> kCacheKeyNames{
    {"explicit", "stable_prefix_hash"}};
inline constexpr EnumNames<PromptCachePolicy::Mode, 3> kCacheModeNames{
    {"disabled", "best_effort", "required"}};
inline constexpr EnumNames<BuiltinTool::Kind, 11> kBuiltinNames{
    {"web_search", "file_search", "code_execution", "computer_use", "url_context", "maps", "mcp",
     "image_generation", "shell", "text_editor", "vendor"}};
inline constexpr EnumNames<ToolChoice::Mode, 4> kToolChoiceNames{
    {"auto", "none", "required", "named"}};
inline constexpr EnumNames<OutputModality, 4> kModalityNames{{"text", "image", "audio", "json"}};
inline constexpr EnumNames<FinishReason::Code, 8> kFinishNames{
    {"stop", "length", "tool_call", "content_filter", "cancelled", "error", "pause", "other"}};
inline constexpr EnumNames<AuthScheme::Kind, 7> kAuthNames{
    {"none", "bearer", "header", "query", "sigv4", "google", "entra"}};
inline constexpr EnumNames<LossSeverity, 3> kSeverityNames{{"note", "minor", "major"}};

// The `type` of a part and of an event, in the order of their variants.
inline constexpr std::array<std::string_view, 11> kPartTypes{
    "text",      "image_url",   "image_base64", "audio",   "file", "json",
    "tool_call", "tool_result", "reasoning",    "refusal", "raw"};
static_assert(std::variant_size_v<MessagePart::Content> == kPartTypes.size());

inline constexpr std::array<std::string_view, 15> kEventTypes{"response_started",
                                                              "output_item_added",
                                                              "text_delta",
                                                              "refusal_delta",
                                                              "reasoning_delta",
                                                              "signature_delta",
                                                              "tool_call_delta",
                                                              "citation_added",
                                                              "content_part_added",
                                                              "output_item_done",
                                                              "usage",
                                                              "finished",
                                                              "raw",
                                                              "completed",
                                                              "error"};
static_assert(std::variant_size_v<LlmStreamEvent::Content> == kEventTypes.size());

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_CANONICAL_NAMES_H_
