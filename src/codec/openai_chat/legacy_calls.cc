#include "codec/openai_chat/legacy_calls.h"

#include <algorithm>
#include <string>

namespace omnillm::codec::openai_chat {

namespace {

struct OpenCall {
  std::string name;
  std::string id;
};

void answer(ToolResultPart& result, std::vector<OpenCall>& open) {
  auto call = std::find_if(open.begin(), open.end(),
                           [&](const OpenCall& one) { return one.name == result.name; });
  if (call == open.end()) call = open.begin();
  if (call == open.end()) return;
  result.call_id = call->id;
  open.erase(call);
}

}  // namespace

void name_calls_without_id(std::vector<Message>& messages) {
  std::vector<OpenCall> open;
  std::size_t count = 0;
  for (Message& message : messages)
    for (MessagePart& part : message.parts) {
      if (auto* call = part.get_if<ToolCallPart>(); call && call->call_id.empty()) {
        call->call_id = "call_" + std::to_string(count++);
        open.push_back({call->name, call->call_id});
      } else if (auto* result = part.get_if<ToolResultPart>(); result && result->call_id.empty()) {
        answer(*result, open);
      }
    }
}

void mark_custom_results(std::vector<Message>& messages) {
  std::vector<std::string_view> custom;
  for (Message& message : messages)
    for (MessagePart& part : message.parts) {
      if (const auto* call = part.get_if<ToolCallPart>(); call && call->is_custom)
        custom.push_back(call->call_id);
      else if (auto* result = part.get_if<ToolResultPart>())
        result->is_custom =
            std::find(custom.begin(), custom.end(), result->call_id) != custom.end();
    }
}

}  // namespace omnillm::codec::openai_chat
