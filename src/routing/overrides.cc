#include "omnillm/overrides.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "json/document.h"
#include "json/writer.h"
#include "routing/config_error.h"

namespace omnillm {
namespace {

using json::Pointer;
using json::Value;
using routing::wrong_at;

// Deeper than any provider's parameters go.
constexpr std::size_t kMaxDepth = 64;

// What a target must not say, and what to write instead.
struct Refused {
  std::string_view name;
  std::string_view why;
};
constexpr std::string_view kOfTheRequest = "belongs to the request, not to a target";
constexpr std::string_view kOneCap = "write max_output_tokens, which every protocol has";
constexpr std::string_view kChoices = "how many answers are wanted belongs to the request";
constexpr std::array kRefused{
    Refused{"model", "stands beside the overrides, as the target's model"},
    Refused{"messages", kOfTheRequest},
    Refused{"input", kOfTheRequest},
    Refused{"contents", kOfTheRequest},
    Refused{"prompt", kOfTheRequest},
    Refused{"tools", kOfTheRequest},
    Refused{"stream", kOfTheRequest},
    Refused{"stream_options", kOfTheRequest},
    Refused{"max_tokens", kOneCap},
    Refused{"max_completion_tokens", kOneCap},
    Refused{"max_tokens_to_sample", kOneCap},
    Refused{"generationConfig", "write its members by their names here, as max_output_tokens"},
    Refused{"inferenceConfig", "write its members by their names here, as max_output_tokens"},
    Refused{"n", kChoices},
    Refused{"choices", kChoices},
    Refused{"reasoning", "write reasoning_effort or reasoning_budget_tokens"},
    Refused{"thinking", "write reasoning_effort or reasoning_budget_tokens"},
    Refused{"stop", "write stop_sequences"},
};

Result<void> read(std::optional<std::int64_t>& to, Value value, const Pointer& where) {
  to = value.to_int64();
  if (!to) return wrong_at(where, "must be a whole number");
  return {};
}
Result<void> read(std::optional<double>& to, Value value, const Pointer& where) {
  to = value.to_double();
  if (!to) return wrong_at(where, "must be a number");
  return {};
}
Result<void> read(std::optional<bool>& to, Value value, const Pointer& where) {
  to = value.to_bool();
  if (!to) return wrong_at(where, "must be true or false");
  return {};
}
Result<void> read(std::optional<std::string>& to, Value value, const Pointer& where) {
  if (!value.is_string()) return wrong_at(where, "must be a string");
  to = value.str();
  return {};
}
Result<void> read(std::optional<std::vector<std::string>>& to, Value value, const Pointer& where) {
  if (!value.is_array()) return wrong_at(where, "must be an array of strings");
  to.emplace();
  for (const Value each : value.elements()) {
    if (!each.is_string()) return wrong_at(where.at(to->size()), "must be a string");
    to->push_back(each.str());
  }
  return {};
}

// The members that have a name of ours, each called with its name: read, written and applied in one
// place, so that none is forgotten in another.
template <class Self, class Function>
void each_member(Self& self, Function&& visit) {
  visit("max_output_tokens", self.max_output_tokens);
  visit("temperature", self.temperature);
  visit("top_p", self.top_p);
  visit("top_k", self.top_k);
  visit("presence_penalty", self.presence_penalty);
  visit("frequency_penalty", self.frequency_penalty);
  visit("seed", self.seed);
  visit("stop_sequences", self.stop_sequences);
  visit("verbosity", self.verbosity);
  visit("reasoning_effort", self.reasoning_effort);
  visit("reasoning_budget_tokens", self.reasoning_budget_tokens);
  visit("parallel_tool_calls", self.parallel_tool_calls);
  visit("service_tier", self.service_tier);
}

Result<void> read_member(Overrides& to, const json::Member& member, const Pointer& where) {
  const auto* refused = std::find_if(kRefused.begin(), kRefused.end(),
                                     [&](const Refused& each) { return each.name == member.name; });
  if (refused != kRefused.end()) return wrong_at(where, refused->why);
  bool known = false;
  Result<void> result;
  each_member(to, [&](std::string_view name, auto& field) {
    if (name != member.name) return;
    known = true;
    if (!member.value.is_missing_or_null()) result = read(field, member.value, where);
  });
  if (!known) to.vendor_extensions.set(member.name, member.value.json());
  return result;
}

Result<void> check_bounds(const Overrides& overrides, const Pointer& where) {
  if (overrides.max_output_tokens && *overrides.max_output_tokens <= 0)
    return wrong_at(where.at("max_output_tokens"), "must be above zero");
  if (overrides.reasoning_budget_tokens && *overrides.reasoning_budget_tokens < 0)
    return wrong_at(where.at("reasoning_budget_tokens"), "must not be negative");
  return {};
}

void write(json::Writer& out, std::int64_t value) { out.integer(value); }
void write(json::Writer& out, double value) { out.number(value); }
void write(json::Writer& out, bool value) { out.boolean(value); }
void write(json::Writer& out, const std::string& value) { out.json(JsonText::string(value)); }
void write(json::Writer& out, const std::vector<std::string>& values) {
  out.begin_array();
  for (const std::string& each : values) write(out, each);
  out.end_array();
}

template <class T>
void replace(std::optional<T>& to, const std::optional<T>& with) {
  if (with) to = with;
}
void replace(std::string& to, const std::optional<std::string>& with) {
  if (with) to = *with;
}

}  // namespace

void Overrides::apply_to(LlmRequest& request) const {
  GenerationConfig& generation = request.generation;
  replace(generation.max_output_tokens, max_output_tokens);
  replace(generation.temperature, temperature);
  replace(generation.top_p, top_p);
  replace(generation.top_k, top_k);
  replace(generation.presence_penalty, presence_penalty);
  replace(generation.frequency_penalty, frequency_penalty);
  replace(generation.seed, seed);
  if (stop_sequences) generation.stop_sequences = *stop_sequences;
  replace(generation.verbosity, verbosity);
  if (reasoning_effort || reasoning_budget_tokens) {
    if (!request.capabilities.reasoning) request.capabilities.reasoning.emplace();
    ReasoningCapability& reasoning = *request.capabilities.reasoning;
    reasoning.effort = reasoning_effort.value_or("");
    reasoning.budget_tokens = reasoning_budget_tokens;
    reasoning.enabled.reset();
  }
  replace(request.capabilities.parallel_tool_calls, parallel_tool_calls);
  replace(request.service_tier, service_tier);
  for (const auto& [name, value] : vendor_extensions) request.vendor_extensions.set(name, value);
}

Result<Overrides> Overrides::from_json(const JsonText& json) {
  json::Document document;
  if (auto ok = document.parse(std::string(json.text()), kMaxDepth); !ok)
    return wrong_at({}, ok.error().message());
  if (!document.root().is_object()) return wrong_at({}, "must be an object");
  Overrides overrides;
  const Pointer root;
  for (const json::Member member : document.root().members())
    if (auto ok = read_member(overrides, member, root.at(member.name)); !ok)
      return tl::unexpected(ok.error());
  if (auto ok = check_bounds(overrides, root); !ok) return tl::unexpected(ok.error());
  return overrides;
}

JsonText to_json(const Overrides& overrides) {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  out.begin_object();
  VendorExtensions others = overrides.vendor_extensions;
  each_member(overrides, [&](std::string_view name, const auto& field) {
    others.take(name);
    if (!field) return;
    out.foreign_key(name);
    write(out, *field);
  });
  out.members(others);
  out.end_object();
  const std::string_view view = *text;
  return JsonText::from_valid(std::move(text), view);
}

}  // namespace omnillm
