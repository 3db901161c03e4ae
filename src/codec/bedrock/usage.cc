#include <algorithm>

#include "codec/bedrock/codec.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

struct Word {
  std::string_view word;
  FinishReason::Code code;
};

// The first word of a code is the one that is written for it.
constexpr Word kWords[] = {
    {"end_turn", FinishReason::Stop},
    {"stop_sequence", FinishReason::Stop},
    {"max_tokens", FinishReason::Length},
    {"model_context_window_exceeded", FinishReason::Length},
    {"tool_use", FinishReason::ToolCall},
    {"content_filtered", FinishReason::ContentFilter},
    {"guardrail_intervened", FinishReason::ContentFilter},
    {"malformed_model_output", FinishReason::Error},
    {"malformed_tool_use", FinishReason::Error},
};

std::int64_t count_of(json::Value value) {
  return std::max<std::int64_t>(0, value.to_int64().value_or(0));
}

void write_cache_detail(std::string_view ttl, std::int64_t tokens, json::Writer& out) {
  if (tokens == 0) return;
  out.begin_object().key("ttl").string(ttl);
  out.key("inputTokens").integer(tokens).end_object();
}

}  // namespace

FinishReason read_stop_reason(std::string_view word) {
  for (const Word& known : kWords)
    if (known.word == word) return {known.code, word, kFormat};
  return {FinishReason::Other, word, kFormat};
}

std::string_view stop_reason_of(const std::optional<FinishReason>& reason) {
  if (!reason) return "end_turn";
  if (const std::string_view word = reason->word_in(kFormat); !word.empty()) return word;
  for (const Word& known : kWords)
    if (known.code == reason->code()) return known.word;
  return "end_turn";
}

// The wire counts what was cached beside the input.
std::optional<TokenUsage> read_usage(json::Value usage) {
  if (!usage.is_object()) return std::nullopt;
  TokenUsage counts;
  counts.cache_read_tokens = count_of(usage["cacheReadInputTokens"]);
  const std::int64_t written = count_of(usage["cacheWriteInputTokens"]);
  for (const json::Value detail : usage["cacheDetails"].elements())
    if (detail["ttl"].says("1h")) counts.cache_write_1h_tokens = count_of(detail["inputTokens"]);
  counts.cache_write_5m_tokens = std::max<std::int64_t>(0, written - counts.cache_write_1h_tokens);
  counts.completion_tokens = count_of(usage["outputTokens"]);
  counts.prompt_tokens = usage_detail::saturating_sum(
      count_of(usage["inputTokens"]), counts.cache_read_tokens,
      usage_detail::saturating_sum(counts.cache_write_5m_tokens, counts.cache_write_1h_tokens));
  counts.total_tokens = usage["totalTokens"].to_int64();
  return counts.repaired();
}

void write_usage(const std::optional<TokenUsage>& usage, json::Writer& out) {
  const TokenUsage counts = usage.value_or(TokenUsage{}).repaired();
  const std::int64_t written =
      usage_detail::saturating_sum(counts.cache_write_5m_tokens, counts.cache_write_1h_tokens);
  out.begin_object();
  out.key("inputTokens").integer(counts.prompt_tokens - counts.cache_read_tokens - written);
  out.key("outputTokens").integer(counts.completion_tokens);
  out.key("totalTokens").integer(counts.total());
  out.key("cacheReadInputTokens").integer(counts.cache_read_tokens);
  out.key("cacheWriteInputTokens").integer(written);
  if (written > 0) {
    out.key("cacheDetails").begin_array();
    write_cache_detail("5m", counts.cache_write_5m_tokens, out);
    write_cache_detail("1h", counts.cache_write_1h_tokens, out);
    out.end_array();
  }
  out.end_object();
}

}  // namespace omnillm::codec::bedrock
