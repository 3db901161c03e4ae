#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "codec/bedrock/blocks.h"
#include "codec/bedrock/codec.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

bool is_system(MessageRole role) {
  return role == MessageRole::System || role == MessageRole::Developer;
}

std::string_view wire_role(MessageRole role) {
  return role == MessageRole::Assistant ? "assistant" : "user";
}

// Anthropic's models take Anthropic's settings beside Converse's own.
bool is_anthropic(std::string_view model) {
  return model.find("anthropic") != std::string_view::npos ||
         model.find("claude") != std::string_view::npos;
}

class RequestEmitter {
 public:
  RequestEmitter(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                 std::string& out)
      : request_(request),
        dialect_(dialect),
        losses_(losses),
        out_(out),
        blocks_{out_, losses},
        conversation_(request),
        own_(!request.origin || *request.origin == kFormat) {}

  Result<void> emit();

 private:
  using Turns = std::vector<Conversation::Turn>;

  Result<void> check_cache_policy();
  void system();
  void messages();
  void turn_group(Turns::const_iterator first, Turns::const_iterator last);
  bool raw(const Conversation::Turn& turn);
  void inference();
  void tools();
  void tool(const ToolDefinition& definition, const std::string& pointer);
  void tool_choice();
  void output_config();
  void model_fields();
  void reasoning(json::Writer& fields);
  void other_settings();
  void extensions();
  void drop(bool set, std::string_view name, const std::string& pointer);
  std::string at(const Conversation::Turn& turn) const {
    return std::string(conversation_.pointer()) + "/" + std::to_string(turn.index);
  }
  bool mark_at(CacheBreakpoint::Place place) const {
    return policy_ && policy_->breakpoint.place == place;
  }

  const LlmRequest& request_;
  const Dialect& dialect_;
  LossLog& losses_;
  json::Writer out_;
  BlockWriter blocks_;
  Conversation conversation_;
  bool own_;  // vendor members are ours to write
  const PromptCachePolicy* policy_ = nullptr;
  bool policy_done_ = false;
};

Result<void> RequestEmitter::emit() {
  if (auto ok = check_cache_policy(); !ok) return ok;
  out_.begin_object();
  if (dialect_.model_in_body) out_.key("modelId").string(request_.model);
  system();
  messages();
  inference();
  tools();
  output_config();
  model_fields();
  other_settings();
  extensions();
  out_.end_object();
  if (policy_ && !policy_done_) {
    if (policy_->is_required())
      return fail(ErrorKind::BadRequest,
                  "/capabilities/prompt_cache: the breakpoint cannot be placed in this request");
    losses_.minor("cache_policy", "/capabilities/prompt_cache",
                  "prompt cache policy is dropped when bridging to bedrock_converse");
  }
  if (!out_.valid()) return fail(ErrorKind::BadRequest, "the request has text that is not UTF-8");
  return {};
}

Result<void> RequestEmitter::check_cache_policy() {
  const auto& policy = request_.capabilities.prompt_cache;
  if (!policy || policy->is_disabled()) return {};
  policy_ = &*policy;
  if (!policy->key) return {};
  if (policy->is_required())
    return fail(ErrorKind::BadRequest,
                "/capabilities/prompt_cache/key: Bedrock's prompt cache has no keys; ask for best "
                "effort, or leave the key out");
  losses_.minor("cache_key", "/capabilities/prompt_cache/key",
                "prompt cache key is dropped when bridging to bedrock_converse");
  return {};
}

void RequestEmitter::drop(bool set, std::string_view name, const std::string& pointer) {
  if (set)
    losses_.minor(name, pointer,
                  std::string(name).append(" is dropped when bridging to bedrock_converse"));
}

void RequestEmitter::system() {
  const std::size_t start = out_.out().size();
  out_.key("system").begin_array();
  const std::size_t empty = out_.out().size();
  if (request_.instructions && !request_.instructions->empty())
    out_.begin_object().key("text").string(*request_.instructions).end_object();
  bool conversation_began = false;
  for (const Conversation::Turn& turn : conversation_.turns()) {
    if (!is_system(turn.message->role)) {
      conversation_began = true;
      continue;
    }
    if (conversation_began)
      losses_.minor("system_position", at(turn),
                    "a system message inside the conversation is moved to its front when bridging "
                    "to bedrock_converse");
    for (const MessagePart& part : turn.message->parts) blocks_.part(part, at(turn));
  }
  if (out_.out().size() == empty) {
    out_.out().resize(start);
    return;
  }
  // Auto means: as far as the tools, or else the instructions.
  if (mark_at(CacheBreakpoint::Place::EndOfInstructions) ||
      (mark_at(CacheBreakpoint::Place::Auto) && request_.capabilities.tools.empty())) {
    blocks_.cache_point(policy_->retention);
    policy_done_ = true;
  }
  out_.end_array();
}

