#include "codec/openai_chat/message_emitter.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "codec/openai_chat/assistant_emitter.h"
#include "codec/openai_chat/content_emitter.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/raw_message.h"

namespace omnillm::codec::openai_chat {

namespace {

std::string_view system_role(MessageRole role, const Dialect& dialect) {
  using SystemRole = Dialect::SystemRole;
  if (dialect.system_role == SystemRole::AsGiven) return to_string(role);
  return dialect.system_role == SystemRole::System ? "system" : "developer";
}

std::vector<Placed> placed_parts(const std::vector<MessagePart>& parts,
                                 const std::string& pointer) {
  std::vector<Placed> all;
  all.reserve(parts.size());
  for (const MessagePart& part : parts)
    all.push_back({&part, pointer + "/parts/" + std::to_string(all.size())});
  return all;
}

bool is_text(const MessagePart& part) {
  const auto* file = part.get_if<part::File>();
  return part.is<part::Text>() || part.is<part::Json>() || part.is<part::Refusal>() ||
         (file && !file->text.empty());
}

class MessageWriter {
 public:
  MessageWriter(const Conversation& conversation, const Emission& to)
      : conversation_(conversation), to_(to) {}

  void write(const Conversation::Turn& turn) {
    const Message& message = *turn.message;
    if (message.role != MessageRole::Tool) flush_attachments();
    if (is_written_as_it_came(message, to_)) {
      to_.out.json(message.raw_message->json);
      return;
    }
    const std::string pointer =
        std::string(conversation_.pointer()).append("/").append(std::to_string(turn.index));
    if (message.role == MessageRole::Assistant)
      write_assistant(message, pointer, to_);
    else
      write_other(message, pointer);
  }

  // What came with the results of tools and cannot stand there follows them as a user's message.
  void flush_attachments() {
    if (attachments_.empty()) return;
    to_.out.begin_object();
    to_.out.key("role").word("user");
    to_.out.key("content");
    write_content(attachments_, false, to_);
    to_.out.end_object();
    attachments_.clear();
  }

 private:
  void write_other(const Message& message, const std::string& pointer) {
    std::vector<Placed> rest;
    for (Placed& placed : placed_parts(message.parts, pointer)) {
      if (const auto* result = placed.part->get_if<ToolResultPart>())
        write_tool_result(*result, message, placed);
      else
        rest.push_back(std::move(placed));
    }
    const bool is_answer =
        message.role == MessageRole::Tool || (rest.empty() && !message.parts.empty());
    if (is_answer && rest.empty()) return;
    flush_attachments();
    const bool is_system =
        message.role == MessageRole::System || message.role == MessageRole::Developer;
    to_.out.begin_object();
    to_.out.key("role").string(is_system ? system_role(message.role, to_.dialect) : "user");
    to_.out.key("content");
    write_content(rest, is_system, to_);
    write_name(message.name, pointer);
    to_.extensions(message.vendor_extensions, pointer);
    to_.out.end_object();
  }

  void write_name(const std::string& name, const std::string& pointer) {
    if (name.empty()) return;
    if (to_.dialect.message_name)
      to_.out.key("name").string(name);
    else
      to_.minor("name", pointer + "/name", "name is dropped");
  }

  void write_tool_result(const ToolResultPart& result, const Message& message,
                         const Placed& placed) {
    std::vector<Placed> texts;
    for (Placed& output : placed_parts(result.output, placed.pointer)) {
      const bool stays = is_text(*output.part) || output.part->is<part::Raw>();
      if (!stays) {
        to_.minor("tool_result", output.pointer,
                  "what a tool answered besides text follows as a user message");
        attachments_.push_back(std::move(output));
      } else {
        texts.push_back(std::move(output));
      }
    }
    if (result.is_error)
      to_.minor("is_error", placed.pointer, "that a tool failed is said by its text alone");
    to_.out.begin_object();
    to_.out.key("role").word("tool");
    to_.out.key("tool_call_id").string(to_.call_id(result.call_id));
    to_.out.key("content");
    write_content(texts, true, to_);
    if (placed.part->cache_mark) to_.minor("cache_mark", placed.pointer, "a cache mark is dropped");
    to_.extensions(placed.part->vendor_extensions, placed.pointer);
    if (message.role == MessageRole::Tool && message.parts.size() == 1)
      to_.extensions(message.vendor_extensions, placed.pointer);
    to_.out.end_object();
  }

  const Conversation& conversation_;
  const Emission& to_;
  std::vector<Placed> attachments_;
};

void write_instructions(const Text& text, const Emission& to) {
  to.out.begin_object();
  to.out.key("role").string(system_role(MessageRole::System, to.dialect));
  to.out.key("content").string(text);
  to.out.end_object();
}

}  // namespace

void write_messages(const LlmRequest& request, const Emission& to) {
  const Conversation conversation(request);
  MessageWriter messages(conversation, to);
  to.out.begin_array();
  if (request.instructions && !request.instructions->empty())
    write_instructions(*request.instructions, to);
  for (const Conversation::Turn& turn : conversation.turns()) messages.write(turn);
  messages.flush_attachments();
  to.out.end_array();
}

}  // namespace omnillm::codec::openai_chat
