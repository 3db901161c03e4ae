#include "codec/gemini/config_emitter.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codec/gemini/reader.h"
#include "codec/gemini/schema.h"

namespace omnillm::codec::gemini {

namespace {

constexpr std::int64_t kMaxInt32 = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kMaxStopSequences = 5;

// Writes generationConfig, opening it with its first member.
class ConfigWriter {
 public:
  ConfigWriter(const LlmRequest& request, EmitContext& context, json::Writer& out)
      : request_(request), context_(context), out_(out) {}

  void write();

 private:
  void write_sampling();
  void write_limits();
  void write_output_form();
  void write_modalities();
  void write_thinking();
  void write_thinking_amount(const ReasoningCapability& reasoning);
  void write_others();
  void minor(std::string_view code, std::string_view pointer, std::string reason) {
    context_.losses.minor(code, std::string(pointer), std::move(reason));
  }
  void drop(std::string_view code, std::string_view pointer) {
    minor(code, pointer, dropped(code));
  }

  const LlmRequest& request_;
  EmitContext& context_;
  json::Writer& out_;
};

void ConfigWriter::write_sampling() {
  const GenerationConfig& generation = request_.generation;
  if (generation.temperature) out_.key("temperature").number(*generation.temperature);
  if (generation.top_p) out_.key("topP").number(*generation.top_p);
  if (generation.top_k) out_.key("topK").integer(*generation.top_k);
  if (generation.presence_penalty) out_.key("presencePenalty").number(*generation.presence_penalty);
  if (generation.frequency_penalty)
    out_.key("frequencyPenalty").number(*generation.frequency_penalty);
  if (generation.seed) {
    if (*generation.seed > kMaxInt32 || *generation.seed < -kMaxInt32 - 1)
      minor("seed", "/generation/seed",
            "seed does not fit 32 bits and is dropped when bridging to gemini_generate_content");
    else
      out_.key("seed").integer(*generation.seed);
  }
  if (generation.logprobs) out_.key("responseLogprobs").boolean(*generation.logprobs);
  if (generation.top_logprobs) out_.key("logprobs").integer(*generation.top_logprobs);
  if (!generation.verbosity.empty()) drop("verbosity", "/generation/verbosity");
}

void ConfigWriter::write_limits() {
  const GenerationConfig& generation = request_.generation;
  if (generation.max_output_tokens) {
    if (*generation.max_output_tokens > kMaxInt32)
      minor("max_output_tokens", "/generation/max_output_tokens",
            "max_output_tokens is lowered to 2147483647 when bridging to gemini_generate_content");
    out_.key("maxOutputTokens").integer(std::min(*generation.max_output_tokens, kMaxInt32));
  }
  if (generation.choices) out_.key("candidateCount").integer(*generation.choices);
  if (generation.stop_sequences.empty()) return;
  const std::size_t count = generation.stop_sequences.size();
  if (count > kMaxStopSequences)
    minor("stop_sequences", "/generation/stop_sequences",
          "only the first 5 stop_sequences are kept when bridging to gemini_generate_content");
  out_.key("stopSequences").begin_array();
  for (std::size_t i = 0; i < std::min(count, kMaxStopSequences); ++i)
    out_.string(generation.stop_sequences[i]);
  out_.end_array();
}

void ConfigWriter::write_output_form() {
  if (!request_.capabilities.structured_output) return;
  constexpr std::string_view kAt = "/capabilities/structured_output";
  const StructuredOutputConfig& structured = *request_.capabilities.structured_output;
  out_.key("responseMimeType").word("application/json");
  if (!structured.openapi_schema.is_null() &&
      json_schema_of(structured.openapi_schema) == structured.schema) {
    out_.key("responseSchema").json(structured.openapi_schema);
  } else if (!structured.schema.is_null() && context_.dialect.json_schema) {
    out_.key("responseJsonSchema").json(structured.schema);
  } else if (!structured.schema.is_null()) {
    const OpenApiSchema schema = openapi_schema_of(structured.schema);
    out_.key("responseSchema").json(schema.schema);
    for (const std::string& keyword : schema.dropped)
      minor("structured_output", "/capabilities/structured_output/schema",
            dropped("the schema's " + keyword));
  }
  if (!structured.name.empty() || !structured.description.empty())
    minor("structured_output", kAt, dropped("the name of the structured output"));
  // A schema is always kept to here.
  if (structured.strict)
    context_.losses.note("strict", std::string(kAt).append("/strict"),
                         "strict has no member of its own: gemini_generate_content always keeps to "
                         "the schema");
}

void ConfigWriter::write_modalities() {
  const std::vector<OutputModality>& modalities = request_.capabilities.modalities;
  const auto word = [](OutputModality modality) -> std::string_view {
    if (modality == OutputModality::Text) return "TEXT";
    if (modality == OutputModality::Image) return "IMAGE";
    if (modality == OutputModality::Audio) return "AUDIO";
    return {};
  };
  bool has_words = false;
  for (const OutputModality modality : modalities) {
    has_words = has_words || !word(modality).empty();
    if (word(modality).empty()) drop("modalities", "/capabilities/modalities");
  }
  if (!has_words) return;
  out_.key("responseModalities").begin_array();
  for (const OutputModality modality : modalities)
    if (!word(modality).empty()) out_.string(word(modality));
  out_.end_array();
}

// Models before the third generation know no levels. These are the budgets that Google itself puts
// in the place of OpenAI's levels.
bool thinks_by_budget(std::string_view model) {
  return model.find("gemini-2") != std::string_view::npos ||
         model.find("gemini-1") != std::string_view::npos;
}

std::optional<std::int64_t> budget_of(std::string_view effort) {
  if (effort == "none") return 0;
  if (effort == "minimal" || effort == "low") return 1'024;
  if (effort == "medium") return 8'192;
  if (effort == "high" || effort == "xhigh" || effort == "max") return 24'576;
  return std::nullopt;
}

std::string_view level_of(std::string_view effort) {
  if (effort == "minimal") return "MINIMAL";
  if (effort == "low") return "LOW";
  if (effort == "medium") return "MEDIUM";
  if (effort == "high" || effort == "xhigh" || effort == "max") return "HIGH";
  return {};
}

void ConfigWriter::write_thinking_amount(const ReasoningCapability& reasoning) {
  if (reasoning.budget_tokens) {
    out_.key("thinkingBudget").integer(std::min(*reasoning.budget_tokens, kMaxInt32));
  } else if (reasoning.enabled == false || reasoning.effort == "none") {
    out_.key("thinkingBudget").integer(0);
  } else if (!reasoning.effort.empty()) {
    const auto budget = budget_of(reasoning.effort);
    const std::string_view level = level_of(reasoning.effort);
    if (!budget)
      minor("reasoning_settings", "/capabilities/reasoning/effort",
            "reasoning settings are dropped when bridging to gemini_generate_content");
    else if (thinks_by_budget(request_.model))
      out_.key("thinkingBudget").integer(*budget);
    else
      out_.key("thinkingLevel").string(level);
    if (reasoning.effort == "xhigh" || reasoning.effort == "max")
      minor("reasoning_settings", "/capabilities/reasoning/effort",
            "reasoning effort " + reasoning.effort + " becomes high");
  } else if (reasoning.enabled == true) {
    out_.key("thinkingBudget").integer(-1);
  }
}

void ConfigWriter::write_thinking() {
  if (!request_.capabilities.reasoning) return;
  const ReasoningCapability& reasoning = *request_.capabilities.reasoning;
  out_.key("thinkingConfig").begin_object();
  if (!reasoning.summary.empty()) out_.key("includeThoughts").boolean(true);
  write_thinking_amount(reasoning);
  if (context_.takes_extensions()) out_.members(reasoning.vendor_extensions);
  out_.end_object();
  const Pointer root;
  const Pointer capabilities = root.at("capabilities");
  report_extensions(reasoning.vendor_extensions, capabilities.at("reasoning"), context_);
}

// Typed members win over extensions of their names, which differ: these are the provider's.
void ConfigWriter::write_others() {
  const VendorExtensions& others = request_.generation.vendor_extensions;
  const Pointer root;
  report_extensions(others, root.at("generation"), context_);
  if (!context_.takes_extensions()) return;
  const bool has_form = request_.capabilities.structured_output.has_value();
  for (const auto& [name, value] : others) {
    const CamelName member(name);
    const bool is_form = member == "responseMimeType" || member == "responseSchema" ||
                         member == "responseJsonSchema";
    const bool is_said =
        (has_form && is_form) || (member == "thinkingConfig" && request_.capabilities.reasoning) ||
        (member == "responseModalities" && !request_.capabilities.modalities.empty());
    if (!is_said && !is_refused(context_.dialect, member.view()))
      out_.foreign_key(name).json(value);
    else
      minor("vendor_extensions", root.at("generation").at(name).str(), dropped(name));
  }
}

void ConfigWriter::write() {
  const std::size_t before = out_.out().size();
  out_.key("generationConfig").begin_object();
  const std::size_t empty = out_.out().size();
  write_sampling();
  write_limits();
  write_output_form();
  write_modalities();
  write_thinking();
  write_others();
  const bool is_empty = out_.out().size() == empty;
  out_.end_object();
  if (is_empty) out_.out().resize(before);
}

}  // namespace

bool is_refused(const Dialect& dialect, std::string_view member) {
  return std::find(dialect.refused_members.begin(), dialect.refused_members.end(), member) !=
         dialect.refused_members.end();
}

void write_generation_config(const LlmRequest& request, EmitContext& context, json::Writer& out) {
  ConfigWriter(request, context, out).write();
}

}  // namespace omnillm::codec::gemini
