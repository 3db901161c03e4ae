#include "codec/openai_chat/usage.h"

#include <string>

namespace omnillm::codec::openai_chat {

namespace {

using usage_detail::saturating_sum;

std::optional<std::int64_t> count(json::Value value) {
  if (const auto whole = value.to_int64()) return whole;
  if (!value.is_number()) return {};
  // 1e30: more than can be counted, and surely not nothing.
  const double number = value.to_double().value_or(0);
  if (number >= 9.2e18) return std::numeric_limits<std::int64_t>::max();
  return {};
}

std::int64_t count_or_zero(json::Value value) { return count(value).value_or(0); }

// The first of several places that has a count.
std::int64_t first_of(std::initializer_list<json::Value> places) {
  for (const json::Value place : places)
    if (const auto found = count(place)) return *found;
  return 0;
}

// xAI counts what the model thought beside the completion; the total gives it away.
bool thoughts_are_apart(const TokenUsage& usage) {
  if (usage.reasoning_tokens <= 0 || !usage.total_tokens) return false;
  const std::int64_t together = saturating_sum(std::max<std::int64_t>(0, usage.prompt_tokens),
                                               std::max<std::int64_t>(0, usage.completion_tokens));
  return *usage.total_tokens == saturating_sum(together, usage.reasoning_tokens);
}

void read_prompt(json::Value usage, TokenUsage& tokens) {
  const json::Value details = usage["prompt_tokens_details"];
  tokens.prompt_tokens = count_or_zero(usage["prompt_tokens"]);
  tokens.cache_read_tokens = first_of({details["cached_tokens"], usage["prompt_cache_hit_tokens"],
                                       usage["num_cached_tokens"], usage["cached_tokens"]});
  tokens.cache_write_5m_tokens = count_or_zero(details["cache_write_tokens"]);
  tokens.audio_prompt_tokens = count_or_zero(details["audio_tokens"]);
  tokens.image_prompt_tokens = count_or_zero(details["image_tokens"]);
}

void read_completion(json::Value usage, TokenUsage& tokens) {
  const json::Value details = usage["completion_tokens_details"];
  tokens.completion_tokens = count_or_zero(usage["completion_tokens"]);
  tokens.reasoning_tokens = first_of({details["reasoning_tokens"], usage["reasoning_tokens"]});
  tokens.audio_completion_tokens = count_or_zero(details["audio_tokens"]);
  tokens.image_completion_tokens = count_or_zero(details["image_tokens"]);
}

void write_new(const TokenUsage& usage, json::Writer& out) {
  out.begin_object();
  out.key("prompt_tokens").integer(usage.prompt_tokens);
  out.key("completion_tokens").integer(usage.completion_tokens);
  out.key("total_tokens").integer(usage.total());
  out.key("prompt_tokens_details").begin_object();
  out.key("cached_tokens").integer(usage.cache_read_tokens);
  if (const std::int64_t written =
          saturating_sum(usage.cache_write_5m_tokens, usage.cache_write_1h_tokens))
    out.key("cache_write_tokens").integer(written);
  if (usage.audio_prompt_tokens) out.key("audio_tokens").integer(usage.audio_prompt_tokens);
  if (usage.image_prompt_tokens) out.key("image_tokens").integer(usage.image_prompt_tokens);
  out.end_object();
  out.key("completion_tokens_details").begin_object();
  out.key("reasoning_tokens").integer(usage.reasoning_tokens);
  if (usage.audio_completion_tokens) out.key("audio_tokens").integer(usage.audio_completion_tokens);
  if (usage.image_completion_tokens) out.key("image_tokens").integer(usage.image_completion_tokens);
  out.end_object();
  out.end_object();
}

bool says(const JsonText& raw, const TokenUsage& usage) {
  if (!raw.is_object()) return false;
  json::Document document;
  return document.parse(raw.text()).has_value() && document.root()["prompt_tokens"] &&
         parse_usage(document.root()).tokens == usage;
}

}  // namespace

Usage parse_usage(json::Value object) {
  Usage usage;
  read_prompt(object, usage.tokens);
  read_completion(object, usage.tokens);
  usage.tokens.total_tokens = count(object["total_tokens"]);
  if (thoughts_are_apart(usage.tokens))
    usage.tokens.completion_tokens = saturating_sum(
        std::max<std::int64_t>(0, usage.tokens.completion_tokens), usage.tokens.reasoning_tokens);
  usage.tokens = usage.tokens.repaired();
  usage.units.web_searches =
      std::max<std::int64_t>(0, first_of({object["num_sources_used"], object["num_search_queries"],
                                          object["server_tool_use"]["web_search_requests"]}));
  return usage;
}

void write_usage(const TokenUsage& usage, const JsonText& raw, json::Writer& out) {
  if (says(raw, usage))
    out.json(raw);
  else
    write_new(usage, out);
}

}  // namespace omnillm::codec::openai_chat
