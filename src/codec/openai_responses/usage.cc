#include "codec/openai_responses/usage.h"

#include <string>
#include <string_view>

namespace omnillm::codec::openai_responses {

namespace {

// A count that is no whole number that fits is taken for one nobody reported.
std::int64_t count_in(json::Value object, std::string_view name) {
  return object[name].to_int64().value_or(0);
}

// Failed searches, and the opening of pages that a search found, are not billed.
bool is_billed_search(json::Value call) {
  const json::Value action = call["action"]["type"];
  return !call["status"].says("failed") && (action.is_missing_or_null() || action.says("search"));
}

std::int64_t& searches_of(BillableUnits& units, json::Value tools) {
  for (const json::Value tool : tools.elements()) {
    if (tool["type"].str().substr(0, 10) != "web_search") continue;
    if (tool["search_context_size"].says("low")) return units.web_searches_low;
    if (tool["search_context_size"].says("high")) return units.web_searches_high;
  }
  return units.web_searches;
}

}  // namespace

TokenUsage parse_usage(json::Value usage) {
  const json::Value input = usage["input_tokens_details"];
  const json::Value output = usage["output_tokens_details"];
  TokenUsage tokens;
  tokens.prompt_tokens = count_in(usage, "input_tokens");
  tokens.completion_tokens = count_in(usage, "output_tokens");
  tokens.total_tokens = usage["total_tokens"].to_int64();
  tokens.cache_read_tokens = count_in(input, "cached_tokens");
  tokens.cache_write_5m_tokens = count_in(input, "cache_write_tokens");
  tokens.audio_prompt_tokens = count_in(input, "audio_tokens");
  tokens.image_prompt_tokens = count_in(input, "image_tokens");
  tokens.reasoning_tokens = count_in(output, "reasoning_tokens");
  tokens.audio_completion_tokens = count_in(output, "audio_tokens");
  tokens.image_completion_tokens = count_in(output, "image_tokens");
  return tokens.repaired();
}

void write_usage(const TokenUsage& usage, json::Writer& out) {
  const std::int64_t written =
      usage_detail::saturating_sum(usage.cache_write_5m_tokens, usage.cache_write_1h_tokens);
  out.begin_object();
  out.key("input_tokens").integer(usage.prompt_tokens);
  out.key("input_tokens_details").begin_object();
  out.key("cached_tokens").integer(usage.cache_read_tokens);
  out.key("cache_write_tokens").integer(written);
  out.end_object();
  out.key("output_tokens").integer(usage.completion_tokens);
  out.key("output_tokens_details").begin_object();
  out.key("reasoning_tokens").integer(usage.reasoning_tokens);
  out.end_object();
  out.key("total_tokens").integer(usage.total());
  out.end_object();
}

BillableUnits count_units(const std::vector<Item>& output, json::Value tools) {
  BillableUnits units;
  std::int64_t& searches = searches_of(units, tools);
  for (const Item& item : output) {
    const auto* raw = item.get_if<part::Raw>();
    if (!raw || raw->origin != WireFormat::OpenAiResponses) continue;
    const bool is_search = raw->type == "web_search_call";
    if (!is_search && raw->type != "image_generation_call") continue;
    json::Document call;
    if (!call.parse(raw->json.text())) continue;
    if (is_search)
      searches += is_billed_search(call.root()) ? 1 : 0;
    else
      units.images_out += call.root()["result"].is_string() ? 1 : 0;
  }
  return units;
}

}  // namespace omnillm::codec::openai_responses
