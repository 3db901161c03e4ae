#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/tools.h"
#include "omnillm/prompt_layout.h"

namespace omnillm::codec::openai_responses {

namespace {

constexpr std::string_view kLogprobsInclude = "message.output_text.logprobs";

// Members Chat Completions has too, with the same meaning. Its parser keeps them as unknown.
constexpr std::array<std::string_view, 3> kSharedWithChat = {"store", "safety_identifier",
                                                             "prompt_cache_options"};

// Where a provider counts tokens of thought, the nearest of the words for it.
std::string_view effort_of(std::int64_t budget) {
  if (budget <= 0) return "none";
  if (budget <= 2'048) return "low";
  return budget <= 8'192 ? "medium" : "high";
}

// An object of the members of `kept` and of what stands in `text` already. Typed members win.
class MergedObject {
 public:
  MergedObject(const JsonText* kept, json::Writer& out) : out_(out) {
    if (kept && kept->is_object() && document_.parse(kept->text())) rest_ = document_.root();
  }
  // Begins a member that a field writes.
  json::Writer& key(std::string_view name) {
    written_.push_back(name);
    return out_.foreign_key(name);
  }
  void write_rest() {
    for (const json::Member m : rest_.members())
      if (std::find(written_.begin(), written_.end(), m.name) == written_.end())
        out_.foreign_key(m.name).raw(m.value.raw());
  }

 private:
  json::Writer& out_;
  json::Document document_;
  json::Value rest_;
  std::vector<std::string_view> written_;
};

class RequestEmitter {
 public:
  RequestEmitter(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                 std::string& out)
      : request_(request),
        dialect_(dialect),
        losses_(losses),
        out_(out),
        emission_(out_, losses, request.origin, Emission::Body::Request) {}

  Result<void> emit() {
    if (auto ok = check_cache(); !ok) return ok;
    out_.begin_object();
    if (!request_.model.empty() && dialect_.model_in_body && begin("model"))
      out_.string(request_.model);
    if (request_.instructions && begin("instructions")) out_.string(*request_.instructions);
    write_input();
    write_tool_settings();
    write_text();
    write_reasoning();
    write_generation();
    write_cache();
    write_rest();
    lose_the_unsayable();
    out_.end_object();
    if (!out_.valid())
      return fail(ErrorKind::BadRequest, "the request holds text that is not UTF-8");
    return {};
  }

 private:
  // Begins a member of the body. False when this provider refuses it: then it is lost.
  bool begin(std::string_view name) {
    const auto& refused = dialect_.refused_members;
    written_.push_back(name);
    if (std::find(refused.begin(), refused.end(), name) == refused.end()) {
      out_.foreign_key(name);
      return true;
    }
    lose(name, name, std::string(name).append(" is dropped: the provider refuses it"));
    return false;
  }

  void lose(std::string_view code, std::string_view where, std::string reason) {
    losses_.minor(code, std::string("/").append(where), std::move(reason));
  }
  void lose_setting(std::string_view code, std::string_view where) {
    lose(code, where, std::string(code).append(" is dropped when bridging to open_ai_responses"));
  }

  [[nodiscard]] Result<void> check_cache() const {
    const auto& cache = request_.capabilities.prompt_cache;
    if (cache && cache->is_required() && !cache->breakpoint.is_auto())
      return fail(ErrorKind::BadRequest,
                  "OpenAI prompt cache does not support explicit breakpoints");
    return {};
  }

  void write_input() {
    if (request_.input.empty() && request_.messages.empty()) return;
    if (!begin("input")) return;
    if (const JsonText* string = string_input(request_.input)) {
      out_.json(*string);
      return;
    }
    out_.begin_array();
    ItemWriter items(emission_, {}, dialect_.system_role);
    const Pointer input = root_.at("input");
    for (std::size_t i = 0; i < request_.input.size(); ++i)
      items.write(request_.input[i], input.at(i));
    const Pointer messages = root_.at("messages");
    if (request_.input.empty())
      for (std::size_t i = 0; i < request_.messages.size(); ++i)
        items.write(request_.messages[i], messages.at(i));
    out_.end_array();
  }

  void write_tool_settings() {
    const CapabilitySet& can = request_.capabilities;
    const Pointer where = root_.at("capabilities");
    if (!has_writable_tools(can)) {
      // Nothing of them is written; what is lost is reported all the same.
      std::string nowhere;
      json::Writer dropped(nowhere);
      Emission report(dropped, losses_, request_.origin, Emission::Body::Request);
      write_tools(can, where, report);
    } else if (begin("tools")) {
      write_tools(can, where, emission_);
    }
    if (can.tool_choice && begin("tool_choice")) write_tool_choice(*can.tool_choice, can, out_);
    if (can.parallel_tool_calls) {
      if (!dialect_.parallel_tool_calls)
        lose_setting("parallel_tool_calls", "capabilities/parallel_tool_calls");
      else if (begin("parallel_tool_calls"))
        out_.boolean(*can.parallel_tool_calls);
    }
  }

  void write_text() {
    const auto& output = request_.capabilities.structured_output;
    const JsonText* kept = emission_.foreign ? nullptr : request_.vendor_extensions.find("text");
    if (!output && request_.generation.verbosity.empty()) {
      if (kept && begin("text")) out_.json(*kept);
      return;
    }
    if (!begin("text")) return;
    out_.begin_object();
    MergedObject text(kept, out_);
    if (output) {
      text.key("format");
      write_format(*output);
    }
    if (!request_.generation.verbosity.empty())
      text.key("verbosity").string(request_.generation.verbosity);
    text.write_rest();
    out_.end_object();
  }

  void write_format(const StructuredOutputConfig& output) {
    out_.begin_object();
    if (output.schema.is_null()) {
      out_.key("type").word("json_object");
    } else {
      out_.key("type").word("json_schema");
      out_.key("name").string(output.name.empty() ? "response" : output.name);
      if (!output.description.empty()) out_.key("description").string(output.description);
      out_.key("schema").json(output.schema);
      if (output.strict) out_.key("strict").boolean(*output.strict);
    }
    out_.end_object();
  }

  void write_reasoning() {
    const auto& reasoning = request_.capabilities.reasoning;
    if (!reasoning || !begin("reasoning")) return;
    std::string_view effort = reasoning->effort;
    if (effort.empty() && reasoning->budget_tokens) {
      effort = effort_of(*reasoning->budget_tokens);
      lose("reasoning_settings", "capabilities/reasoning/budget_tokens",
           std::string("a budget of thought is written as the effort ")
               .append(effort)
               .append(" for open_ai_responses"));
    } else if (effort.empty() && reasoning->enabled == false) {
      effort = "none";
    }
    out_.begin_object();
    if (!effort.empty()) out_.key("effort").string(effort);
    if (!reasoning->summary.empty()) out_.key("summary").string(reasoning->summary);
    const Pointer capabilities = root_.at("capabilities");
    emission_.extensions(reasoning->vendor_extensions, capabilities.at("reasoning"),
                         {"effort", "summary"});
    out_.end_object();
  }

  void write_generation() {
    const GenerationConfig& generation = request_.generation;
    if (generation.max_output_tokens && begin("max_output_tokens"))
      out_.integer(*generation.max_output_tokens);
    if (generation.temperature && begin("temperature")) out_.number(*generation.temperature);
    if (generation.top_p && begin("top_p")) out_.number(*generation.top_p);
    if (generation.top_logprobs && begin("top_logprobs")) out_.integer(*generation.top_logprobs);
    write_include();
    if (request_.stream && dialect_.stream_in_body && begin("stream")) out_.boolean(true);
    write_user();
    if (!request_.service_tier.empty() && begin("service_tier")) out_.string(request_.service_tier);
    if (!request_.metadata.empty() && begin("metadata"))
      out_.begin_object().members(request_.metadata).end_object();
    write_what_only_others_take();
  }

  void write_include() {
    const JsonText* kept = emission_.foreign ? nullptr : request_.vendor_extensions.find("include");
    const bool wants_logprobs = request_.generation.logprobs.value_or(false);
    if ((!kept && !wants_logprobs) || !begin("include")) return;
    out_.begin_array();
    json::Document document;
    bool there = false;
    if (kept && document.parse(kept->text()))
      for (const json::Value what : document.root().elements()) {
        there = there || what.says(kLogprobsInclude);
        out_.raw(what.raw());
      }
    if (wants_logprobs && !there) out_.string(kLogprobsInclude);
    out_.end_array();
  }

  // An identifier that came under the newer name is written under it, with what is kept.
  void write_user() {
    const JsonText* identifier = request_.vendor_extensions.find("safety_identifier");
    const bool is_the_same = identifier && !emission_.foreign && identifier->is_string() &&
                             identifier->as_text() == request_.user;
    if (!request_.user.empty() && !is_the_same && begin("user")) out_.string(request_.user);
  }

  // Settings the API itself refuses; some servers that speak its protocol have them.
  void write_what_only_others_take() {
    const GenerationConfig& generation = request_.generation;
    const bool any = dialect_.any_member;
    if (generation.top_k && (any || dialect_.top_k)) {
      if (begin("top_k")) out_.integer(*generation.top_k);
    } else if (generation.top_k) {
      lose_setting("top_k", "generation/top_k");
    }
    write_or_lose("presence_penalty", generation.presence_penalty);
    write_or_lose("frequency_penalty", generation.frequency_penalty);
    if (generation.seed && any && begin("seed"))
      out_.integer(*generation.seed);
    else if (generation.seed && !any)
      lose_setting("seed", "generation/seed");
    if (generation.stop_sequences.empty()) return;
    if (!any) return lose_setting("stop_sequences", "generation/stop_sequences");
    if (!begin("stop")) return;
    out_.begin_array();
    for (const std::string& stop : generation.stop_sequences) out_.string(stop);
    out_.end_array();
  }

  void write_or_lose(std::string_view name, std::optional<double> value) {
    if (!value) return;
    if (!dialect_.any_member)
      lose_setting(name, std::string("generation/").append(name));
    else if (begin(name))
      out_.number(*value);
  }

  void write_cache() {
    const auto& cache = request_.capabilities.prompt_cache;
    if (!cache || cache->is_disabled()) return;
    if (cache->key && begin("prompt_cache_key")) out_.string(resolve_cache_key(request_));
    using Retention = PromptCacheRetention;
    if (cache->retention != Retention::ProviderDefault && begin("prompt_cache_retention"))
      out_.string(cache->retention == Retention::Short ? "in_memory" : "24h");
    if (!cache->breakpoint.is_auto())
      lose("cache_breakpoint", "capabilities/prompt_cache/breakpoint",
           "prompt cache breakpoint is not emitted when bridging to open_ai_responses");
  }

  // What no field has.
  void write_rest() {
    const Pointer capabilities = root_.at("capabilities");
    write_members(request_.vendor_extensions, root_);
    write_members(request_.capabilities.vendor_extensions, capabilities);
    write_members(request_.generation.vendor_extensions, root_.at("generation"));
    const auto& cache = request_.capabilities.prompt_cache;
    if (cache && !cache->is_disabled())
      write_members(cache->vendor_extensions, capabilities.at("prompt_cache"));
  }

  void write_members(const VendorExtensions& members, const Pointer& where) {
    for (const auto& [name, value] : members) {
      if (std::find(written_.begin(), written_.end(), name) != written_.end()) continue;
      if (emission_.foreign && !is_shared(name))
        emission_.lose_extension(name, where.at(name));
      else if (begin(name))
        out_.json(value);
    }
  }

  [[nodiscard]] bool is_shared(std::string_view name) const {
    return request_.origin == WireFormat::OpenAiChatCompletions &&
           std::find(kSharedWithChat.begin(), kSharedWithChat.end(), name) != kSharedWithChat.end();
  }

  void lose_the_unsayable() {
    const CapabilitySet& can = request_.capabilities;
    if (request_.generation.choices.value_or(1) > 1) lose_setting("choices", "generation/choices");
    if (can.safety) lose_setting("safety", "capabilities/safety");
    if (std::any_of(can.modalities.begin(), can.modalities.end(),
                    [](OutputModality what) { return what != OutputModality::Text; }))
      lose_setting("modalities", "capabilities/modalities");
  }

  const LlmRequest& request_;
  const Dialect& dialect_;
  LossLog& losses_;
  json::Writer out_;
  Emission emission_;
  Pointer root_;
  std::vector<std::string_view> written_;
};

}  // namespace

Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                          std::string& out) {
  return RequestEmitter(request, dialect, losses, out).emit();
}

}  // namespace omnillm::codec::openai_responses