void RequestEmitter::messages() {
  out_.key("messages").begin_array();
  Turns turns;
  for (const Conversation::Turn& turn : conversation_.turns())
    if (!is_system(turn.message->role)) turns.push_back(turn);
  // Roles alternate on the wire: neighbours of one role are one message.
  for (auto first = turns.cbegin(); first != turns.cend();) {
    const auto last = std::find_if(first, turns.cend(), [&](const Conversation::Turn& turn) {
      return wire_role(turn.message->role) != wire_role(first->message->role);
    });
    turn_group(first, last);
    first = last;
  }
  out_.end_array();
}

// The bytes of a message that nobody has touched, as long as they say what it says.
bool RequestEmitter::raw(const Conversation::Turn& turn) {
  const auto& raw = turn.message->raw_message;
  if (!raw || raw->origin != kFormat || mark_at(CacheBreakpoint::Place::EndOfMessage) ||
      mark_at(CacheBreakpoint::Place::EndOfContentBlock))
    return false;
  json::Document document;
  if (!document.parse(raw->json.text())) return false;
  auto same = read_message(document.root(), Fields::of_request(), Pointer());
  if (!same) return false;
  same->raw_message = raw;
  if (*same != *turn.message) return false;
  out_.json(raw->json);
  return true;
}

void RequestEmitter::turn_group(Turns::const_iterator first, Turns::const_iterator last) {
  if (last - first == 1 && raw(*first)) return;
  const std::size_t start = out_.out().size();
  out_.begin_object();
  out_.key("role").string(wire_role(first->message->role));
  out_.key("content").begin_array();
  const std::size_t empty = out_.out().size();
  for (auto turn = first; turn != last; ++turn) {
    drop(!turn->message->name.empty(), "name", at(*turn) + "/name");
    for (std::size_t i = 0; i < turn->message->parts.size(); ++i) {
      blocks_.part(turn->message->parts[i], at(*turn));
      if (mark_at(CacheBreakpoint::Place::EndOfContentBlock) &&
          policy_->breakpoint.message_index == turn->index && policy_->breakpoint.part_index == i) {
        blocks_.cache_point(policy_->retention);
        policy_done_ = true;
      }
    }
    if (mark_at(CacheBreakpoint::Place::EndOfMessage) &&
        policy_->breakpoint.message_index == turn->index) {
      blocks_.cache_point(policy_->retention);
      policy_done_ = true;
    }
  }
  if (out_.out().size() == empty) {
    // A message without content is refused.
    out_.out().resize(start);
    losses_.note("empty_message", at(*first),
                 "an empty message is left out when bridging to bedrock_converse");
    return;
  }
  out_.end_array();
  if (own_ && last - first == 1) out_.members(first->message->vendor_extensions);
  out_.end_object();
}

void RequestEmitter::inference() {
  const GenerationConfig& generation = request_.generation;
  const std::size_t start = out_.out().size();
  out_.key("inferenceConfig").begin_object();
  const std::size_t empty = out_.out().size();
  if (generation.max_output_tokens) out_.key("maxTokens").integer(*generation.max_output_tokens);
  if (generation.temperature) {
    const double clamped = std::clamp(*generation.temperature, 0.0, 1.0);
    if (clamped != *generation.temperature)
      losses_.minor("temperature", "/generation/temperature",
                    "temperature is limited to 1 when bridging to bedrock_converse");
    out_.key("temperature").number(clamped);
  }
  if (generation.top_p) out_.key("topP").number(*generation.top_p);
  if (!generation.stop_sequences.empty()) {
    out_.key("stopSequences").begin_array();
    for (const std::string& stop : generation.stop_sequences) out_.string(stop);
    out_.end_array();
  }
  if (own_) out_.members(generation.vendor_extensions);
  if (out_.out().size() == empty)
    out_.out().resize(start);
  else
    out_.end_object();
  drop(generation.presence_penalty.has_value(), "presence_penalty", "/generation/presence_penalty");
  drop(generation.frequency_penalty.has_value(), "frequency_penalty",
       "/generation/frequency_penalty");
  drop(generation.seed.has_value(), "seed", "/generation/seed");
  drop(generation.choices.value_or(1) != 1, "choices", "/generation/choices");
  drop(generation.logprobs.value_or(false), "logprobs", "/generation/logprobs");
  drop(!generation.verbosity.empty(), "verbosity", "/generation/verbosity");
}

