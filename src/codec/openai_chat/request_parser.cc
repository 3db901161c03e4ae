#include "codec/openai_chat/request_parser.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/fields.h"
#include "codec/openai_chat/content_parser.h"
#include "codec/openai_chat/legacy_calls.h"
#include "codec/openai_chat/message_parser.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/tools_parser.h"
#include "json/name_table.h"

namespace omnillm::codec::openai_chat {

namespace {

using json::Value;
using Where = const Pointer&;

const Fields kFields = Fields::of_request();

void keep(std::string_view name, Value value, LlmRequest& request) {
  request.vendor_extensions.set(name, value.json());
}

Result<void> read_model(Value value, Where where, LlmRequest& request) {
  return kFields.string(value, where, request.model);
}

Result<void> read_messages(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.array(value, where); !ok) return ok;
  request.messages.reserve(value.size());
  std::size_t index = 0;
  for (const Value element : value.elements()) {
    Message& message = request.messages.emplace_back();
    if (auto ok = parse_message(kFields, element, where.at(index++), {}, message); !ok) return ok;
    message.raw_message = RawMessage{kFormat, element.json()};
  }
  return {};
}

template <std::optional<double> GenerationConfig::*field>
Result<void> read_number(Value value, Where where, LlmRequest& request) {
  return kFields.number(value, where, request.generation.*field);
}

template <std::optional<std::int64_t> GenerationConfig::*field>
Result<void> read_count(Value value, Where where, LlmRequest& request) {
  return kFields.count(value, where, request.generation.*field);
}

template <std::string LlmRequest::*field>
Result<void> read_text(Value value, Where where, LlmRequest& request) {
  return kFields.string(value, where, request.*field);
}

// The old name; it gives way to the new one when both are there.
Result<void> read_max_tokens(Value value, Where where, LlmRequest& request) {
  std::optional<std::int64_t> old;
  if (auto ok = kFields.count(value, where, old); !ok) return ok;
  if (old && !request.generation.max_output_tokens) request.generation.max_output_tokens = old;
  return {};
}

Result<void> read_max_completion_tokens(Value value, Where where, LlmRequest& request) {
  return kFields.count(value, where, request.generation.max_output_tokens);
}

// vLLM takes 0 and -1 for "off", which is what is done when nothing is said.
Result<void> read_top_k(Value value, Where where, LlmRequest& request) {
  std::optional<std::int64_t> top_k;
  if (auto ok = kFields.integer(value, where, top_k); !ok) return ok;
  if (top_k && *top_k < -1) return kFields.wrong(where, "must not be negative");
  if (top_k && *top_k > 0) request.generation.top_k = top_k;
  return {};
}

// One sequence may stand without a list.
Result<void> read_stop(Value value, Where where, LlmRequest& request) {
  if (value.is_string()) {
    request.generation.stop_sequences = {value.str()};
    return {};
  }
  return kFields.strings(value, where, request.generation.stop_sequences);
}

Result<void> read_seed(Value value, Where where, LlmRequest& request) {
  return kFields.integer(value, where, request.generation.seed);
}

// Together counts where OpenAI says yes or no.
Result<void> read_logprobs(Value value, Where where, LlmRequest& request) {
  if (!value.is_number()) return kFields.boolean(value, where, request.generation.logprobs);
  if (auto ok = kFields.count(value, where, request.generation.top_logprobs); !ok) return ok;
  request.generation.logprobs = true;
  return {};
}

Result<void> read_verbosity(Value value, Where where, LlmRequest& request) {
  return kFields.string(value, where, request.generation.verbosity);
}

Result<void> read_json_schema(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  StructuredOutputConfig config;
  if (auto ok = kFields.string(value["name"], where.at("name"), config.name); !ok) return ok;
  if (auto ok = kFields.string(value["description"], where.at("description"), config.description);
      !ok)
    return ok;
  if (auto ok = kFields.boolean(value["strict"], where.at("strict"), config.strict); !ok) return ok;
  const Value schema = value["schema"];
  if (!schema.is_missing_or_null() && !schema.is_object() && !schema.is_bool())
    return kFields.expected("an object", schema, where.at("schema"));
  config.schema = schema.json();
  request.capabilities.structured_output = std::move(config);
  return {};
}

Result<void> read_response_format(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  const Value type = value["type"];
  if (!type.is_string()) return kFields.expected("a string", type, where.at("type"));
  if (type.says("json_schema"))
    return read_json_schema(value["json_schema"], where.at("json_schema"), request);
  if (type.says("json_object"))
    request.capabilities.structured_output = StructuredOutputConfig{};
  else if (!type.says("text"))
    keep("response_format", value, request);
  return {};
}

Result<void> read_tools(Value value, Where where, LlmRequest& request) {
  return parse_tools(value, where, request.capabilities);
}

Result<void> read_functions(Value value, Where where, LlmRequest& request) {
  return parse_functions(value, where, request.capabilities);
}

Result<void> read_tool_choice(Value value, Where where, LlmRequest& request) {
  const Result<bool> known = parse_tool_choice(value, where, request.capabilities);
  if (!known) return tl::unexpected(known.error());
  if (!*known) keep("tool_choice", value, request);
  return {};
}

Result<void> read_parallel_tool_calls(Value value, Where where, LlmRequest& request) {
  return kFields.boolean(value, where, request.capabilities.parallel_tool_calls);
}

ReasoningCapability& reasoning_of(LlmRequest& request) {
  if (!request.capabilities.reasoning) request.capabilities.reasoning.emplace();
  return *request.capabilities.reasoning;
}

Result<void> read_reasoning_effort(Value value, Where where, LlmRequest& request) {
  return kFields.string(value, where, reasoning_of(request).effort);
}

// OpenRouter's and Together's: {"effort", "max_tokens", "enabled", "exclude"}.
Result<void> read_reasoning(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  ReasoningCapability& reasoning = reasoning_of(request);
  if (auto ok = kFields.string(value["effort"], where.at("effort"), reasoning.effort); !ok)
    return ok;
  if (auto ok = kFields.string(value["summary"], where.at("summary"), reasoning.summary); !ok)
    return ok;
  if (auto ok = kFields.count(value["max_tokens"], where.at("max_tokens"), reasoning.budget_tokens);
      !ok)
    return ok;
  if (auto ok = kFields.boolean(value["enabled"], where.at("enabled"), reasoning.enabled); !ok)
    return ok;
  for (const json::Member member : value.members())
    if (member.name != "effort" && member.name != "summary" && member.name != "max_tokens" &&
        member.name != "enabled" && !member.value.is_missing_or_null())
      reasoning.vendor_extensions.append(std::string(member.name), member.value.json());
  return {};
}

// DeepSeek's and Z.ai's: {"type": "enabled"}.
Result<void> read_thinking(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  const Value type = value["type"];
  if (value.size() != 1 || !(type.says("enabled") || type.says("disabled")))
    keep("thinking", value, request);
  else
    reasoning_of(request).enabled = type.says("enabled");
  return {};
}

Result<void> read_modalities(Value value, Where where, LlmRequest& request) {
  std::vector<std::string> names;
  if (auto ok = kFields.strings(value, where, names); !ok) return ok;
  std::vector<OutputModality> modalities;
  for (const std::string& name : names) {
    if (name == "text")
      modalities.push_back(OutputModality::Text);
    else if (name == "audio")
      modalities.push_back(OutputModality::Audio);
    else if (name == "image")
      modalities.push_back(OutputModality::Image);
  }
  // One that only some provider knows: then the list stays as it is.
  if (modalities.size() < names.size())
    keep("modalities", value, request);
  else
    request.capabilities.modalities = std::move(modalities);
  return {};
}

Result<void> read_stream(Value value, Where where, LlmRequest& request) {
  std::optional<bool> stream;
  if (auto ok = kFields.boolean(value, where, stream); !ok) return ok;
  if (stream.value_or(false)) request.stream = StreamOptions{.include_usage = false};
  return {};
}

// What we do not decide ourselves in it is kept: include_obfuscation, continuous_usage_stats.
Result<void> read_stream_options(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  std::optional<bool> include_usage;
  if (auto ok = kFields.boolean(value["include_usage"], where.at("include_usage"), include_usage);
      !ok)
    return ok;
  // `stream` may stand after this.
  if (value.size() > (value["include_usage"] ? 1U : 0U) || include_usage.value_or(false))
    keep("stream_options", value, request);
  return {};
}

Result<void> read_metadata(Value value, Where where, LlmRequest& request) {
  return read_members(kFields, value, where, request.metadata);
}

PromptCachePolicy& cache_of(LlmRequest& request) {
  if (!request.capabilities.prompt_cache) request.capabilities.prompt_cache.emplace();
  return *request.capabilities.prompt_cache;
}

Result<void> read_cache_key(Value value, Where where, LlmRequest& request) {
  std::string key;
  if (auto ok = kFields.string(value, where, key); !ok) return ok;
  cache_of(request).key = PromptCacheKey{.value = std::move(key)};
  return {};
}

Result<void> read_cache_retention(Value value, Where where, LlmRequest& request) {
  std::string retention;
  if (auto ok = kFields.string(value, where, retention); !ok) return ok;
  PromptCachePolicy& policy = cache_of(request);
  if (retention == "in_memory" || retention == "in-memory")
    policy.retention = PromptCacheRetention::Short;
  else if (retention == "24h")
    policy.retention = PromptCacheRetention::Long;
  else
    policy.vendor_extensions.set("prompt_cache_retention", value.json());
  return {};
}

Result<void> read_cache_options(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  cache_of(request).vendor_extensions.set("prompt_cache_options", value.json());
  return {};
}

Result<void> read_web_search(Value value, Where where, LlmRequest& request) {
  if (auto ok = kFields.object(value, where); !ok) return ok;
  request.capabilities.builtin_tools.push_back({.kind = BuiltinTool::Kind::WebSearch,
                                                .name = "web_search_options",
                                                .settings = value.json(),
                                                .origin = kFormat});
  return {};
}

// Alone it tells who asks, as `user` does; beside it, it stays what it is. See settle_user().
Result<void> read_safety_identifier(Value value, Where where, LlmRequest& request) {
  std::string identifier;
  if (auto ok = kFields.string(value, where, identifier); !ok) return ok;
  keep("safety_identifier", value, request);
  return {};
}

using Reader = Result<void> (*)(Value, Where, LlmRequest&);

constexpr json::NameTable<Reader, 36> kMembers({{
    {"frequency_penalty", read_number<&GenerationConfig::frequency_penalty>},
    {"function_call", read_tool_choice},
    {"functions", read_functions},
    {"logprobs", read_logprobs},
    {"max_completion_tokens", read_max_completion_tokens},
    {"max_tokens", read_max_tokens},
    {"messages", read_messages},
    {"metadata", read_metadata},
    {"modalities", read_modalities},
    {"model", read_model},
    {"n", read_count<&GenerationConfig::choices>},
    {"parallel_tool_calls", read_parallel_tool_calls},
    {"presence_penalty", read_number<&GenerationConfig::presence_penalty>},
    {"prompt_cache_key", read_cache_key},
    {"prompt_cache_options", read_cache_options},
    {"prompt_cache_retention", read_cache_retention},
    {"random_seed", read_seed},
    {"reasoning", read_reasoning},
    {"reasoning_effort", read_reasoning_effort},
    {"response_format", read_response_format},
    {"safety_identifier", read_safety_identifier},
    {"seed", read_seed},
    {"service_tier", read_text<&LlmRequest::service_tier>},
    {"stop", read_stop},
    {"stream", read_stream},
    {"stream_options", read_stream_options},
    {"temperature", read_number<&GenerationConfig::temperature>},
    {"thinking", read_thinking},
    {"tool_choice", read_tool_choice},
    {"tools", read_tools},
    {"top_k", read_top_k},
    {"top_logprobs", read_count<&GenerationConfig::top_logprobs>},
    {"top_p", read_number<&GenerationConfig::top_p>},
    {"user", read_text<&LlmRequest::user>},
    {"verbosity", read_verbosity},
    {"web_search_options", read_web_search},
}});

// `include_usage` of a client who did not ask for a stream means nothing.
void settle_stream_options(LlmRequest& request) {
  const JsonText* options = request.vendor_extensions.find("stream_options");
  if (!options) return;
  json::Document document;
  if (!document.parse(options->text())) return;
  const Value include_usage = document.root()["include_usage"];
  if (request.stream) request.stream->include_usage = include_usage.to_bool().value_or(false);
  if (document.root().size() <= (include_usage ? 1U : 0U))
    request.vendor_extensions.take("stream_options");
}

void settle_user(LlmRequest& request) {
  if (!request.user.empty()) return;
  if (const auto identifier = request.vendor_extensions.take("safety_identifier"))
    request.user = identifier->as_text().str();
}

Result<void> read_body(Value body, LlmRequest& request) {
  const Pointer root;
  if (auto ok = kFields.object(body, root); !ok) return ok;
  if (!body["messages"].is_array())
    return kFields.expected("an array", body["messages"], root.at("messages"));
  for (const json::Member member : body.members()) {
    if (member.value.is_missing_or_null()) continue;
    if (const Reader* read = kMembers.find(member.name)) {
      if (auto ok = (*read)(member.value, root.at(member.name), request); !ok) return ok;
    } else {
      keep(member.name, member.value, request);
    }
  }
  settle_stream_options(request);
  settle_user(request);
  name_calls_without_id(request.messages);
  mark_custom_results(request.messages);
  return {};
}

}  // namespace

Result<LlmRequest> parse_request(Value body) {
  Result<LlmRequest> request{LlmRequest{.origin = kFormat}};
  if (auto ok = read_body(body, *request); !ok) request = tl::unexpected(std::move(ok.error()));
  return request;
}

}  // namespace omnillm::codec::openai_chat
