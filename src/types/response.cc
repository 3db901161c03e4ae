#include "omnillm/response.h"

#include <ostream>

#include "types/canonical_names.h"

namespace omnillm {
namespace {

bool stands_alone(const MessagePart& piece) {
  return piece.is<ToolCallPart>() || piece.is<ToolResultPart>() || piece.is<part::Reasoning>() ||
         piece.is<part::Raw>();
}

// What is between the parts that stand alone stays messages; the first of them keeps the names.
std::vector<ResponseItem> items_of(Message message) {
  std::vector<ResponseItem> items;
  std::vector<MessagePart> parts = std::exchange(message.parts, {});
  bool alone = true;
  for (const MessagePart& piece : parts) alone = alone && !stands_alone(piece);
  if (alone) {
    message.parts = std::move(parts);
    items.emplace_back(std::move(message));
    return items;
  }
  message.raw_message.reset();
  bool open = false;
  for (MessagePart& piece : parts) {
    if (stands_alone(piece)) {
      items.emplace_back(std::move(piece));
      open = false;
      continue;
    }
    if (!open) {
      items.emplace_back(message);
      message.id.clear();
      message.vendor_extensions = {};
      open = true;
    }
    items.back().message()->parts.push_back(std::move(piece));
  }
  return items;
}

// Calls `use` with every part of the output, in order.
template <class Use>
void for_each_part(const std::vector<ResponseItem>& output, Use use) {
  for (const ResponseItem& item : output) {
    if (const MessagePart* single = item.single()) {
      use(*single);
      continue;
    }
    for (const MessagePart& piece : item.message()->parts) use(piece);
  }
}

// What a reader sees of a part; empty when that is nothing.
const Text* visible_text_of(const MessagePart& piece) {
  if (const auto* written = piece.get_if<part::Text>()) return &written->text;
  if (const auto* spoken = piece.get_if<part::Audio>()) return &spoken->transcript;
  return nullptr;
}

}  // namespace

std::string_view to_string(FinishReason::Code code) { return types::kFinishNames[code]; }

std::ostream& operator<<(std::ostream& out, const FinishReason& reason) {
  if (reason.code() == FinishReason::Other && !reason.word().empty()) return out << reason.word();
  return out << to_string(reason.code());
}

Text visible_text(const std::vector<ResponseItem>& output) {
  // One text alone, as there mostly is, shares its bytes.
  const Text* only = nullptr;
  std::size_t texts = 0;
  for_each_part(output, [&](const MessagePart& piece) {
    const Text* text = visible_text_of(piece);
    if (!text || text->empty()) return;
    only = text;
    ++texts;
  });
  if (texts == 0) return {};
  if (texts == 1) return *only;
  std::string all;
  for_each_part(output, [&](const MessagePart& piece) {
    if (const Text* text = visible_text_of(piece)) text->append_to(all);
  });
  return all;
}

LlmResponse LlmResponse::from_message(WireFormat protocol, std::string model, Message message,
                                      std::optional<TokenUsage> usage) {
  LlmResponse response;
  response.output = items_of(std::move(message));
  response.content_text = visible_text(response.output);
  response.usage = usage;
  response.model = std::move(model);
  response.provider_protocol = protocol;
  return response;
}

std::vector<const ToolCallPart*> LlmResponse::tool_calls() const {
  std::vector<const ToolCallPart*> calls;
  for_each_part(output, [&](const MessagePart& piece) {
    if (const auto* call = piece.get_if<ToolCallPart>()) calls.push_back(call);
  });
  return calls;
}

std::string LlmResponse::refusal() const {
  std::string text;
  for_each_part(output, [&](const MessagePart& piece) {
    if (const auto* refusal = piece.get_if<part::Refusal>()) refusal->text.append_to(text);
  });
  return text;
}

std::string LlmResponse::reasoning_text() const {
  std::string text;
  for_each_part(output, [&](const MessagePart& piece) {
    const auto* thought = piece.get_if<part::Reasoning>();
    if (!thought || thought->text.empty()) return;
    if (!text.empty()) text += "\n\n";
    thought->text.append_to(text);
  });
  return text;
}

Message LlmResponse::to_message() const {
  if (output.size() == 1 && output.front().message()) return *output.front().message();
  Message all;
  all.role = MessageRole::Assistant;
  for (const ResponseItem& item : output) {
    const Message* message = item.message();
    if (!message) {
      all.parts.push_back(*item.single());
      continue;
    }
    all.parts.insert(all.parts.end(), message->parts.begin(), message->parts.end());
    if (all.id.empty()) all.id = message->id;
    for (const auto& [name, value] : message->vendor_extensions)
      if (!all.vendor_extensions.contains(name)) all.vendor_extensions.append(name, value);
  }
  return all;
}

}  // namespace omnillm
