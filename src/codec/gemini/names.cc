#include "codec/gemini/names.h"

#include <absl/time/time.h>

#include <algorithm>
#include <array>
#include <utility>

namespace omnillm::codec::gemini {

namespace {

constexpr std::string_view kInventedPrefix = "gemini_call_";

// Reasons for which the provider held the answer back.
constexpr std::array<std::string_view, 10> kFiltered = {"SAFETY",
                                                        "RECITATION",
                                                        "BLOCKLIST",
                                                        "PROHIBITED_CONTENT",
                                                        "SPII",
                                                        "LANGUAGE",
                                                        "IMAGE_SAFETY",
                                                        "IMAGE_PROHIBITED_CONTENT",
                                                        "IMAGE_RECITATION",
                                                        "MODEL_ARMOR"};

// Reasons that say the model went astray.
constexpr std::array<std::string_view, 8> kAstray = {"FINISH_REASON_UNSPECIFIED",
                                                     "OTHER",
                                                     "MALFORMED_FUNCTION_CALL",
                                                     "UNEXPECTED_TOOL_CALL",
                                                     "TOO_MANY_TOOL_CALLS",
                                                     "MISSING_THOUGHT_SIGNATURE",
                                                     "IMAGE_OTHER",
                                                     "NO_IMAGE"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::pair<std::string_view, BuiltinTool::Kind> kBuiltins[] = {
    {"googleSearch", BuiltinTool::Kind::WebSearch},
    {"googleSearchRetrieval", BuiltinTool::Kind::WebSearch},
    {"enterpriseWebSearch", BuiltinTool::Kind::WebSearch},
    {"codeExecution", BuiltinTool::Kind::CodeExecution},
    {"urlContext", BuiltinTool::Kind::UrlContext},
    {"googleMaps", BuiltinTool::Kind::Maps},
    {"fileSearch", BuiltinTool::Kind::FileSearch},
    {"computerUse", BuiltinTool::Kind::ComputerUse},
    {"mcpServers", BuiltinTool::Kind::Mcp},
};

}  // namespace

FinishReason finish_reason_of(std::string_view word, bool has_calls, bool has_output) {
  FinishReason::Code code = FinishReason::Other;
  if (word == "STOP")
    code = has_calls ? FinishReason::ToolCall : FinishReason::Stop;
  else if (word == "MAX_TOKENS")
    code = FinishReason::Length;
  else if (has(kFiltered, word))
    code = FinishReason::ContentFilter;
  else if (has_calls)
    code = FinishReason::ToolCall;
  else if (has(kAstray, word) && !has_output)
    code = FinishReason::Error;
  return {code, word, kFormat};
}

FinishReason blocked_prompt(std::string_view word) {
  return {FinishReason::ContentFilter, word, kFormat};
}

std::string_view finish_word(const FinishReason& reason) {
  if (const std::string_view own = reason.word_in(kFormat); !own.empty()) return own;
  switch (reason.code()) {
    case FinishReason::Stop:
    case FinishReason::ToolCall:
      return "STOP";
    case FinishReason::Length:
      return "MAX_TOKENS";
    case FinishReason::ContentFilter:
      return "SAFETY";
    default:
      return "OTHER";
  }
}

BuiltinTool::Kind builtin_kind(std::string_view member) {
  for (const auto& [name, kind] : kBuiltins)
    if (name == member) return kind;
  return BuiltinTool::Kind::Vendor;
}

std::string_view builtin_member(BuiltinTool::Kind kind) {
  switch (kind) {
    case BuiltinTool::Kind::WebSearch:
      return "googleSearch";
    case BuiltinTool::Kind::CodeExecution:
      return "codeExecution";
    case BuiltinTool::Kind::UrlContext:
      return "urlContext";
    case BuiltinTool::Kind::Maps:
      return "googleMaps";
    default:
      return {};  // needs settings that only this protocol's own callers can give
  }
}

std::string canonical_service_tier(std::string_view word) {
  if (word == "standard") return "default";
  if (word == "unspecified") return "auto";
  return std::string(word);
}

std::string_view service_tier_word(std::string_view tier) {
  if (tier == "default" || tier == "standard") return "standard";
  if (tier == "flex") return "flex";
  if (tier == "priority") return "priority";
  return {};
}

std::string_view tier_of_traffic(std::string_view traffic_type) {
  if (traffic_type == "ON_DEMAND") return "default";
  if (traffic_type == "ON_DEMAND_PRIORITY") return "priority";
  if (traffic_type == "ON_DEMAND_FLEX") return "flex";
  return {};
}

std::string_view traffic_of_tier(std::string_view tier) {
  if (tier == "default" || tier == "standard") return "ON_DEMAND";
  if (tier == "priority") return "ON_DEMAND_PRIORITY";
  if (tier == "flex") return "ON_DEMAND_FLEX";
  return {};
}

std::string invented_call_id(std::string_view unique, std::size_t number) {
  std::string id(kInventedPrefix);
  id += unique;
  id += '_';
  return id += std::to_string(number);
}

bool is_invented(std::string_view call_id) { return call_id.starts_with(kInventedPrefix); }

std::optional<std::int64_t> seconds_of_time(std::string_view rfc3339) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, std::string(rfc3339), &time, nullptr))
    return std::nullopt;
  return absl::ToUnixSeconds(time);
}

std::string time_of_seconds(std::int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

}  // namespace omnillm::codec::gemini
