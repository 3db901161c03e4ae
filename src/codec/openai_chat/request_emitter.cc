#include "codec/openai_chat/request_emitter.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "codec/openai_chat/emission.h"
#include "codec/openai_chat/message_emitter.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning_settings.h"
#include "codec/openai_chat/tools_emitter.h"
#include "omnillm/prompt_layout.h"

namespace omnillm::codec::openai_chat {

namespace {

// Nothing marks the end of a prefix here, but a key that is made from the prefix says as much.
bool honours_breakpoint(const PromptCachePolicy& policy) {
  return policy.breakpoint.is_auto() ||
         (policy.key && policy.key->kind == PromptCacheKey::Kind::StablePrefixHash);
}

class RequestWriter {
 public:
  RequestWriter(const LlmRequest& request, const Emission& to) : request_(request), to_(to) {}

  void write() {
    to_.out.begin_object();
    if (to_.dialect.model_in_body && !request_.model.empty())
      to_.member("model").string(request_.model);
    static_cast<void>(to_.member("messages"));
    write_messages(request_, to_);
    write_generation();
    write_tools(request_.capabilities, to_);
    write_structured_output();
    write_reasoning();
    write_modalities();
    write_cache();
    write_rest();
    write_stream();
    write_extensions();
    to_.out.end_object();
  }

 private:
  // Writes nothing and reports when the provider refuses the member.
  bool takes(std::string_view member, std::string_view code, std::string_view pointer) {
    if (to_.takes(member)) return true;
    to_.minor(code, std::string(pointer), std::string(code).append(" is dropped"));
    return false;
  }

  template <std::size_t N>
  void number(const char (&name)[N], const std::optional<double>& value) {
    if (value && takes(name, name, std::string("/generation/").append(name)))
      to_.member(name).number(*value);
  }

  void write_generation() {
    const GenerationConfig& generation = request_.generation;
    write_max_tokens(generation);
    number("temperature", generation.temperature);
    number("top_p", generation.top_p);
    if (generation.top_k) {
      if (to_.dialect.top_k)
        to_.member("top_k").integer(*generation.top_k);
      else
        to_.minor("top_k", "/generation/top_k", "top_k is dropped");
    }
    write_stop(generation.stop_sequences);
    number("presence_penalty", generation.presence_penalty);
    number("frequency_penalty", generation.frequency_penalty);
    if (generation.seed && takes("seed", "seed", "/generation/seed")) {
      json::Writer& out = to_.dialect.random_seed ? to_.member("random_seed") : to_.member("seed");
      out.integer(*generation.seed);
    }
    if (generation.choices &&
        (*generation.choices == 1 || takes("n", "choices", "/generation/choices")) &&
        to_.takes("n"))
      to_.member("n").integer(*generation.choices);
    write_logprobs(generation);
    if (!generation.verbosity.empty() && takes("verbosity", "verbosity", "/generation/verbosity"))
      to_.member("verbosity").string(generation.verbosity);
    to_.member_extensions(generation.vendor_extensions, "/generation/vendor_extensions");
  }

  void write_max_tokens(const GenerationConfig& generation) {
    if (!generation.max_output_tokens) return;
    json::Writer& out = to_.dialect.max_tokens_name == Dialect::MaxTokensName::MaxTokens
                            ? to_.member("max_tokens")
                            : to_.member("max_completion_tokens");
    out.integer(*generation.max_output_tokens);
  }

  void write_stop(const std::vector<std::string>& sequences) {
    if (sequences.empty() || !takes("stop", "stop_sequences", "/generation/stop_sequences")) return;
    const std::size_t limit = to_.dialect.max_stop_sequences;
    const std::size_t count = limit ? std::min(limit, sequences.size()) : sequences.size();
    if (count < sequences.size())
      to_.minor("stop_sequences", "/generation/stop_sequences",
                "stop sequences after the first " + std::to_string(count) + " are dropped");
    to_.member("stop").begin_array();
    for (std::size_t i = 0; i < count; ++i) to_.out.string(sequences[i]);
    to_.out.end_array();
  }

  void write_logprobs(const GenerationConfig& generation) {
    if (generation.logprobs && takes("logprobs", "logprobs", "/generation/logprobs")) {
      json::Writer& out = to_.member("logprobs");
      // Where the number of them stands in place of the yes.
      if (to_.dialect.logprobs_count)
        out.integer(*generation.logprobs ? generation.top_logprobs.value_or(1) : 0);
      else
        out.boolean(*generation.logprobs);
    }
    if (generation.top_logprobs && !to_.dialect.logprobs_count &&
        takes("top_logprobs", "logprobs", "/generation/top_logprobs"))
      to_.member("top_logprobs").integer(*generation.top_logprobs);
  }

  void write_structured_output() {
    const auto& config = request_.capabilities.structured_output;
    if (!config ||
        !takes("response_format", "structured_output", "/capabilities/structured_output"))
      return;
    to_.member("response_format").begin_object();
    if (config->schema.is_null() || !to_.dialect.json_schema) {
      if (!config->schema.is_null())
        to_.minor("structured_output", "/capabilities/structured_output/schema",
                  "the schema of structured output is dropped");
      to_.out.key("type").word("json_object");
    } else {
      write_json_schema(*config);
    }
    to_.out.end_object();
  }

