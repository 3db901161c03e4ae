#include "codec/anthropic/prompt.h"

#include <algorithm>
#include <string>

#include "codec/anthropic/part_losses.h"

namespace omnillm::codec::anthropic {

namespace {

bool is_system(const Message& message) {
  return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

// What came as a turn of the conversation goes as one.
bool stays_in_place(const Message& message) {
  return message.role == MessageRole::System && message.raw_message &&
         message.raw_message->origin == WireFormat::AnthropicMessages;
}

MessageRole wire_role(const Message& message) {
  if (message.role == MessageRole::Assistant) return MessageRole::Assistant;
  return is_system(message) ? MessageRole::System : MessageRole::User;
}

// How many parts the item of a request has at this place.
std::size_t parts_at(const LlmRequest& request, std::size_t index) {
  if (request.input.empty()) return request.messages[index].parts.size();
  const Message* message = request.input[index].message();
  return message ? message->parts.size() : 1;
}

bool is_result(const PlannedBlock& block) { return block.part->is<ToolResultPart>(); }

}  // namespace

Prompt::Prompt(const LlmRequest& request, bool keep_extensions, LossLog& losses)
    : request_(request),
      conversation_(request),
      keep_extensions_(keep_extensions),
      losses_(losses) {
  if (request.instructions && !request.instructions->empty()) {
    made_.emplace_back(*request.instructions);
    system_.push_back({.part = &made_.back()});
  }
  const auto& turns = conversation_.turns();
  const std::size_t size = request.input.empty() ? request.messages.size() : request.input.size();
  turns_.reserve(turns.size());
  for (std::size_t i = 0; i < turns.size(); ++i)
    add(turns[i], i + 1 < turns.size() ? turns[i + 1].index : size);
  for (PlannedTurn& turn : turns_) put_results_first(turn);
  begin_with_user();
}

void Prompt::add(const Conversation::Turn& turn, std::size_t end) {
  const Message& message = *turn.message;
  const Pointer root;
  const Pointer list = root.at(conversation_.pointer().substr(1));
  report(message, list.at(turn.index));
  if (is_system(message) && !stays_in_place(message)) {
    if (!turns_.empty())
      losses_.minor("system_position", list.at(turn.index).str(),
                    "what the system says later is said first in anthropic_messages");
    add_blocks(turn, end, system_);
    return;
  }
  const MessageRole role = wire_role(message);
  PlannedTurn fresh{.role = role};
  const bool joins = !turns_.empty() && turns_.back().role == role;
  PlannedTurn& into = joins ? turns_.back() : fresh;
  const std::size_t before = into.blocks.size();
  add_blocks(turn, end, into.blocks);
  const std::size_t added = into.blocks.size() - before;
  if (added == 0) {
    losses_.note("empty_message", list.at(turn.index).str(),
                 "a message without content is not sent to anthropic_messages");
    return;
  }
  into.messages.push_back(&message);
  into.is_changed = joins || added != message.parts.size();
  if (!joins) turns_.push_back(std::move(fresh));
}

void Prompt::add_blocks(const Conversation::Turn& turn, std::size_t end,
                        std::vector<PlannedBlock>& out) {
  std::size_t message = turn.index;
  std::size_t index = 0;
  for (const MessagePart& part : turn.message->parts) {
    while (message + 1 < end && index == parts_at(request_, message)) {
      ++message;
      index = 0;
    }
    if (has_block(part, Use::Request))
      out.push_back({.part = &part, .message = message, .index = index});
    ++index;
  }
}

void Prompt::report(const Message& message, const Pointer& where) {
  if (!message.name.empty())
    losses_.minor("name", where.str(), "names are dropped when bridging to anthropic_messages");
  if (!keep_extensions_) {
    for (const auto& [name, value] : message.vendor_extensions)
      losses_.minor("vendor_extensions", where.at(name).str(),
                    "some vendor_extensions and raw_message fields are not emitted to "
                    "anthropic_messages");
  }
  const Pointer content = where.at("content");
  std::size_t index = 0;
  for (const MessagePart& part : message.parts)
    report_losses(part, Use::Request, keep_extensions_, content.at(index++), losses_);
}

void Prompt::put_results_first(PlannedTurn& turn) {
  if (turn.role != MessageRole::User ||
      std::is_partitioned(turn.blocks.begin(), turn.blocks.end(), is_result))
    return;
  std::stable_partition(turn.blocks.begin(), turn.blocks.end(), is_result);
  turn.is_changed = true;
}

void Prompt::begin_with_user() {
  const auto first = std::find_if(turns_.begin(), turns_.end(), [](const PlannedTurn& turn) {
    return turn.role != MessageRole::System;
  });
  if (first == turns_.end() || first->role == MessageRole::User) return;
  losses_.minor(
      "first_message", "",
      "anthropic_messages begins with the user: a full stop is said before the assistant");
  made_.emplace_back(".");
  turns_.insert(
      first, {.role = MessageRole::User, .blocks = {{.part = &made_.back()}}, .is_changed = true});
}

}  // namespace omnillm::codec::anthropic
