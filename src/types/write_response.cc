#include "types/canonical_names.h"
#include "types/write_canonical.h"

namespace omnillm::types {
namespace {

void write(json::Writer& out, const ResponseChoice& choice) {
  MemberWriter object(out);
  object.count("index", choice.index);
  object.list("output", choice.output,
              [](json::Writer& to, const ResponseItem& item) { types::write(to, item); });
  write_finish(object, choice.finish_reason);
  object.put("logprobs", choice.logprobs);
  object.end();
}

}  // namespace

void write_protocol(MemberWriter& object, std::optional<WireFormat> protocol) {
  if (!protocol) return;
  object.word("provider_protocol", *protocol == WireFormat::AnthropicMessages
                                       ? std::string_view("claude_messages")
                                       : to_string(*protocol));
}

void write_finish(MemberWriter& object, const std::optional<FinishReason>& reason) {
  if (!reason) return;
  if (reason->code() == FinishReason::Other) {
    MemberWriter other(object.out().key("finish_reason"));
    other.text("other", reason->word());
    other.end();
  } else {
    object.word("finish_reason", kFinishNames[reason->code()]);
    object.put("finish_reason_word", reason->word());
  }
  object.put("finish_reason_origin", reason->origin());
}

void write(json::Writer& out, const TokenUsage& usage) {
  MemberWriter object(out);
  object.count("prompt_tokens", usage.prompt_tokens);
  object.count("completion_tokens", usage.completion_tokens);
  object.put("total_tokens", usage.total_tokens);
  if (usage.cache_read_tokens || usage.cache_write_5m_tokens || usage.cache_write_1h_tokens) {
    MemberWriter cache(out.key("prompt_cache"));
    cache.put("cached_input_tokens", usage.cache_read_tokens);
    cache.put("cache_write_5m_tokens", usage.cache_write_5m_tokens);
    cache.put("cache_write_1h_tokens", usage.cache_write_1h_tokens);
    cache.end();
  }
  object.put("audio_prompt_tokens", usage.audio_prompt_tokens);
  object.put("image_prompt_tokens", usage.image_prompt_tokens);
  object.put("reasoning_tokens", usage.reasoning_tokens);
  object.put("audio_completion_tokens", usage.audio_completion_tokens);
  object.put("image_completion_tokens", usage.image_completion_tokens);
  object.end();
}

void write(json::Writer& out, const BillableUnits& units) {
  MemberWriter object(out);
  object.put("images_out", units.images_out);
  object.put("images_in", units.images_in);
  object.put("pixels", units.pixels);
  object.put("audio_in_milliseconds", units.audio_in_milliseconds);
  object.put("audio_out_milliseconds", units.audio_out_milliseconds);
  object.put("characters", units.characters);
  object.put("queries", units.queries);
  object.put("pages", units.pages);
  object.count("requests", units.requests);
  object.put("web_searches_low", units.web_searches_low);
  object.put("web_searches", units.web_searches);
  object.put("web_searches_high", units.web_searches_high);
  object.end();
}

void write(json::Writer& out, const LlmResponse& response) {
  MemberWriter object(out);
  out.key("output").begin_array();
  for (const ResponseItem& item : response.output) write(out, item);
  out.end_array();
  object.text("content_text", response.content_text);
  if (response.usage) write(out.key("usage"), *response.usage);
  if (response.units != BillableUnits{}) write(out.key("units"), response.units);
  object.text("model", response.model);
  write_protocol(object, response.provider_protocol);
  write_finish(object, response.finish_reason);
  object.put("stop_sequence", response.stop_sequence);
  object.put("response_id", response.response_id);
  object.put("created", response.created);
  object.put("service_tier", response.service_tier);
  object.put("logprobs", response.logprobs);
  object.list("alternatives", response.alternatives,
              [](json::Writer& to, const ResponseChoice& choice) { write(to, choice); });
  object.put("raw_usage", response.raw_usage);
  object.put("vendor_extensions", response.vendor_extensions);
  object.end();
}

void write_members(MemberWriter& object, const ProviderError& error) {
  object.word("kind", to_string(error.kind));
  if (error.protocol)
    object.word("protocol", *error.protocol == WireFormat::AnthropicMessages
                                ? std::string_view("claude_messages")
                                : to_string(*error.protocol));
  object.put("status", std::int64_t{error.status});
  object.put("code", error.code);
  object.put("error_type", error.type);
  object.text("message", error.message);
  object.put("param", error.param);
  object.put("request_id", error.request_id);
  if (!error.raw_body.is_null()) object.word("raw_body", error.raw_body.text());
}

void write(json::Writer& out, const ProviderError& error) {
  MemberWriter object(out);
  write_members(object, error);
  object.end();
}

}  // namespace omnillm::types
