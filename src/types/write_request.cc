#include "json/document.h"
#include "types/canonical_names.h"
#include "types/write_canonical.h"

namespace omnillm::types {
namespace {

void write(json::Writer& out, const ToolDefinition& tool) {
  MemberWriter object(out);
  object.text("name", tool.name);
  object.put("description", tool.description);
  object.json("input_schema", tool.input_schema);
  object.put("openapi_schema", tool.openapi_schema);
  object.put("strict", tool.strict);
  object.put("is_custom", tool.is_custom);
  object.put("custom_format", tool.custom_format);
  if (tool.cache_mark) types::write(out.key("cache_mark"), *tool.cache_mark);
  object.put("vendor_extensions", tool.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const BuiltinTool& tool) {
  MemberWriter object(out);
  object.word("type", kBuiltinNames[tool.kind]);
  object.put("name", tool.name);
  object.put("payload", tool.settings);
  object.put("origin", tool.origin);
  object.end();
}

void write(json::Writer& out, const ToolChoice& choice) {
  MemberWriter object(out);
  object.word("mode", kToolChoiceNames[choice.mode]);
  object.put("names", choice.names);
  object.end();
}

void write(json::Writer& out, const StructuredOutputConfig& config) {
  MemberWriter object(out);
  object.put("name", config.name);
  object.put("description", config.description);
  object.json("schema", config.schema);
  object.put("openapi_schema", config.openapi_schema);
  object.put("strict", config.strict);
  object.end();
}

void write(json::Writer& out, const ReasoningCapability& reasoning) {
  MemberWriter object(out);
  object.put("effort", reasoning.effort);
  object.put("budget_tokens", reasoning.budget_tokens);
  object.put("enabled", reasoning.enabled);
  object.put("summary", reasoning.summary);
  object.put("vendor_extensions", reasoning.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const SafetySettings& safety) {
  MemberWriter object(out);
  object.put("policy", safety.policy);
  object.put("vendor_extensions", safety.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const PromptCacheKey& key) {
  const bool is_explicit = key.kind == PromptCacheKey::Kind::Explicit;
  MemberWriter object(out);
  object.word("type", kCacheKeyNames[key.kind]);
  if (is_explicit)
    object.text("value", key.value);
  else
    object.text("namespace", key.value);
  object.put("tenant_scope", key.tenant_scope);
  object.end();
}

void write(json::Writer& out, const CacheBreakpoint& breakpoint) {
  using Place = CacheBreakpoint::Place;
  MemberWriter object(out);
  object.word("type", kPlaceNames[breakpoint.place]);
  if (breakpoint.place == Place::EndOfMessage)
    out.key("index").unsigned_integer(breakpoint.message_index);
  if (breakpoint.place == Place::EndOfContentBlock) {
    out.key("message_index").unsigned_integer(breakpoint.message_index);
    out.key("part_index").unsigned_integer(breakpoint.part_index);
  }
  object.end();
}

void write(json::Writer& out, const CapabilitySet& capabilities) {
  const auto write_one = [](json::Writer& to, const auto& value) { write(to, value); };
  MemberWriter object(out);
  object.list("tools", capabilities.tools, write_one);
  if (capabilities.tool_choice) write(out.key("tool_choice"), *capabilities.tool_choice);
  object.put("parallel_tool_calls", capabilities.parallel_tool_calls);
  if (capabilities.structured_output)
    write(out.key("structured_output"), *capabilities.structured_output);
  if (capabilities.reasoning) write(out.key("reasoning"), *capabilities.reasoning);
  object.list("modalities", capabilities.modalities, [](json::Writer& to, OutputModality modality) {
    to.string(kModalityNames[modality]);
  });
  if (capabilities.safety) write(out.key("safety"), *capabilities.safety);
  if (capabilities.prompt_cache) types::write(out.key("prompt_cache"), *capabilities.prompt_cache);
  object.list("builtin_tools", capabilities.builtin_tools, write_one);
  object.put("vendor_extensions", capabilities.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const GenerationConfig& generation) {
  MemberWriter object(out);
  object.put("max_output_tokens", generation.max_output_tokens);
  object.put("temperature", generation.temperature);
  object.put("top_p", generation.top_p);
  object.put("top_k", generation.top_k);
  object.put("stop_sequences", generation.stop_sequences);
  object.put("presence_penalty", generation.presence_penalty);
  object.put("frequency_penalty", generation.frequency_penalty);
  object.put("seed", generation.seed);
  object.put("choices", generation.choices);
  object.put("logprobs", generation.logprobs);
  object.put("top_logprobs", generation.top_logprobs);
  object.put("verbosity", generation.verbosity);
  object.put("vendor_extensions", generation.vendor_extensions);
  object.end();
}

}  // namespace

void write(json::Writer& out, const PromptCachePolicy& policy) {
  MemberWriter object(out);
  object.word("type", kCacheModeNames[policy.mode]);
  if (policy.key) write(out.key("key"), *policy.key);
  if (policy.retention != PromptCacheRetention::ProviderDefault)
    object.word("retention", kRetentionNames[policy.retention]);
  if (!policy.breakpoint.is_auto()) write(out.key("breakpoint"), policy.breakpoint);
  object.put("vendor_extensions", policy.vendor_extensions);
  object.end();
}

void write(json::Writer& out, const LlmRequest& request) {
  MemberWriter object(out);
  object.text("model", request.model);
  object.put("instructions", request.instructions);
  object.list("input", request.input,
              [](json::Writer& to, const RequestItem& item) { types::write(to, item); });
  object.list("messages", request.messages,
              [](json::Writer& to, const Message& message) { types::write(to, message); });
  if (!request.capabilities.is_empty()) write(out.key("capabilities"), request.capabilities);
  if (!request.generation.is_default()) write(out.key("generation"), request.generation);
  if (request.stream) {
    MemberWriter stream(out.key("stream"));
    stream.flag("include_usage", request.stream->include_usage);
    stream.end();
  }
  object.put("user", request.user);
  object.put("service_tier", request.service_tier);
  object.put("metadata", request.metadata);
  object.put("vendor_extensions", request.vendor_extensions);
  object.put("origin", request.origin);
  object.end();
}

}  // namespace omnillm::types
