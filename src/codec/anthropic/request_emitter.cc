#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "codec/anthropic/bodies.h"
#include "codec/anthropic/cache_mark.h"
#include "codec/anthropic/cache_placement.h"
#include "codec/anthropic/part_reader.h"
#include "codec/anthropic/part_writer.h"
#include "codec/anthropic/prompt.h"
#include "codec/anthropic/request_losses.h"
#include "codec/anthropic/thinking.h"
#include "codec/anthropic/tool_list.h"
#include "json/writer.h"

namespace omnillm::codec::anthropic {

namespace {

bool belongs_here(const LlmRequest& request) {
  return !request.origin || *request.origin == WireFormat::AnthropicMessages;
}

std::string_view wire_role(MessageRole role) {
  if (role == MessageRole::System) return "system";
  return role == MessageRole::Assistant ? "assistant" : "user";
}

class RequestEmitter {
 public:
  RequestEmitter(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                 std::string& out)
      : request_(request),
        dialect_(dialect),
        losses_(losses),
        keep_(belongs_here(request)),
        prompt_(request, keep_, losses),
        tools_(request.capabilities, keep_, losses),
        out_(out),
        parts_(out_, Use::Request, keep_) {
    if (keep_) written_.reserve(24);
  }

  Result<void> emit() {
    if (prompt_.turns().empty())
      return fail(ErrorKind::BadRequest,
                  "/messages: anthropic_messages needs at least one message that is not empty");
    if (const auto& policy = request_.capabilities.prompt_cache) {
      Result<void> placed = place_cache_mark(*policy, prompt_, tools_, losses_);
      if (!placed) return placed;
    }
    report_unsaid(request_, keep_, losses_);
    OutputLimit limit = output_limit();
    const ThinkingPlan thinking = plan_thinking(request_, limit, losses_);
    out_.begin_object();
    write_head(limit);
    write_prompt();
    write_tools();
    write_reasoning(thinking);
    write_sampling(thinking);
    write_caller();
    write_extensions();
    out_.end_object();
    if (!out_.valid()) return fail(ErrorKind::BadRequest, "the request: a text is not UTF-8");
    return {};
  }

 private:
  // Writes the name of a member, unless this provider answers it with an error.
  template <std::size_t N>
  bool open(const char (&name)[N]) {
    const auto& refused = dialect_.refused_members;
    if (std::find(refused.begin(), refused.end(), name) != refused.end()) {
      losses_.minor(name, std::string("/") + name,
                    std::string(name) + " is dropped: " + dialect_.name + " refuses it");
      return false;
    }
    note_written(name);
    out_.key(name);
    return true;
  }

  // For write_extensions(), which has something to ask only where extensions are kept.
  void note_written(std::string_view name) {
    if (keep_) written_.push_back(name);
  }

  OutputLimit output_limit() {
    if (const auto& asked = request_.generation.max_output_tokens) return {*asked, false};
    losses_.minor(
        "max_output_tokens", "/generation/max_output_tokens",
        "anthropic_messages demands a limit of output tokens: the provider's default of " +
            std::to_string(dialect_.default_max_tokens) + " is written");
    return {dialect_.default_max_tokens, true};
  }

  void write_head(const OutputLimit& limit) {
    if (!dialect_.anthropic_version_member.empty() && open("anthropic_version"))
      out_.string(dialect_.anthropic_version_member);
    if (dialect_.model_in_body && open("model")) out_.string(request_.model);
    if (open("max_tokens")) out_.integer(limit.max_tokens);
    if (request_.stream && dialect_.stream_in_body && open("stream")) out_.boolean(true);
  }

  void write_prompt() {
    if (!prompt_.system().empty() && open("system")) write_blocks(prompt_.system());
    if (!open("messages")) return;
    out_.begin_array();
    for (const PlannedTurn& turn : prompt_.turns())
      if (!write_as_it_came(turn)) write_turn(turn);
    out_.end_array();
  }

  void write_blocks(const std::vector<PlannedBlock>& blocks) {
    const PlannedBlock& first = blocks.front();
    if (blocks.size() == 1 && parts_.is_plain_text(*first.part, first.mark())) {
      out_.string(first.part->get_if<part::Text>()->text);
      return;
    }
    out_.begin_array();
    for (const PlannedBlock& block : blocks) parts_.write(*block.part, block.mark());
    out_.end_array();
  }

  // The bytes a message came in, as long as they say what it says.
  bool write_as_it_came(const PlannedTurn& turn) {
    if (turn.is_changed) return false;
    const Message& message = *turn.messages.front();
    if (!message.raw_message || message.raw_message->origin != WireFormat::AnthropicMessages)
      return false;
    json::Document document;
    if (!document.parse(message.raw_message->json.text())) return false;
    Reading in(ErrorKind::BadRequest);
    Message again = read_message(document.root(), {}, in);
    again.raw_message = message.raw_message;
    if (in.failed() || again != message) return false;
    out_.json(message.raw_message->json);
    return true;
  }

  void write_turn(const PlannedTurn& turn) {
    out_.begin_object().key("role").string(wire_role(turn.role)).key("content");
    write_blocks(turn.blocks);
    VendorExtensions extensions;
    for (const Message* message : turn.messages)
      for (const auto& [name, value] : message->vendor_extensions) extensions.set(name, value);
    constexpr std::string_view kTaken[] = {"role", "content"};
    parts_.write_extensions(extensions, kTaken);
    out_.end_object();
  }

  void write_tools() {
    if (!tools_.empty() && open("tools")) tools_.write(out_);
    const std::size_t before = out_.out().size();
    write_tool_choice(request_.capabilities, !tools_.empty(), out_, losses_);
    if (out_.out().size() != before) note_written("tool_choice");
  }

