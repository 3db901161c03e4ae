// How hard the model thinks: `thinking` and `output_config.effort`.

#ifndef OMNILLM_CODEC_ANTHROPIC_THINKING_H_
#define OMNILLM_CODEC_ANTHROPIC_THINKING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "codec/anthropic/reading.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/request.h"

namespace omnillm::codec::anthropic {

// `thinking`. One that adapts is enabled without a budget.
void read_thinking_config(json::Value thinking, const Pointer& where, Reading& in,
                          ReasoningCapability& out);

// The most that may be written, the budget for thoughts within it.
struct OutputLimit {
  std::int64_t max_tokens;
  bool is_default;  // nobody asked for it, so it may grow
};

// What is written of a request's reasoning.
struct ThinkingPlan {
  enum class Mode : std::uint8_t { Unsaid, Disabled, Enabled, Adaptive };

  Mode mode = Mode::Unsaid;
  std::int64_t budget_tokens = 0;
  std::string effort{};
  bool summarized = false;

  // Whether the model thinks, which forbids a temperature.
  [[nodiscard]] bool thinks() const { return mode == Mode::Enabled || mode == Mode::Adaptive; }
};

// `limit` grows when it must and may. What cannot be is reported.
[[nodiscard]] ThinkingPlan plan_thinking(const LlmRequest& request, OutputLimit& limit,
                                         LossLog& losses);

// `thinking` with its name, or nothing.
void write_thinking(const ThinkingPlan& plan, const VendorExtensions& extensions,
                    json::Writer& out);

// Whether a model of that name thinks by budget alone: those before 4.6 know neither `adaptive` nor
// an effort. Names nobody knows are new.
[[nodiscard]] bool thinks_by_budget(std::string_view model);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_THINKING_H_
