#include "omnillm/message.h"

#include <ostream>

#include "types/canonical_names.h"

namespace omnillm {

std::string_view to_string(MessageRole role) { return types::kRoleNames[role]; }
std::ostream& operator<<(std::ostream& out, MessageRole role) { return out << to_string(role); }

MessagePart MessagePart::image_url(std::string url, std::string detail) {
  return part::ImageUrl{.url = std::move(url), .detail = std::move(detail)};
}

MessagePart MessagePart::image_base64(std::string data, std::string media_type) {
  return part::ImageBase64{.data = std::move(data), .media_type = std::move(media_type)};
}

MessagePart MessagePart::json(JsonText value) { return part::Json{std::move(value)}; }

MessagePart MessagePart::tool_call(std::string call_id, std::string name, JsonText arguments) {
  return ToolCallPart{
      .call_id = std::move(call_id), .name = std::move(name), .arguments = std::move(arguments)};
}

MessagePart MessagePart::tool_result(std::string call_id, MessagePart output, bool is_error) {
  ToolResultPart result;
  result.call_id = std::move(call_id);
  result.output.push_back(std::move(output));
  result.is_error = is_error;
  return result;
}

Message Message::text(MessageRole role, Text text) {
  Message message;
  message.role = role;
  message.parts.emplace_back(part::Text{std::move(text)});
  return message;
}

Message Message::user(std::initializer_list<MessagePart> parts) {
  return {.role = MessageRole::User, .parts = parts};
}

Message Message::assistant(std::initializer_list<MessagePart> parts) {
  return {.role = MessageRole::Assistant, .parts = parts};
}

Message Message::tool_result(std::string call_id, MessagePart output, bool is_error) {
  Message message;
  message.role = MessageRole::Tool;
  message.parts.push_back(
      MessagePart::tool_result(std::move(call_id), std::move(output), is_error));
  return message;
}

std::string Message::plain_text() const {
  std::string text;
  for (const MessagePart& piece : parts) {
    if (const auto* written = piece.get_if<part::Text>())
      written->text.append_to(text);
    else if (const auto* spoken = piece.get_if<part::Audio>())
      spoken->transcript.append_to(text);
  }
  return text;
}

}  // namespace omnillm
