#include "codec/anthropic/thinking.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "omnillm/usage.h"

namespace omnillm::codec::anthropic {

namespace {

using Mode = ThinkingPlan::Mode;

constexpr std::int64_t kLeastBudget = 1'024;

constexpr std::pair<std::string_view, std::int64_t> kBudgets[] = {
    {"minimal", 1'024}, {"low", 2'048},    {"medium", 8'192},
    {"high", 16'384},   {"xhigh", 24'576}, {"max", 32'768},
};

void lose(LossLog& losses, std::string_view what) {
  losses.minor("reasoning_settings", "/capabilities/reasoning",
               std::string(what).append(" when bridging to anthropic_messages"));
}

// A budget must be at least 1024 and less than the limit of the output.
void fit_budget(ThinkingPlan& plan, OutputLimit& limit, LossLog& losses) {
  if (plan.budget_tokens < kLeastBudget) {
    lose(losses, "the reasoning budget is raised to 1024");
    plan.budget_tokens = kLeastBudget;
  }
  if (plan.budget_tokens < limit.max_tokens) return;
  if (limit.is_default) {
    limit.max_tokens = usage_detail::saturating_sum(limit.max_tokens, plan.budget_tokens);
  } else if (limit.max_tokens > kLeastBudget) {
    plan.budget_tokens = limit.max_tokens - 1;
    lose(losses, "the reasoning budget is lowered to " + std::to_string(plan.budget_tokens) +
                     ", below max_tokens,");
  } else {
    plan = {};
    lose(losses, "reasoning settings are dropped: max_tokens leaves no room,");
  }
}

void plan_effort(const LlmRequest& request, const ReasoningCapability& reasoning,
                 ThinkingPlan& plan, LossLog& losses) {
  if (reasoning.effort == "none") {
    plan.mode = Mode::Disabled;
    return;
  }
  const auto* budget = std::find_if(std::begin(kBudgets), std::end(kBudgets),
                                    [&](const auto& it) { return it.first == reasoning.effort; });
  if (request.origin == WireFormat::AnthropicMessages) {
    plan.effort = reasoning.effort;
    return;
  }
  if (budget == std::end(kBudgets)) {
    lose(losses, "reasoning effort " + reasoning.effort + " is dropped");
    return;
  }
  // Elsewhere an effort makes the model think; here that is said apart.
  const bool unsaid = plan.mode == Mode::Unsaid;
  if (thinks_by_budget(request.model)) {
    if (unsaid || plan.mode == Mode::Adaptive) {
      plan.mode = Mode::Enabled;
      plan.budget_tokens = budget->second;
      lose(losses, "reasoning effort is a budget of " + std::to_string(budget->second));
    }
    return;
  }
  if (unsaid) plan.mode = Mode::Adaptive;
  plan.effort = reasoning.effort;
  if (plan.effort != "minimal") return;
  plan.effort = "low";
  lose(losses, "reasoning effort minimal is low");
}

}  // namespace

void read_thinking_config(json::Value thinking, const Pointer& where, Reading& in,
                          ReasoningCapability& out) {
  if (!in.want_object(thinking, where)) return;
  const json::Value type = thinking["type"];
  if (!in.want_string(type, where.at("type"))) return;
  out.enabled = !type.says("disabled");
  for (const json::Member member : thinking.members()) {
    if (member.value.is_missing_or_null()) continue;
    if (member.name == "budget_tokens")
      in.read_count(member.value, where.at("budget_tokens"), out.budget_tokens);
    else if (member.name == "display" && member.value.says("summarized"))
      out.summary = "auto";
    else if (member.name != "type" ||
             !(type.says("enabled") || type.says("disabled") || type.says("adaptive")))
      out.vendor_extensions.append(std::string(member.name), member.value.json());
  }
}

ThinkingPlan plan_thinking(const LlmRequest& request, OutputLimit& limit, LossLog& losses) {
  ThinkingPlan plan;
  const auto& settings = request.capabilities.reasoning;
  if (!settings) return plan;
  const std::optional<std::int64_t> budget = settings->budget_tokens;
  if (settings->enabled == false || budget == 0)
    plan.mode = Mode::Disabled;
  else if (budget && *budget > 0)
    plan.mode = Mode::Enabled;
  else if (settings->enabled == true || budget)
    plan.mode = Mode::Adaptive;
  plan.budget_tokens = budget.value_or(0);
  if (!settings->effort.empty()) plan_effort(request, *settings, plan, losses);
  if (plan.mode == Mode::Adaptive && request.origin != WireFormat::AnthropicMessages &&
      thinks_by_budget(request.model)) {
    plan.mode = Mode::Enabled;
    plan.budget_tokens = 8'192;
  }
  plan.summarized = !settings->summary.empty() && plan.thinks();
  if (plan.mode == Mode::Enabled) fit_budget(plan, limit, losses);
  return plan;
}

void write_thinking(const ThinkingPlan& plan, const VendorExtensions& extensions,
                    json::Writer& out) {
  const bool own_type = !extensions.contains("type");
  if (plan.mode == Mode::Unsaid && (own_type || extensions.empty())) return;
  out.key("thinking").begin_object();
  if (own_type) {
    constexpr std::string_view kWords[] = {"", "disabled", "enabled", "adaptive"};
    out.key("type").string(kWords[static_cast<std::size_t>(plan.mode)]);
  }
  if (plan.mode == Mode::Enabled) out.key("budget_tokens").integer(plan.budget_tokens);
  if (plan.summarized) out.key("display").word("summarized");
  for (const auto& [name, value] : extensions)
    if (name != "budget_tokens" && !(plan.summarized && name == "display"))
      out.foreign_key(name).json(value);
  out.end_object();
}

bool thinks_by_budget(std::string_view model) {
  const std::size_t at = model.find("claude-");
  if (at == std::string_view::npos) return false;
  std::string_view rest = model.substr(at + 7);
  if (rest.starts_with("2") || rest.starts_with("3") || rest.starts_with("instant")) return true;
  for (const std::string_view family : {"opus-", "sonnet-", "haiku-"}) {
    if (!rest.starts_with(family)) continue;
    rest.remove_prefix(family.size());
    if (!rest.starts_with("4")) return false;
    rest.remove_prefix(1);
    // "4", "4-20250514", "4@20250514", "4-0" to "4-5".
    if (rest.size() < 2 || rest[0] != '-') return true;
    const bool is_date = rest.size() > 2 && rest[2] >= '0' && rest[2] <= '9';
    return is_date || (rest[1] >= '0' && rest[1] <= '5');
  }
  return false;
}

}  // namespace omnillm::codec::anthropic
