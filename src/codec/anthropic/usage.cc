#include "codec/anthropic/usage.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace omnillm::codec::anthropic {

namespace {

using usage_detail::saturating_sum;

// A count that does not fit is as large as can be: what is not understood is not free.
std::int64_t count_of(json::Value value) {
  if (!value.is_number()) return 0;
  const std::optional<std::int64_t> count = value.to_int64();
  if (count) return std::max<std::int64_t>(0, *count);
  return value.to_double().value_or(1.0) < 0 ? 0 : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

WireUsage read_usage(json::Value usage) {
  std::int64_t input = 0;
  std::int64_t written = 0;
  WireUsage read;
  TokenUsage& tokens = read.tokens;
  for (const json::Member member : usage.members()) {
    if (member.name == "input_tokens") {
      input = count_of(member.value);
    } else if (member.name == "output_tokens") {
      tokens.completion_tokens = count_of(member.value);
    } else if (member.name == "cache_read_input_tokens") {
      tokens.cache_read_tokens = count_of(member.value);
    } else if (member.name == "cache_creation_input_tokens") {
      written = count_of(member.value);
    } else if (member.name == "cache_creation") {
      tokens.cache_write_5m_tokens = count_of(member.value["ephemeral_5m_input_tokens"]);
      tokens.cache_write_1h_tokens = count_of(member.value["ephemeral_1h_input_tokens"]);
    } else if (member.name == "output_tokens_details") {
      tokens.reasoning_tokens = count_of(member.value["thinking_tokens"]);
    } else if (member.name == "server_tool_use") {
      read.units.web_searches = count_of(member.value["web_search_requests"]);
    }
  }
  // What was written beyond the split was written all the same.
  const std::int64_t split =
      saturating_sum(tokens.cache_write_5m_tokens, tokens.cache_write_1h_tokens);
  if (written > split) tokens.cache_write_5m_tokens += written - split;
  tokens.prompt_tokens =
      saturating_sum(input, tokens.cache_read_tokens,
                     saturating_sum(tokens.cache_write_5m_tokens, tokens.cache_write_1h_tokens));
  tokens = tokens.repaired();
  return read;
}

void write_usage(const TokenUsage& tokens, const BillableUnits& units,
                 std::string_view service_tier, json::Writer& out) {
  const TokenUsage usage = tokens.repaired();
  const std::int64_t written =
      saturating_sum(usage.cache_write_5m_tokens, usage.cache_write_1h_tokens);
  out.begin_object();
  out.key("input_tokens")
      .integer(usage.prompt_tokens - saturating_sum(usage.cache_read_tokens, written));
  out.key("cache_creation_input_tokens").integer(written);
  out.key("cache_read_input_tokens").integer(usage.cache_read_tokens);
  out.key("cache_creation").begin_object();
  out.key("ephemeral_5m_input_tokens").integer(usage.cache_write_5m_tokens);
  out.key("ephemeral_1h_input_tokens").integer(usage.cache_write_1h_tokens);
  out.end_object();
  out.key("output_tokens").integer(usage.completion_tokens);
  if (usage.reasoning_tokens > 0) {
    out.key("output_tokens_details").begin_object();
    out.key("thinking_tokens").integer(usage.reasoning_tokens).end_object();
  }
  const std::int64_t searches = saturating_sum(std::max<std::int64_t>(0, units.web_searches_low),
                                               std::max<std::int64_t>(0, units.web_searches),
                                               std::max<std::int64_t>(0, units.web_searches_high));
  if (searches > 0) {
    out.key("server_tool_use").begin_object();
    out.key("web_search_requests").integer(searches).key("web_fetch_requests").integer(0);
    out.end_object();
  }
  if (!service_tier.empty()) out.key("service_tier").string(service_tier);
  out.end_object();
}

std::string_view tier_from_usage(std::string_view word) {
  return word == "standard" ? "default" : word;
}

std::string_view tier_for_usage(std::string_view tier) {
  if (tier == "default") return "standard";
  return tier == "standard" || tier == "priority" || tier == "batch" ? tier : std::string_view();
}

}  // namespace omnillm::codec::anthropic
