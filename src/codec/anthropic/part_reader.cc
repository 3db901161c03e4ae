#include "codec/anthropic/part_reader.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "codec/anthropic/cache_mark.h"
#include "codec/anthropic/citations.h"

namespace omnillm::codec::anthropic {

namespace {

// Hands each member of a block to `known`, which says whether it is one of its own. The mark of the
// cache may stand on any block; what nobody knows is kept.
template <class Known>
void read_members(json::Value block, const Pointer& where, Reading& in, MessagePart& part,
                  Known known) {
  for (const json::Member member : block.members()) {
    if (member.name == "type" || known(member)) continue;
    if (member.name == "cache_control")
      part.cache_mark = read_cache_mark(member.value, where.at("cache_control"), in);
    else
      part.vendor_extensions.append(std::string(member.name), member.value.json());
  }
}

MessagePart raw_part(json::Value block) {
  return part::Raw{
      .origin = WireFormat::AnthropicMessages, .type = block["type"].str(), .json = block.json()};
}

MessagePart read_text_block(json::Value block, const Pointer& where, Reading& in) {
  MessagePart part;
  part::Text text;
  read_members(block, where, in, part, [&](const json::Member& member) {
    if (member.name == "citations")
      read_citations(member.value, where.at("citations"), in, text.citations);
    return member.name == "text" || member.name == "citations";
  });
  if (in.want_string(block["text"], where.at("text"))) text.text = block["text"].text();
  part.content = std::move(text);
  return part;
}

MessagePart read_image_or_document(json::Value block, const Pointer& where, bool is_image,
                                   Reading& in) {
  std::optional<Source> source = read_source(block["source"], where.at("source"), is_image, in);
  if (!source) return raw_part(block);
  MessagePart part(std::move(source->content));
  if (!source->is_complete) part.vendor_extensions.append("source", block["source"].json());
  auto* file = part.get_if<part::File>();
  read_members(block, where, in, part, [&](const json::Member& member) {
    if (file && member.name == "title") {
      in.read(member.value, where.at("title"), file->filename);
      return true;
    }
    return member.name == "source";
  });
  return part;
}

MessagePart read_tool_use(json::Value block, const Pointer& where, Reading& in) {
  MessagePart part;
  ToolCallPart call;
  read_members(block, where, in, part, [&](const json::Member& member) {
    return member.name == "id" || member.name == "name" || member.name == "input";
  });
  in.read(block["id"], where.at("id"), call.call_id);
  if (in.want_string(block["name"], where.at("name"))) call.name = block["name"].str();
  call.arguments = block["input"].is_missing_or_null() ? JsonText::from_valid(nullptr, "{}")
                                                       : block["input"].json();
  part.content = std::move(call);
  return part;
}

MessagePart read_tool_result(json::Value block, const Pointer& where, Reading& in) {
  MessagePart part;
  ToolResultPart result;
  std::optional<bool> is_error;
  read_members(block, where, in, part, [&](const json::Member& member) {
    if (member.name == "content" && !member.value.is_missing_or_null())
      read_content(member.value, where.at("content"), in, result.output);
    return member.name == "content" || member.name == "tool_use_id" || member.name == "is_error";
  });
  if (in.want_string(block["tool_use_id"], where.at("tool_use_id")))
    result.call_id = block["tool_use_id"].str();
  in.read(block["is_error"], where.at("is_error"), is_error);
  result.is_error = is_error.value_or(false);
  part.content = std::move(result);
  return part;
}

MessagePart read_thinking(json::Value block, const Pointer& where, Reading& in) {
  MessagePart part;
  part::Reasoning reasoning;
  read_members(block, where, in, part, [&](const json::Member& member) {
    return member.name == "thinking" || member.name == "signature";
  });
  std::string signature;
  in.read(block["thinking"], where.at("thinking"), reasoning.text);
  in.read(block["signature"], where.at("signature"), signature);
  if (!signature.empty()) part.signature = Signature{.value = std::move(signature)};
  part.content = std::move(reasoning);
  return part;
}

MessagePart read_redacted(json::Value block, const Pointer& where, Reading& in) {
  MessagePart part;
  part::Reasoning reasoning;
  read_members(block, where, in, part,
               [](const json::Member& member) { return member.name == "data"; });
  if (in.want_string(block["data"], where.at("data"))) reasoning.encrypted = block["data"].str();
  // There is nothing to sign, but it must be known whose the data are.
  part.signature = Signature{.origin = WireFormat::AnthropicMessages};
  part.content = std::move(reasoning);
  return part;
}

}  // namespace

MessagePart read_part(json::Value block, const Pointer& where, Reading& in) {
  if (!in.want_object(block, where)) return {};
  const json::Value type = block["type"];
  if (!in.want_string(type, where.at("type"))) return {};
  if (type.says("text")) return read_text_block(block, where, in);
  if (type.says("image")) return read_image_or_document(block, where, true, in);
  if (type.says("document")) return read_image_or_document(block, where, false, in);
  if (type.says("tool_use")) return read_tool_use(block, where, in);
  if (type.says("tool_result")) return read_tool_result(block, where, in);
  if (type.says("thinking")) return read_thinking(block, where, in);
  if (type.says("redacted_thinking")) return read_redacted(block, where, in);
  return raw_part(block);
}

void read_content(json::Value content, const Pointer& where, Reading& in,
                  std::vector<MessagePart>& out) {
  if (content.is_string()) {
    out.emplace_back(content.text());
    return;
  }
  if (!content.is_array()) {
    in.complain(where, content ? "expected a string or an array" : "is missing");
    return;
  }
  out.reserve(content.size());
  std::size_t index = 0;
  for (const json::Value block : content.elements())
    out.push_back(read_part(block, where.at(index++), in));
}

Message read_message(json::Value value, const Pointer& where, Reading& in) {
  Message message;
  if (!in.want_object(value, where)) return message;
  const json::Value role = value["role"];
  if (role.says("assistant"))
    message.role = MessageRole::Assistant;
  else if (role.says("system"))
    message.role = MessageRole::System;
  else if (in.want_string(role, where.at("role")) && !role.says("user"))
    in.complain(where.at("role"), "is neither user nor assistant");
  for (const json::Member member : value.members()) {
    if (member.name == "role" || member.name == "content") continue;
    message.vendor_extensions.append(std::string(member.name), member.value.json());
  }
  read_content(value["content"], where.at("content"), in, message.parts);
  const bool only_results =
      !message.parts.empty() &&
      std::all_of(message.parts.begin(), message.parts.end(),
                  [](const MessagePart& part) { return part.is<ToolResultPart>(); });
  if (message.role == MessageRole::User && only_results) message.role = MessageRole::Tool;
  return message;
}

}  // namespace omnillm::codec::anthropic
