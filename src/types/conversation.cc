// How the items of a request fold into messages.

#include <algorithm>
#include <tuple>

#include "omnillm/request.h"

namespace omnillm {
namespace {

// Whose a part is that stands on its own.
MessageRole role_of(const MessagePart& single) {
  if (single.is<ToolResultPart>()) return MessageRole::Tool;
  if (single.is<ToolCallPart>() || single.is<part::Reasoning>() || single.is<part::Refusal>())
    return MessageRole::Assistant;
  if (const auto* raw = single.get_if<part::Raw>()) {
    const std::string_view type = raw->type;
    const bool answers = type.ends_with("_output") || type.ends_with("_response");
    return answers ? MessageRole::Tool : MessageRole::Assistant;
  }
  return MessageRole::User;
}

void append(Message& turn, const Message& message) {
  turn.parts.insert(turn.parts.end(), message.parts.begin(), message.parts.end());
  if (turn.name.empty()) turn.name = message.name;
  if (turn.id.empty()) turn.id = message.id;
  for (const auto& [name, value] : message.vendor_extensions)
    if (!turn.vendor_extensions.contains(name)) turn.vendor_extensions.append(name, value);
}

bool names_agree(const Message& a, const Message& b) {
  return a.name.empty() || b.name.empty() || a.name == b.name;
}

}  // namespace

Conversation::Conversation(const LlmRequest& request)
    : pointer_(request.input.empty() ? "/messages" : "/input") {
  if (request.input.empty()) {
    turns_.reserve(request.messages.size());
    for (const Message& message : request.messages) turns_.push_back({&message, turns_.size()});
  } else {
    turns_.reserve(request.input.size());
    for (std::size_t i = 0; i < request.input.size(); ++i) add_item(request.input[i], i);
  }
  index_calls();
}

// A loose part joins the turn before it when that is of its role; a message joins only a turn that
// was folded already, so that messages which stand by themselves stay what they are.
void Conversation::add_item(const RequestItem& item, std::size_t index) {
  const Message* last = turns_.empty() ? nullptr : turns_.back().message;
  if (const Message* message = item.message()) {
    const bool joins = last && !folded_.empty() && last == folded_.back().get() &&
                       last->role == message->role && names_agree(*last, *message);
    if (joins)
      append(folded_turn(), *message);
    else
      turns_.push_back({message, index});
    return;
  }
  const MessagePart& single = *item.single();
  const MessageRole role = role_of(single);
  if (!last || last->role != role) {
    folded_.push_back(std::make_unique<Message>());
    folded_.back()->role = role;
    turns_.push_back({folded_.back().get(), index});
  }
  folded_turn().parts.push_back(single);
}

// The last turn, made a message of our own if it is the request's.
Message& Conversation::folded_turn() {
  Turn& last = turns_.back();
  if (folded_.empty() || last.message != folded_.back().get()) {
    folded_.push_back(std::make_unique<Message>(*last.message));
    folded_.back()->raw_message.reset();  // it no longer says all
    last.message = folded_.back().get();
  }
  return *folded_.back();
}

void Conversation::index_calls() {
  for (std::size_t turn = 0; turn < turns_.size(); ++turn)
    for (const MessagePart& piece : turns_[turn].message->parts)
      if (const auto* call = piece.get_if<ToolCallPart>())
        calls_.push_back({call->call_id, turn, call->name});
  std::stable_sort(calls_.begin(), calls_.end(), [](const Call& a, const Call& b) {
    return std::tie(a.id, a.turn) < std::tie(b.id, b.turn);
  });
}

std::string_view Conversation::tool_name_of(std::string_view call_id,
                                            std::size_t before_turn) const {
  const auto after = std::partition_point(calls_.begin(), calls_.end(), [&](const Call& call) {
    return std::tie(call.id, call.turn) < std::tie(call_id, before_turn);
  });
  if (after == calls_.begin()) return {};
  const Call& call = *(after - 1);
  return call.id == call_id ? call.name : std::string_view();
}

}  // namespace omnillm