void RequestEmitter::tools() {
  const CapabilitySet& capabilities = request_.capabilities;
  const bool forbidden =
      capabilities.tool_choice && capabilities.tool_choice->mode == ToolChoice::Mode::None;
  for (std::size_t i = 0; i < capabilities.builtin_tools.size(); ++i)
    if (capabilities.builtin_tools[i].origin != kFormat)
      losses_.minor("builtin_tool", "/capabilities/builtin_tools/" + std::to_string(i),
                    "builtin tools are dropped when bridging to bedrock_converse");
  drop(capabilities.parallel_tool_calls == false, "parallel_tool_calls",
       "/capabilities/parallel_tool_calls");
  const bool has_own_builtin =
      std::any_of(capabilities.builtin_tools.begin(), capabilities.builtin_tools.end(),
                  [](const BuiltinTool& tool) { return tool.origin == kFormat; });
  if (capabilities.tools.empty() && !has_own_builtin) return;
  if (forbidden) {
    // There is no "none": without tools the model cannot call any.
    losses_.note("tool_choice", "/capabilities/tool_choice",
                 "tools that must not be called are left out when bridging to bedrock_converse");
    return;
  }
  out_.key("toolConfig").begin_object();
  out_.key("tools").begin_array();
  for (std::size_t i = 0; i < capabilities.tools.size(); ++i)
    tool(capabilities.tools[i], "/capabilities/tools/" + std::to_string(i));
  for (const BuiltinTool& builtin : capabilities.builtin_tools)
    if (builtin.origin == kFormat) out_.json(builtin.settings);
  if (mark_at(CacheBreakpoint::Place::EndOfTools) || mark_at(CacheBreakpoint::Place::Auto)) {
    blocks_.cache_point(policy_->retention);
    policy_done_ = true;
  }
  out_.end_array();
  tool_choice();
  out_.end_object();
}

void RequestEmitter::tool(const ToolDefinition& definition, const std::string& pointer) {
  out_.begin_object().key("toolSpec").begin_object();
  out_.key("name").string(definition.name);
  if (!definition.description.empty()) out_.key("description").string(definition.description);
  out_.key("inputSchema").begin_object().key("json");
  if (definition.input_schema.is_object())
    out_.json(definition.input_schema);
  else
    out_.begin_object().key("type").word("object").end_object();
  out_.end_object();
  if (definition.strict) out_.key("strict").boolean(*definition.strict);
  if (own_) out_.members(definition.vendor_extensions);
  out_.end_object().end_object();
  if (definition.is_custom)
    losses_.minor("custom_tool", pointer,
                  "a tool of free text is declared with an object when bridging to "
                  "bedrock_converse");
  if (definition.cache_mark) blocks_.cache_point(definition.cache_mark->retention);
}

void RequestEmitter::tool_choice() {
  const auto& choice = request_.capabilities.tool_choice;
  if (!choice) return;
  if (choice->mode != ToolChoice::Mode::Named && !choice->names.empty())
    losses_.minor("tool_choice", "/capabilities/tool_choice",
                  "the list of allowed tools is dropped when bridging to bedrock_converse");
  out_.key("toolChoice").begin_object();
  switch (choice->mode) {
    case ToolChoice::Mode::Required:
      out_.key("any").begin_object().end_object();
      break;
    case ToolChoice::Mode::Named:
      out_.key("tool").begin_object();
      out_.key("name").string(choice->names.empty() ? std::string() : choice->names.front());
      out_.end_object();
      break;
    default:
      out_.key("auto").begin_object().end_object();
  }
  out_.end_object();
}

