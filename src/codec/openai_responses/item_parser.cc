#include <optional>
#include <string>
#include <utility>

#include "codec/openai_responses/items.h"
#include "codec/openai_responses/parts.h"
#include "codec/openai_responses/reasoning.h"
#include "types/item_builder.h"

namespace omnillm::codec::openai_responses {

namespace {

std::optional<MessageRole> role_of(json::Value role) {
  if (role.says("user")) return MessageRole::User;
  if (role.says("assistant")) return MessageRole::Assistant;
  if (role.says("developer")) return MessageRole::Developer;
  if (role.says("system")) return MessageRole::System;
  return {};
}

bool is_settled(const json::Member& m) { return m.name == "status" && m.value.says("completed"); }

Message parse_message(json::Value item, MessageRole role, const Pointer& where, Reader& reader) {
  Message message;
  message.role = role;
  for (const json::Member m : item.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "type" || m.name == "role" || is_settled(m)) continue;
    if (m.name == "content")
      message.parts = parse_content(m.value, at, reader);
    else if (m.name == "id")
      message.id = reader.string(m.value, at);
    else
      keep(message.vendor_extensions, m);
  }
  message.raw_message = RawMessage{WireFormat::OpenAiResponses, item.json()};
  return message;
}

MessagePart parse_call(json::Value item, bool is_custom, const Pointer& where, Reader& reader) {
  ToolCallPart call;
  call.is_custom = is_custom;
  MessagePart part;
  for (const json::Member m : item.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "type" || is_settled(m)) continue;
    if (m.name == "call_id")
      call.call_id = reader.string(m.value, at);
    else if (m.name == "name")
      call.name = reader.string(m.value, at);
    else if (m.name == "arguments" && !is_custom)
      call.arguments = types::arguments_of(reader.string(m.value, at), false);
    else if (m.name == "input" && is_custom)
      call.arguments = JsonText::string(reader.string(m.value, at));
    else if (m.name == "id")
      part.id = reader.string(m.value, at);
    else
      keep(part.vendor_extensions, m);
  }
  if (call.call_id.empty()) call.call_id = part.id;
  reader.require(call.call_id, where.at("call_id"));
  reader.require(call.name, where.at("name"));
  part.content = std::move(call);
  return part;
}

MessagePart parse_result(json::Value item, bool is_custom, const Pointer& where, Reader& reader) {
  ToolResultPart result;
  result.is_custom = is_custom;
  MessagePart part;
  for (const json::Member m : item.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "type" || is_settled(m)) continue;
    if (m.name == "call_id")
      result.call_id = reader.string(m.value, at);
    else if (m.name == "name")
      result.name = reader.string(m.value, at);
    else if (m.name == "output")
      result.output = parse_content(m.value, at, reader);
    else if (m.name == "id")
      part.id = reader.string(m.value, at);
    else
      keep(part.vendor_extensions, m);
  }
  reader.require(result.call_id, where.at("call_id"));
  part.content = std::move(result);
  return part;
}

MessagePart raw_item(std::string type, json::Value item) {
  return part::Raw{WireFormat::OpenAiResponses, std::move(type), item.json()};
}

}  // namespace

Item parse_item(json::Value item, const Pointer& where, Reader& reader) {
  if (!item.is_object()) {
    reader.fault(where, "expected an object");
    return {};
  }
  const json::Value type = item["type"];
  const json::Value role = item["role"];
  if (type.says("message") || (type.is_missing_or_null() && role)) {
    if (!role.is_string()) reader.fault(where.at("role"), "expected a string");
    if (const auto known = role_of(role)) return parse_message(item, *known, where, reader);
    return raw_item("message", item);
  }
  if (type.says("function_call")) return parse_call(item, false, where, reader);
  if (type.says("custom_tool_call")) return parse_call(item, true, where, reader);
  if (type.says("function_call_output")) return parse_result(item, false, where, reader);
  if (type.says("custom_tool_call_output")) return parse_result(item, true, where, reader);
  if (type.says("reasoning")) return parse_reasoning(item, where, reader);
  if (type.is_missing_or_null() && item["id"].is_string()) return raw_item("item_reference", item);
  if (!type.is_string()) reader.fault(where.at("type"), "expected a string");
  return raw_item(type.str(), item);
}

Message message_of_string(json::Value string) {
  Message message = Message::user(string.text());
  message.raw_message = RawMessage{WireFormat::OpenAiResponses, string.json()};
  return message;
}

const JsonText* string_input(const std::vector<Item>& input) {
  const Message* message = input.size() == 1 ? input.front().message() : nullptr;
  if (!message || !message->raw_message) return nullptr;
  const RawMessage& raw = *message->raw_message;
  if (raw.origin != WireFormat::OpenAiResponses || !raw.json.is_string()) return nullptr;
  Message same = Message::user(raw.json.as_text());
  same.raw_message = raw;
  return *message == same ? &raw.json : nullptr;
}

std::vector<Item> parse_items(json::Value items, const Pointer& where, Reader& reader) {
  std::vector<Item> parsed;
  if (!reader.array(items, where)) return parsed;
  parsed.reserve(items.size());
  std::size_t index = 0;
  for (const json::Value item : items.elements())
    parsed.push_back(parse_item(item, where.at(index++), reader));
  return parsed;
}

}  // namespace omnillm::codec::openai_responses