  void write_json_schema(const StructuredOutputConfig& config) {
    to_.out.key("type").word("json_schema");
    to_.out.key("json_schema").begin_object();
    to_.out.key("name").string(config.name.empty() ? "response" : config.name);
    if (!config.description.empty()) to_.out.key("description").string(config.description);
    to_.out.key("schema").json(config.schema);
    if (config.strict) to_.out.key("strict").boolean(*config.strict);
    to_.out.end_object();
  }

  void write_reasoning() {
    if (const auto& reasoning = request_.capabilities.reasoning)
      write_reasoning_settings(*reasoning, request_.vendor_extensions.find("chat_template_kwargs"),
                               to_);
  }

  void write_modalities() {
    const auto& modalities = request_.capabilities.modalities;
    std::vector<std::string_view> names;
    for (const OutputModality modality : modalities) {
      const bool image = modality == OutputModality::Image;
      if (modality == OutputModality::Text)
        names.push_back("text");
      else if (modality == OutputModality::Audio)
        names.push_back("audio");
      else if (image && to_.dialect.assistant_images)
        names.push_back("image");
      else
        to_.minor("modalities", "/capabilities/modalities", "a modality is dropped");
    }
    if (names.empty() || !takes("modalities", "modalities", "/capabilities/modalities")) return;
    to_.member("modalities").begin_array();
    for (const std::string_view name : names) to_.out.string(name);
    to_.out.end_array();
  }

  void write_cache() {
    const auto& policy = request_.capabilities.prompt_cache;
    if (!policy || policy->is_disabled()) return;
    if (!honours_breakpoint(*policy))
      to_.minor("cache_breakpoint", "/capabilities/prompt_cache/breakpoint",
                "prompt cache breakpoint is not emitted");
    if (policy->key && takes("prompt_cache_key", "cache_key", "/capabilities/prompt_cache/key"))
      to_.member("prompt_cache_key").string(resolve_cache_key(request_));
    if (policy->retention != PromptCacheRetention::ProviderDefault &&
        takes("prompt_cache_retention", "cache_retention", "/capabilities/prompt_cache/retention"))
      to_.member("prompt_cache_retention")
          .string(policy->retention == PromptCacheRetention::Long ? "24h" : "in_memory");
    to_.member_extensions(policy->vendor_extensions,
                          "/capabilities/prompt_cache/vendor_extensions");
  }

  void write_rest() {
    if (!request_.user.empty() && takes("user", "user", "/user"))
      to_.member("user").string(request_.user);
    if (!request_.service_tier.empty() && takes("service_tier", "service_tier", "/service_tier"))
      to_.member("service_tier").string(request_.service_tier);
    if (request_.capabilities.safety)
      to_.minor("safety", "/capabilities/safety", "safety settings are dropped");
    to_.member_extensions(request_.capabilities.vendor_extensions,
                          "/capabilities/vendor_extensions");
    if (request_.metadata.empty() || !takes("metadata", "metadata", "/metadata")) return;
    to_.member("metadata").begin_object();
    for (const auto& [name, value] : request_.metadata)
      to_.out.foreign_key(name).string(value.as_text());
    to_.out.end_object();
  }

  void write_stream() {
    if (!request_.stream) return;
    if (to_.dialect.stream_in_body) to_.member("stream").boolean(true);
    json::Document options;
    const JsonText* given = request_.vendor_extensions.find("stream_options");
    const bool more = given && to_.takes_extensions() && options.parse(given->text());
    if (!to_.takes("stream_options") || !(to_.dialect.stream_usage_option || more)) return;
    to_.member("stream_options").begin_object();
    if (to_.dialect.stream_usage_option) to_.out.key("include_usage").boolean(true);
    for (const json::Member member : options.root().members())
      if (member.name != "include_usage") to_.out.foreign_key(member.name).raw(member.value.raw());
    to_.out.end_object();
  }

  // What is decided here is written, or not there for a reason.
  void write_extensions() {
    for (const std::string_view name :
         {"stream", "stream_options", "max_tokens", "max_completion_tokens"}) {
      const bool is_limit = name.substr(0, 3) == "max";
      if (!is_limit || request_.generation.max_output_tokens) to_.written.push_back(name);
    }
    to_.member_extensions(request_.vendor_extensions, "/vendor_extensions");
  }

  const LlmRequest& request_;
  const Emission& to_;
};

// What has to be refused before anything is sent.
Result<void> check_cache(const LlmRequest& request, const Emission& to) {
  const auto& policy = request.capabilities.prompt_cache;
  if (!policy || !policy->is_required()) return {};
  if (!honours_breakpoint(*policy))
    return fail(ErrorKind::BadRequest,
                "/capabilities/prompt_cache: OpenAI prompt cache does not support explicit "
                "breakpoints");
  if (policy->key && !to.takes("prompt_cache_key"))
    return fail(ErrorKind::BadRequest, "/capabilities/prompt_cache: " + to.target() +
                                           " does not take a key for its prompt cache");
  return {};
}

}  // namespace

Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                          std::string& out) {
  json::Writer writer(out);
  std::vector<std::string_view> written;
  written.reserve(32);
  const Emission to{dialect, losses, writer, request.origin, written};
  if (auto ok = check_cache(request, to); !ok) return ok;
  RequestWriter(request, to).write();
  if (!writer.valid())
    return fail(ErrorKind::BadRequest, "the request holds text that is not UTF-8");
  return {};
}

}  // namespace omnillm::codec::openai_chat