void RequestEmitter::output_config() {
  const auto& output = request_.capabilities.structured_output;
  const auto& thinking = request_.capabilities.reasoning;
  const bool has_schema = output && !output->schema.is_null();
  const bool has_effort = thinking && !thinking->effort.empty() && thinking->effort != "none";
  if (output && !has_schema)
    losses_.minor("structured_output", "/capabilities/structured_output",
                  "JSON output without a schema is dropped when bridging to bedrock_converse");
  if (!has_schema && !has_effort) return;
  out_.key("outputConfig").begin_object();
  if (has_schema) {
    out_.key("textFormat").begin_object().key("type").word("json_schema");
    out_.key("structure").begin_object().key("jsonSchema").begin_object();
    out_.key("schema").string(output->schema.text());
    if (!output->name.empty()) out_.key("name").string(output->name);
    if (!output->description.empty()) out_.key("description").string(output->description);
    out_.end_object().end_object().end_object();
  }
  if (has_effort) out_.key("effort").string(thinking->effort);
  out_.end_object();
}

void RequestEmitter::reasoning(json::Writer& fields) {
  const auto& thinking = request_.capabilities.reasoning;
  if (!thinking) return;
  drop(!thinking->summary.empty(), "reasoning_summary", "/capabilities/reasoning/summary");
  const bool off = thinking->enabled == false || thinking->effort == "none";
  if (!thinking->budget_tokens && !off) {
    if (thinking->enabled && thinking->effort.empty())
      losses_.minor("reasoning_settings", "/capabilities/reasoning",
                    "reasoning settings are dropped when bridging to bedrock_converse");
    return;
  }
  if (!is_anthropic(request_.model) && request_.origin != kFormat) {
    losses_.minor("reasoning_settings", "/capabilities/reasoning",
                  "reasoning settings are dropped when bridging to bedrock_converse");
    return;
  }
  fields.key("thinking").begin_object();
  fields.key("type").string(off ? "disabled" : "enabled");
  if (!off) fields.key("budget_tokens").integer(*thinking->budget_tokens);
  fields.end_object();
}

void RequestEmitter::model_fields() {
  std::string object;
  json::Writer fields(object);
  fields.begin_object();
  if (request_.generation.top_k) {
    if (is_anthropic(request_.model) || request_.origin == kFormat)
      fields.key("top_k").integer(*request_.generation.top_k);
    else
      drop(true, "top_k", "/generation/top_k");
  }
  reasoning(fields);
  const JsonText* kept = request_.vendor_extensions.find("additionalModelRequestFields");
  if (own_ && kept && kept->is_object()) {
    json::Document document;
    if (document.parse(kept->text()))
      for (const json::Member m : document.root().members())
        fields.foreign_key(m.name).raw(m.value.raw());
  }
  fields.end_object();
  if (object != "{}") out_.key("additionalModelRequestFields").raw(object);
}

void RequestEmitter::other_settings() {
  const CapabilitySet& capabilities = request_.capabilities;
  if (capabilities.safety) {
    if (own_ && capabilities.safety->policy.is_object())
      out_.key("guardrailConfig").json(capabilities.safety->policy);
    else
      drop(true, "safety", "/capabilities/safety");
  }
  drop(std::any_of(capabilities.modalities.begin(), capabilities.modalities.end(),
                   [](OutputModality modality) { return modality != OutputModality::Text; }),
       "modalities", "/capabilities/modalities");
  if (!request_.metadata.empty()) {
    out_.key("requestMetadata").begin_object();
    for (const auto& [name, value] : request_.metadata)
      out_.foreign_key(name).string(value.as_text());
    out_.end_object();
  }
  static constexpr std::array<std::string_view, 4> kTiers{"priority", "default", "flex",
                                                          "reserved"};
  const std::string& tier = request_.service_tier;
  if (std::find(kTiers.begin(), kTiers.end(), tier) != kTiers.end() || (own_ && !tier.empty()))
    out_.key("serviceTier").begin_object().key("type").string(tier).end_object();
  else
    drop(!tier.empty() && tier != "auto", "service_tier", "/service_tier");
  drop(!request_.user.empty(), "user", "/user");
}

void RequestEmitter::extensions() {
  for (const auto& [name, value] : request_.vendor_extensions) {
    if (name == "additionalModelRequestFields" && own_) continue;
    if (own_)
      out_.foreign_key(name).json(value);
    else
      losses_.minor("vendor_extensions", "/" + name,
                    name + " is dropped when bridging to bedrock_converse");
  }
}

}  // namespace

Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                          std::string& out) {
  return RequestEmitter(request, dialect, losses, out).emit();
}

}  // namespace omnillm::codec::bedrock