  void write_reasoning(const ThinkingPlan& plan) {
    const auto& reasoning = request_.capabilities.reasoning;
    const std::size_t before = out_.out().size();
    write_thinking(plan, reasoning && keep_ ? reasoning->vendor_extensions : VendorExtensions(),
                   out_);
    if (out_.out().size() != before) note_written("thinking");
    const bool has_format = wants_format();
    const JsonText* kept = keep_ ? request_.vendor_extensions.find("output_config") : nullptr;
    if ((!plan.effort.empty() || has_format || kept) && open("output_config"))
      write_output_config(plan, has_format, kept);
  }

  bool wants_format() {
    const auto& wanted = request_.capabilities.structured_output;
    if (!wanted) return false;
    if (!wanted->schema.is_object()) {
      losses_.minor("structured_output", "/capabilities/structured_output",
                    "structured output without a schema is dropped when bridging to "
                    "anthropic_messages");
      return false;
    }
    if (!wanted->name.empty() || !wanted->description.empty() || wanted->strict == false)
      losses_.note("structured_output", "/capabilities/structured_output",
                   "the schema has no name in anthropic_messages, and is always kept to");
    return true;
  }

  void write_output_config(const ThinkingPlan& plan, bool has_format, const JsonText* kept) {
    out_.begin_object();
    if (!plan.effort.empty()) out_.key("effort").string(plan.effort);
    if (has_format) {
      out_.key("format").begin_object().key("type").word("json_schema");
      out_.key("schema").json(request_.capabilities.structured_output->schema).end_object();
    }
    json::Document document;
    if (kept && document.parse(kept->text())) {
      for (const json::Member member : document.root().members())
        if (!(member.name == "effort" && !plan.effort.empty()) &&
            !(member.name == "format" && has_format))
          out_.foreign_key(member.name).raw(member.value.raw());
    }
    out_.end_object();
  }

  void write_sampling(const ThinkingPlan& thinking) {
    const GenerationConfig& generation = request_.generation;
    // Our own callers hear from the provider what it does not take; others did not know the rule.
    const bool restricted = thinking.thinks() && request_.origin != WireFormat::AnthropicMessages;
    if (generation.temperature) write_temperature(*generation.temperature, restricted);
    if (generation.top_p && !(restricted && forbidden("top_p", *generation.top_p >= 0.95)) &&
        open("top_p"))
      out_.number(*generation.top_p);
    if (generation.top_k && !(restricted && forbidden("top_k", false)) && open("top_k"))
      out_.integer(*generation.top_k);
    if (generation.stop_sequences.empty() || !open("stop_sequences")) return;
    out_.begin_array();
    for (const std::string& stop : generation.stop_sequences) out_.string(stop);
    out_.end_array();
  }

  // Reports a setting that does not go with thinking, unless it is `harmless`.
  bool forbidden(std::string_view name, bool harmless) {
    if (harmless) return false;
    losses_.minor(name, std::string("/generation/").append(name),
                  std::string(name).append(" is dropped: anthropic_messages does not take it with "
                                           "reasoning"));
    return true;
  }

  void write_temperature(double temperature, bool restricted) {
    if (restricted && forbidden("temperature", temperature == 1.0)) return;
    const double clamped = std::clamp(temperature, 0.0, 1.0);
    if (clamped != temperature)
      losses_.minor("temperature", "/generation/temperature",
                    clamped > 0
                        ? "temperature is clamped to 1 when bridging to anthropic_messages"
                        : "temperature is clamped to 0 when bridging to anthropic_messages");
    if (open("temperature")) out_.number(clamped);
  }

  void write_caller() {
    const bool has_more = keep_ && !request_.metadata.empty();
    if ((!request_.user.empty() || has_more) && open("metadata")) {
      out_.begin_object();
      if (!request_.user.empty()) out_.key("user_id").string(request_.user);
      if (has_more) {
        for (const auto& [name, value] : request_.metadata)
          if (name != "user_id" || request_.user.empty()) out_.foreign_key(name).json(value);
      }
      out_.end_object();
    }
    const std::string_view tier = request_.service_tier;
    if (tier.empty()) return;
    if (tier == "auto" || tier == "default" || tier == "standard_only" ||
        request_.origin == WireFormat::AnthropicMessages) {
      if (open("service_tier")) out_.string(tier == "default" ? "standard_only" : tier);
    } else {
      losses_.minor("service_tier", "/service_tier",
                    std::string("service_tier ")
                        .append(tier)
                        .append(" is dropped when bridging to anthropic_messages"));
    }
  }

  void write_extensions() {
    if (!keep_) return;
    for (const VendorExtensions* extensions :
         {&request_.vendor_extensions, &request_.generation.vendor_extensions,
          &request_.capabilities.vendor_extensions})
      for (const auto& [name, value] : *extensions) {
        if (std::find(written_.begin(), written_.end(), name) != written_.end()) continue;
        if (name == "anthropic_beta" && dialect_.anthropic_version_member.empty()) {
          losses_.minor("vendor_extensions", "/anthropic_beta",
                        "anthropic_beta is a header, not a member, of this provider");
          continue;
        }
        out_.foreign_key(name).json(value);
        written_.push_back(name);
      }
  }

  const LlmRequest& request_;
  const Dialect& dialect_;
  LossLog& losses_;
  bool keep_;
  Prompt prompt_;
  ToolList tools_;
  json::Writer out_;
  PartWriter parts_;
  std::vector<std::string_view> written_;
};

}  // namespace

Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                          std::string& out) {
  const std::size_t size = out.size();
  Result<void> emitted = RequestEmitter(request, dialect, losses, out).emit();
  if (!emitted) out.resize(size);
  return emitted;
}

}  // namespace omnillm::codec::anthropic
