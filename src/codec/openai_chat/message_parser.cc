#include "codec/openai_chat/message_parser.h"

#include <string>
#include <utility>

#include "codec/openai_chat/content_parser.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning.h"
#include "codec/openai_chat/tool_calls.h"
#include "json/name_table.h"

namespace omnillm::codec::openai_chat {

namespace {

// The members somebody knows, each where its name puts it.
struct Members {
  json::Value role, content, name;
  json::Value tool_call_id;
  json::Value refusal, audio, images, annotations, tool_calls, function_call;
  json::Value reasoning_details, reasoning_content, reasoning;
  bool has_others = false;          // nobody knows
  bool has_assistants_own = false;  // that mean something in an assistant's message alone
};

struct Place {
  json::Value Members::*member;
  bool of_assistant;
};

constexpr json::NameTable<Place, 13> kPlaces({{
    {"role", {&Members::role, false}},
    {"content", {&Members::content, false}},
    {"name", {&Members::name, false}},
    {"tool_call_id", {&Members::tool_call_id, false}},
    {"tool_calls", {&Members::tool_calls, true}},
    {"refusal", {&Members::refusal, true}},
    {"audio", {&Members::audio, true}},
    {"annotations", {&Members::annotations, true}},
    {"images", {&Members::images, true}},
    {"function_call", {&Members::function_call, true}},
    {"reasoning_content", {&Members::reasoning_content, true}},
    {"reasoning", {&Members::reasoning, true}},
    {"reasoning_details", {&Members::reasoning_details, true}},
}});

Members sort_members(json::Value message) {
  Members members;
  for (const json::Member member : message.members())
    if (const Place* place = kPlaces.find(member.name)) {
      members.*(place->member) = member.value;
      members.has_assistants_own |= place->of_assistant;
    } else {
      members.has_others = true;
    }
  return members;
}

void keep(std::string_view name, json::Value value, Message& message) {
  if (!value.is_missing_or_null()) message.vendor_extensions.set(name, value.json());
}

void keep_others(json::Value object, const Members& members, Message& message) {
  const bool is_assistant = message.role == MessageRole::Assistant;
  if (!members.has_others && (is_assistant || !members.has_assistants_own)) return;
  for (const json::Member member : object.members()) {
    const Place* place = kPlaces.find(member.name);
    const bool read = place && (!place->of_assistant || is_assistant);
    if (!read && !member.value.is_missing_or_null())
      message.vendor_extensions.append(std::string(member.name), member.value.json());
  }
}

Result<void> parse_assistant_audio(const Fields& fields, json::Value value, const Pointer& where,
                                   Message& message) {
  if (value.is_missing_or_null()) return {};
  if (auto ok = fields.object(value, where); !ok) return ok;
  part::Audio audio;
  if (auto ok = fields.string(value["id"], where.at("id"), audio.id); !ok) return ok;
  if (auto ok = fields.text(value["data"], where.at("data"), audio.data); !ok) return ok;
  if (auto ok = fields.text(value["transcript"], where.at("transcript"), audio.transcript); !ok)
    return ok;
  MessagePart part(std::move(audio));
  if (const json::Value expires = value["expires_at"]; !expires.is_missing_or_null())
    part.vendor_extensions.append("expires_at", expires.json());
  message.parts.push_back(std::move(part));
  return {};
}

Result<void> parse_images(const Fields& fields, json::Value images, const Pointer& where,
                          Message& message) {
  if (images.is_missing_or_null()) return {};
  if (auto ok = fields.array(images, where); !ok) return ok;
  std::size_t index = 0;
  for (const json::Value image : images.elements()) {
    auto part = parse_part(fields, image, where.at(index++));
    if (!part) return tl::unexpected(part.error());
    message.parts.push_back(std::move(*part));
  }
  return {};
}

// Sources belong to the text; without a text they stay what they are.
void parse_annotations(json::Value annotations, Message& message) {
  if (!annotations.is_array() || annotations.size() == 0) return;
  for (MessagePart& part : message.parts) {
    auto* text = part.get_if<part::Text>();
    if (!text) continue;
    for (const json::Value annotation : annotations.elements())
      text->citations.push_back(parse_citation(annotation));
    return;
  }
  keep("annotations", annotations, message);
}

// An empty text beside something else, or alone, is how some write that there is none.
void drop_empty_text(Message& message) {
  std::erase_if(message.parts, [](const MessagePart& part) {
    const auto* text = part.get_if<part::Text>();
    return text && text->text.empty() && part == MessagePart(part::Text{});
  });
}

Result<void> parse_assistant(const Fields& fields, const Members& members, const Pointer& where,
                             Message& message) {
  if (!parse_reasoning(members.reasoning_details, members.reasoning_content, members.reasoning,
                       message.parts)) {
    message.parts.clear();
    keep("reasoning_details", members.reasoning_details, message);
    keep("reasoning_content", members.reasoning_content, message);
    keep("reasoning", members.reasoning, message);
  }
  if (auto ok = parse_content(fields, members.content, where.at("content"), message.parts); !ok)
    return ok;
  drop_empty_text(message);
  parse_annotations(members.annotations, message);
  Text refusal;
  if (auto ok = fields.text(members.refusal, where.at("refusal"), refusal); !ok) return ok;
  if (!refusal.empty()) message.parts.emplace_back(part::Refusal{std::move(refusal)});
  if (auto ok = parse_assistant_audio(fields, members.audio, where.at("audio"), message); !ok)
    return ok;
  if (auto ok = parse_images(fields, members.images, where.at("images"), message); !ok) return ok;
  if (auto ok = parse_tool_calls(fields, members.tool_calls, where.at("tool_calls"), message.parts);
      !ok)
    return ok;
  if (members.function_call.is_missing_or_null()) return {};
  auto call = parse_function(fields, members.function_call, where.at("function_call"));
  if (!call) return tl::unexpected(call.error());
  message.parts.emplace_back(std::move(*call));
  return {};
}

Result<void> parse_tool_result(const Fields& fields, const Members& members, const Pointer& where,
                               Message& message) {
  ToolResultPart result;
  result.name = std::exchange(message.name, {});
  if (auto ok = fields.string(members.tool_call_id, where.at("tool_call_id"), result.call_id); !ok)
    return ok;
  if (auto ok = parse_content(fields, members.content, where.at("content"), result.output); !ok)
    return ok;
  message.parts.emplace_back(std::move(result));
  return {};
}

Result<MessageRole> parse_role(const Fields& fields, json::Value role, const Pointer& where,
                               std::optional<MessageRole> otherwise) {
  if (role.is_missing_or_null() && otherwise) return *otherwise;
  if (!role.is_string()) return fields.expected("a string", role, where);
  const std::string word = role.str();
  if (const auto known = role_of(word)) return *known;
  return fields.wrong(where, "nobody has the role \"" + word + "\"");
}

}  // namespace

Citation parse_citation(json::Value annotation) {
  Citation citation{.origin = kFormat, .raw = annotation.json()};
  const json::Value url = annotation["url_citation"];
  citation.url = url["url"].str();
  citation.title = url["title"].str();
  citation.cited_text = url["content"].text();
  citation.start_index = url["start_index"].to_int64();
  citation.end_index = url["end_index"].to_int64();
  return citation;
}

Result<void> parse_message(const Fields& fields, json::Value message, const Pointer& where,
                           std::optional<MessageRole> otherwise, Message& into) {
  if (auto ok = fields.object(message, where); !ok) return ok;
  const Members members = sort_members(message);
  const auto role = parse_role(fields, members.role, where.at("role"), otherwise);
  if (!role) return tl::unexpected(role.error());
  into.role = *role;
  if (auto ok = fields.string(members.name, where.at("name"), into.name); !ok) return ok;
  Result<void> parts;
  if (*role == MessageRole::Assistant)
    parts = parse_assistant(fields, members, where, into);
  else if (*role == MessageRole::Tool)
    parts = parse_tool_result(fields, members, where, into);
  else
    parts = parse_content(fields, members.content, where.at("content"), into.parts);
  if (!parts) return parts;
  keep_others(message, members, into);
  return {};
}

}  // namespace omnillm::codec::openai_chat
