#include "codec/openai_chat/reasoning_settings.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace omnillm::codec::openai_chat {

namespace {

using Request = Dialect::ReasoningRequest;

constexpr std::array<std::string_view, 7> kEfforts = {"none", "minimal", "low", "medium",
                                                      "high", "xhigh",   "max"};
constexpr std::string_view kPointer = "/capabilities/reasoning";

std::size_t rank(std::string_view effort) {
  return static_cast<std::size_t>(std::find(kEfforts.begin(), kEfforts.end(), effort) -
                                  kEfforts.begin());
}

// What a budget comes to; the borders are those at which providers themselves put the words.
std::string_view effort_of_budget(std::int64_t tokens) {
  if (tokens <= 0) return "none";
  if (tokens <= 1'024) return "minimal";
  if (tokens <= 4'096) return "low";
  if (tokens <= 16'384) return "medium";
  return "high";
}

// The known effort next to this one; the lower of two that are equally far.
std::string nearest(const std::string& effort, const std::vector<std::string>& known) {
  if (known.empty() || std::find(known.begin(), known.end(), effort) != known.end()) return effort;
  const std::size_t wanted = rank(effort);
  if (wanted == kEfforts.size()) return effort;  // a word of the provider's own
  std::string best;
  std::size_t distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : known) {
    const std::size_t at = rank(candidate);
    // To switch thinking off is another thing than to think little.
    if (at == kEfforts.size() || (at == 0) != (wanted == 0)) continue;
    const std::size_t away = at > wanted ? at - wanted : wanted - at;
    if (away < distance) {
      distance = away;
      best = candidate;
    }
  }
  return best;
}

class SettingsWriter {
 public:
  SettingsWriter(const ReasoningCapability& reasoning, const JsonText* arguments,
                 const Emission& to)
      : reasoning_(reasoning), arguments_(arguments), to_(to) {}

  void write() {
    const Request form = to_.dialect.reasoning_request;
    if (form == Request::ReasoningObject) return write_object();
    report_summary();
    if (form != Request::ReasoningSwitch)
      to_.member_extensions(reasoning_.vendor_extensions,
                            std::string(kPointer) + "/vendor_extensions");
    switch (form) {
      case Request::None:
        to_.minor("reasoning_settings", std::string(kPointer), "reasoning settings are dropped");
        return;
      case Request::ReasoningSwitch:
        write_switch();
        break;
      case Request::ThinkingObject:
        write_thinking();
        break;
      case Request::EnableThinking:
        write_enable_thinking();
        return;
      case Request::ChatTemplate:
        write_effort();
        write_template();
        return;
      case Request::Effort:
      case Request::ReasoningObject:
        break;
    }
    write_effort();
  }

 private:
  [[nodiscard]] bool is_off() const {
    return reasoning_.enabled == false || reasoning_.effort == "none";
  }
  [[nodiscard]] bool is_switch_only() const {
    return reasoning_.enabled && reasoning_.effort.empty() && !reasoning_.budget_tokens;
  }

  void report_summary() {
    if (reasoning_.summary.empty()) return;
    to_.minor("reasoning_settings", std::string(kPointer) + "/summary",
              "reasoning settings are dropped");
  }

  // The one word that says it all, or as much of it as a word can.
  void write_effort() {
    std::string effort = reasoning_.effort;
    if (effort.empty() && reasoning_.budget_tokens) {
      effort = effort_of_budget(*reasoning_.budget_tokens);
      to_.minor("reasoning_settings", std::string(kPointer) + "/budget_tokens",
                "the reasoning budget is said as the effort " + effort);
    }
    if (effort.empty() && reasoning_.enabled == false &&
        to_.dialect.reasoning_request == Request::Effort)
      effort = "none";
    if (effort.empty()) return;
    const std::string known = nearest(effort, to_.dialect.reasoning_efforts);
    if (known != effort)
      to_.minor("reasoning_settings", std::string(kPointer) + "/effort",
                known.empty() ? "the reasoning effort " + effort + " is dropped"
                              : "the reasoning effort " + effort + " is said as " + known);
    if (!known.empty()) to_.member("reasoning_effort").string(known);
  }

  void write_object() {
    to_.member("reasoning").begin_object();
    if (!reasoning_.effort.empty()) to_.out.key("effort").string(reasoning_.effort);
    if (reasoning_.budget_tokens) to_.out.key("max_tokens").integer(*reasoning_.budget_tokens);
    if (reasoning_.enabled) to_.out.key("enabled").boolean(*reasoning_.enabled);
    if (!reasoning_.summary.empty()) to_.out.key("summary").string(reasoning_.summary);
    to_.extensions(reasoning_.vendor_extensions, std::string(kPointer));
    to_.out.end_object();
  }

  void write_switch() {
    if (!reasoning_.enabled && reasoning_.vendor_extensions.empty()) return;
    to_.member("reasoning").begin_object();
    if (reasoning_.enabled) to_.out.key("enabled").boolean(*reasoning_.enabled);
    to_.extensions(reasoning_.vendor_extensions, std::string(kPointer));
    to_.out.end_object();
  }

  void write_thinking() {
    if (!reasoning_.enabled && !is_off()) return;
    to_.member("thinking").begin_object();
    to_.out.key("type").string(is_off() ? "disabled" : "enabled");
    to_.out.end_object();
  }

  void write_enable_thinking() {
    if (reasoning_.enabled || !reasoning_.effort.empty() || reasoning_.budget_tokens)
      to_.member("enable_thinking").boolean(!is_off());
    if (reasoning_.budget_tokens) to_.member("thinking_budget").integer(*reasoning_.budget_tokens);
    if (!reasoning_.effort.empty() && !is_off())
      to_.minor("reasoning_settings", std::string(kPointer) + "/effort",
                "the reasoning effort is said as on");
  }

  void write_template() {
    if (!is_switch_only() && !is_off()) return;
    json::Document document;
    const bool given = arguments_ && document.parse(arguments_->text());
    if (given && document.root()["enable_thinking"]) return;
    to_.member("chat_template_kwargs").begin_object();
    to_.out.key("enable_thinking").boolean(!is_off());
    if (given)
      for (const json::Member member : document.root().members())
        to_.out.foreign_key(member.name).raw(member.value.raw());
    to_.out.end_object();
  }

  const ReasoningCapability& reasoning_;
  const JsonText* arguments_;
  const Emission& to_;
};

}  // namespace

void write_reasoning_settings(const ReasoningCapability& reasoning,
                              const JsonText* template_arguments, const Emission& to) {
  SettingsWriter(reasoning, template_arguments, to).write();
}

}  // namespace omnillm::codec::openai_chat
