// An EventSender that keeps what it hears.

#ifndef OMNILLM_TESTS_GATEWAY_SUPPORT_HEARD_EVENTS_H_
#define OMNILLM_TESTS_GATEWAY_SUPPORT_HEARD_EVENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "omnillm/model_instance.h"

namespace omnillm {

struct HeardEvents final : EventSender {
  void on_token(std::string_view text) override { tokens.emplace_back(text); }
  void on_tool_call(const ToolCallPart& call) override { calls.push_back(call); }
  void on_cost(const ModelCost& cost) override { costs.push_back(cost); }

  std::vector<std::string> tokens;
  std::vector<ToolCallPart> calls;
  std::vector<ModelCost> costs;
};

}  // namespace omnillm

#endif  // OMNILLM_TESTS_GATEWAY_SUPPORT_HEARD_EVENTS_H_
