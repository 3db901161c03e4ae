#include "json/writer.h"
#include "types/canonical_names.h"
#include "types/read_canonical.h"

namespace omnillm::types {
namespace {

// A tool of the provider's that says no more than a label, as Responses writes it.
JsonText labelled_mcp(const json::Value& label) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.key("type").string("mcp");
  out.key("server_label").raw(label.raw());
  out.end_object();
  return *JsonText::parse(text);
}

}  // namespace

Result<void> read(const Place& at, ToolDefinition& out) {
  MemberReader object(at);
  object.get("name", out.name);
  object.get("description", out.description);
  object.get("input_schema", out.input_schema);
  object.get("openapi_schema", out.openapi_schema);
  object.get("strict", out.strict);
  object.get("is_custom", out.is_custom);
  object.get("custom_format", out.custom_format);
  object.get("cache_mark", out.cache_mark);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, BuiltinTool& out) {
  MemberReader object(at);
  object.need("type", kBuiltinNames, out.kind);
  object.get("name", out.name);
  object.get("payload", out.settings);
  object.get("origin", out.origin);
  const json::Value label = at.value["server_label"];
  if (out.settings.is_null() && label.is_string()) {
    out.settings = labelled_mcp(label);
    out.origin = WireFormat::OpenAiResponses;
  }
  return std::move(object).result();
}

Result<void> read(const Place& at, ToolChoice& out) {
  MemberReader object(at);
  object.need("mode", kToolChoiceNames, out.mode);
  object.get("names", out.names);
  return std::move(object).result();
}

Result<void> read(const Place& at, StructuredOutputConfig& out) {
  MemberReader object(at);
  object.get("name", out.name);
  object.get("description", out.description);
  object.get("schema", out.schema);
  object.get("openapi_schema", out.openapi_schema);
  object.get("strict", out.strict);
  return std::move(object).result();
}

Result<void> read(const Place& at, ReasoningCapability& out) {
  MemberReader object(at);
  object.get("effort", out.effort);
  object.get("budget_tokens", out.budget_tokens);
  object.get("enabled", out.enabled);
  object.get("summary", out.summary);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, OutputModality& out) {
  return read_name(at, kModalityNames, out);
}

Result<void> read(const Place& at, SafetySettings& out) {
  MemberReader object(at);
  object.get("policy", out.policy);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, PromptCacheKey& out) {
  MemberReader object(at);
  object.need("type", kCacheKeyNames, out.kind);
  object.get(out.kind == PromptCacheKey::Kind::Explicit ? "value" : "namespace", out.value);
  object.get("tenant_scope", out.tenant_scope);
  return std::move(object).result();
}

Result<void> read(const Place& at, CacheBreakpoint& out) {
  MemberReader object(at);
  object.need("type", kPlaceNames, out.place);
  if (out.place == CacheBreakpoint::Place::EndOfMessage) object.need("index", out.message_index);
  if (out.place == CacheBreakpoint::Place::EndOfContentBlock) {
    object.need("message_index", out.message_index);
    object.need("part_index", out.part_index);
  }
  return std::move(object).result();
}

Result<void> read(const Place& at, PromptCachePolicy& out) {
  MemberReader object(at);
  object.need("type", kCacheModeNames, out.mode);
  object.get("key", out.key);
  object.get("retention", kRetentionNames, out.retention);
  object.get("breakpoint", out.breakpoint);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

namespace {

// What `prompt_cache` was called before it knew more than on and off.
Result<void> read_legacy_cache(const Place& at, std::optional<PromptCachePolicy>& out) {
  bool enabled = true;
  PromptCachePolicy policy;
  MemberReader object(at);
  object.get("enabled", enabled);
  object.get("vendor_extensions", policy.vendor_extensions);
  out = enabled ? policy : PromptCachePolicy::disabled();
  return std::move(object).result();
}

}  // namespace

Result<void> read(const Place& at, CapabilitySet& out) {
  MemberReader object(at);
  object.get("tools", out.tools);
  object.get("tool_choice", out.tool_choice);
  object.get("parallel_tool_calls", out.parallel_tool_calls);
  object.get("structured_output", out.structured_output);
  object.get("reasoning", out.reasoning);
  object.get("modalities", out.modalities);
  object.get("safety", out.safety);
  object.get("prompt_cache", out.prompt_cache);
  if (!out.prompt_cache)
    object.with("cache",
                [&](const Place& cache) { return read_legacy_cache(cache, out.prompt_cache); });
  object.get("builtin_tools", out.builtin_tools);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, GenerationConfig& out) {
  MemberReader object(at);
  object.get("max_output_tokens", out.max_output_tokens);
  object.get("temperature", out.temperature);
  object.get("top_p", out.top_p);
  object.get("top_k", out.top_k);
  object.get("stop_sequences", out.stop_sequences);
  object.get("presence_penalty", out.presence_penalty);
  object.get("frequency_penalty", out.frequency_penalty);
  object.get("seed", out.seed);
  object.get("choices", out.choices);
  object.get("logprobs", out.logprobs);
  object.get("top_logprobs", out.top_logprobs);
  object.get("verbosity", out.verbosity);
  object.get("vendor_extensions", out.vendor_extensions);
  return std::move(object).result();
}

Result<void> read(const Place& at, StreamOptions& out) {
  MemberReader object(at);
  object.get("include_usage", out.include_usage);
  return std::move(object).result();
}

Result<void> read(const Place& at, LlmRequest& out) {
  MemberReader object(at);
  object.get("model", out.model);
  object.get("instructions", out.instructions);
  object.get("input", out.input);
  object.get("messages", out.messages);
  object.get("capabilities", out.capabilities);
  object.get("generation", out.generation);
  object.get("stream", out.stream);
  object.get("user", out.user);
  object.get("service_tier", out.service_tier);
  object.get("metadata", out.metadata);
  object.get("vendor_extensions", out.vendor_extensions);
  object.get("origin", out.origin);
  return std::move(object).result();
}

}  // namespace omnillm::types
