#include "codec/openai_chat/raw_message.h"

#include <algorithm>
#include <string>

#include "codec/openai_chat/message_parser.h"
#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

namespace {

using Name = Dialect::ReasoningName;

// Where this dialect reads thoughts, if that is a member of the message.
std::string_view reasoning_member(Name name) {
  switch (name) {
    case Name::ReasoningContent:
      return "reasoning_content";
    case Name::Reasoning:
      return "reasoning";
    case Name::ReasoningDetails:
      return "reasoning_details";
    case Name::None:
    case Name::ThinkingParts:
      break;
  }
  return {};
}

// Every member in which somebody writes thoughts, but for those of this dialect.
bool has_other_reasoning(json::Value raw, const Dialect& dialect) {
  const std::string_view own = reasoning_member(dialect.reasoning_name);
  for (const std::string_view name : {"reasoning_content", "reasoning", "reasoning_details"})
    if (name != own && !raw[name].is_missing_or_null()) return true;
  if (dialect.reasoning_name == Name::ThinkingParts) return false;
  for (const json::Value part : raw["content"].elements())
    if (part["type"].says("thinking")) return true;
  return false;
}

bool takes_part(const MessagePart& part, const Emission& to) {
  if (part.cache_mark &&
      to.dialect.cache_control == part.cache_mark->vendor_extensions.contains("mode"))
    return false;
  if (const auto* call = part.get_if<ToolCallPart>())
    return to.takes_call_id(call->call_id) && (!call->is_custom || to.dialect.custom_tools);
  if (const auto* result = part.get_if<ToolResultPart>())
    return to.takes_call_id(result->call_id) &&
           std::all_of(result->output.begin(), result->output.end(),
                       [&](const MessagePart& output) { return takes_part(output, to); });
  return true;
}

bool takes(const Message& message, json::Value raw, const Emission& to) {
  using SystemRole = Dialect::SystemRole;
  const SystemRole system = to.dialect.system_role;
  if (message.role == MessageRole::System && system == SystemRole::Developer) return false;
  if (message.role == MessageRole::Developer && system == SystemRole::System) return false;
  if (!message.name.empty() && !to.dialect.message_name) return false;
  if (message.role == MessageRole::Assistant &&
      (has_other_reasoning(raw, to.dialect) || raw["function_call"].is_object() ||
       (raw["images"].size() > 0 && !to.dialect.assistant_images)))
    return false;
  return std::all_of(message.parts.begin(), message.parts.end(),
                     [&](const MessagePart& part) { return takes_part(part, to); });
}

// Raw messages aside, and what only the conversation knows: which results are of custom tools.
bool says_the_same(const Message& a, const Message& b) {
  const auto same_part = [](const MessagePart& x, const MessagePart& y) {
    if (x == y) return true;
    const auto* result = x.get_if<ToolResultPart>();
    if (!result || !y.is<ToolResultPart>()) return false;
    MessagePart other = y;
    other.get_if<ToolResultPart>()->is_custom = result->is_custom;
    return x == other;
  };
  return a.role == b.role && a.name == b.name && a.id == b.id &&
         a.vendor_extensions == b.vendor_extensions &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same_part);
}

}  // namespace

bool is_written_as_it_came(const Message& message, const Emission& to) {
  if (!message.raw_message || message.raw_message->origin != kFormat) return false;
  json::Document document;
  if (!document.parse(message.raw_message->json.text())) return false;
  const json::Value raw = document.root();
  if (!takes(message, raw, to)) return false;
  Message again;
  return parse_message(Fields::of_request(), raw, Pointer(), {}, again) &&
         says_the_same(message, again);
}

}  // namespace omnillm::codec::openai_chat
