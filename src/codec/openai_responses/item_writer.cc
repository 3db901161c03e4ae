#include <string>
#include <utility>

#include "codec/openai_responses/items.h"
#include "codec/openai_responses/parts.h"
#include "codec/openai_responses/reasoning.h"

namespace omnillm::codec::openai_responses {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Of what only this protocol knows, whether it stands inside a content array.
bool is_content(const part::Raw& raw) {
  return starts_with(raw.type, "input_") || starts_with(raw.type, "output_") ||
         raw.type == "computer_screenshot";
}

bool says_the_same(const Message& a, const Message& b) {
  return a.role == b.role && a.parts == b.parts && a.name == b.name && a.id == b.id &&
         a.vendor_extensions == b.vendor_extensions;
}

// What items cannot have: marks and the proofs of other protocols.
void lose_details(const MessagePart& part, const Pointer& where, Emission& emission) {
  if (part.signature)
    emission.losses.minor("signature", where.str(),
                          "signatures are dropped when bridging to open_ai_responses");
  if (part.cache_mark)
    emission.losses.minor("cache_mark", where.str(),
                          "cache marks are dropped when bridging to open_ai_responses");
}

// One text or JSON value alone is written as a string.
const MessagePart* lone_text(const std::vector<MessagePart>& output) {
  if (output.size() != 1) return nullptr;
  const MessagePart& part = output.front();
  const bool plain = !part.cache_mark && part.vendor_extensions.empty();
  return plain && (part.is<part::Text>() || part.is<part::Json>()) ? &part : nullptr;
}

}  // namespace

void ItemWriter::write(const Item& item, const Pointer& where) {
  if (const Message* message = item.message())
    write(*message, where);
  else
    write(*item.single(), where);
}

void ItemWriter::write(const Message& message, const Pointer& where) {
  if (write_raw(message)) return;
  if (!message.name.empty())
    emission_.losses.minor("name", where.at("name").str(),
                           "names of participants are dropped when bridging to open_ai_responses");
  message_written_ = false;
  const Pointer parts = where.at("parts");
  for (std::size_t i = 0; i < message.parts.size(); ++i)
    write_content(message, where, message.parts[i], parts.at(i));
  if (message.parts.empty() && emission_.is_answer) open_message(message, where);
  close_message();
  if (message_written_) return;
  for (const auto& [name, value] : message.vendor_extensions)
    emission_.lose_extension(name, where.at(name));
}

void ItemWriter::write_content(const Message& message, const Pointer& where,
                               const MessagePart& part, const Pointer& part_where) {
  const auto* raw = part.get_if<part::Raw>();
  const bool is_item = part.is<ToolCallPart>() || part.is<ToolResultPart>() ||
                       part.is<part::Reasoning>() || (raw && !is_content(*raw)) ||
                       (emission_.is_answer && part.is<part::ImageBase64>());
  if (is_item) {
    close_message();
    write(part, part_where);
    return;
  }
  const Place place = message.role == MessageRole::Assistant ? Place::Assistant : Place::Input;
  if (!can_write_part(part, place, part_where, emission_)) return;
  if (!message_open_) open_message(message, where);
  write_part(part, place, part_where, emission_);
}

void ItemWriter::write(const MessagePart& single, const Pointer& where) {
  if (const auto* call = single.get_if<ToolCallPart>()) {
    write_call(*call, single, where);
  } else if (const auto* result = single.get_if<ToolResultPart>()) {
    write_result(*result, single, where);
  } else if (single.is<part::Reasoning>()) {
    if (!can_write_reasoning(single, where, emission_)) return;
    write_reasoning(single, invented_id("rs_"), where, emission_);
    ++written_;
  } else if (const auto* raw = single.get_if<part::Raw>(); raw && !is_content(*raw)) {
    if (!can_write_part(single, Place::Input, where, emission_)) return;
    emission_.out.json(raw->json);
    ++written_;
  } else if (const auto* image = single.get_if<part::ImageBase64>(); image && emission_.is_answer) {
    write_image_call(*image, single);
  } else {
    Message message;
    message.role = emission_.is_answer ? MessageRole::Assistant : MessageRole::User;
    message.parts.push_back(single);
    write(message, where);
  }
}

// The bytes a message came in, as long as they say what it says.
bool ItemWriter::write_raw(const Message& message) {
  const auto& raw = message.raw_message;
  if (!raw || raw->origin != WireFormat::OpenAiResponses || !raw->json.is_object()) return false;
  if (emission_.is_answer && message.id.empty()) return false;
  if (role_word(message.role) != to_string(message.role)) return false;
  json::Document document;
  if (!document.parse(raw->json.text())) return false;
  Reader reader(ErrorKind::Protocol);
  const Item item = parse_item(document.root(), Pointer(), reader);
  if (reader.failed() || !item.message() || !says_the_same(*item.message(), message)) return false;
  emission_.out.json(raw->json);
  ++written_;
  return true;
}

void ItemWriter::open_message(const Message& message, const Pointer& where) {
  json::Writer& out = emission_.out;
  const bool assistant = message.role == MessageRole::Assistant;
  const bool first = !message_written_;
  message_open_ = message_written_ = true;
  out.begin_object();
  write_id(first ? message.id : std::string(), "msg_");
  out.key("type").word("message");
  const bool says_status =
      first && !emission_.foreign && message.vendor_extensions.contains("status");
  if (!says_status && emission_.is_answer)
    out.key("status").string(status_);
  else if (!says_status && assistant && emission_.ours && !message.id.empty())
    out.key("status").word("completed");
  out.key("role").string(role_word(message.role));
  if (first)
    emission_.extensions(message.vendor_extensions, where, {"id", "type", "role", "content"});
  out.key("content").begin_array();
  ++written_;
}

void ItemWriter::close_message() {
  if (!message_open_) return;
  message_open_ = false;
  emission_.out.end_array().end_object();
}

void ItemWriter::write_call(const ToolCallPart& call, const MessagePart& part,
                            const Pointer& where) {
  json::Writer& out = emission_.out;
  lose_details(part, where, emission_);
  out.begin_object();
  write_id(part.id, call.is_custom ? "ctc_" : "fc_");
  out.key("type").string(call.is_custom ? "custom_tool_call" : "function_call");
  const bool says_status = !emission_.foreign && part.vendor_extensions.contains("status");
  if (emission_.is_answer && !call.is_custom && !says_status) out.key("status").string(status_);
  out.key("call_id").string(call.call_id.empty() ? invented_id("call_") : call.call_id);
  out.key("name").string(call.name);
  const bool is_text = call.arguments.is_string();
  if (call.is_custom)
    out.key("input");
  else
    out.key("arguments");
  if (is_text)
    out.string(call.arguments.as_text());
  else if (call.arguments.is_null())
    out.string(call.is_custom ? "" : "{}");
  else
    out.string(call.arguments.text());
  emission_.extensions(part.vendor_extensions, where,
                       {"id", "type", "call_id", "name", call.is_custom ? "input" : "arguments"});
  out.end_object();
  ++written_;
}

void ItemWriter::write_result(const ToolResultPart& result, const MessagePart& part,
                              const Pointer& where) {
  json::Writer& out = emission_.out;
  lose_details(part, where, emission_);
  if (result.is_error)
    emission_.losses.minor("is_error", where.str(),
                           "that a tool failed is not marked when bridging to open_ai_responses");
  out.begin_object();
  write_id(part.id, result.is_custom ? "ctco_" : "fco_");
  out.key("type").string(result.is_custom ? "custom_tool_call_output" : "function_call_output");
  const bool says_status = !emission_.foreign && part.vendor_extensions.contains("status");
  if (emission_.is_answer && !says_status) out.key("status").word("completed");
  out.key("call_id").string(result.call_id);
  if (emission_.ours && !result.name.empty()) out.key("name").string(result.name);
  out.key("output");
  write_output(result, where);
  emission_.extensions(part.vendor_extensions, where, {"id", "type", "call_id", "name", "output"});
  out.end_object();
  ++written_;
}

void ItemWriter::write_output(const ToolResultPart& result, const Pointer& where) {
  json::Writer& out = emission_.out;
  if (const MessagePart* lone = lone_text(result.output)) {
    if (const auto* text = lone->get_if<part::Text>())
      out.string(text->text);
    else
      out.string(lone->get_if<part::Json>()->value.text());
    return;
  }
  if (result.output.empty()) {
    out.word("");
    return;
  }
  const Pointer output = where.at("output");
  out.begin_array();
  for (std::size_t i = 0; i < result.output.size(); ++i)
    if (can_write_part(result.output[i], Place::ToolOutput, output.at(i), emission_))
      write_part(result.output[i], Place::ToolOutput, output.at(i), emission_);
  out.end_array();
}

// An image the model made: what the protocol's own tool for it answers with.
void ItemWriter::write_image_call(const part::ImageBase64& image, const MessagePart& part) {
  json::Writer& out = emission_.out;
  out.begin_object();
  write_id(part.id, "ig_");
  out.key("type").word("image_generation_call");
  out.key("status").word("completed");
  out.key("result").string(image.data);
  out.end_object();
  ++written_;
}

// In an answer everything has an id. In a request only what the provider named itself: it looks up
// ids, and refuses those of others.
void ItemWriter::write_id(const std::string& own, std::string_view prefix) {
  if (emission_.is_answer)
    emission_.out.key("id").string(own.empty() ? invented_id(prefix) : own);
  else if (!own.empty() && (emission_.ours || (!emission_.foreign && starts_with(own, prefix))))
    emission_.out.key("id").string(own);
}

std::string ItemWriter::invented_id(std::string_view prefix) const {
  if (stem_.empty()) return {};
  return std::string(prefix).append(stem_).append("_").append(std::to_string(written_));
}

std::string_view ItemWriter::role_word(MessageRole role) const {
  const bool is_system = role == MessageRole::System || role == MessageRole::Developer;
  if (is_system && system_role_ == Dialect::SystemRole::System) return "system";
  if (is_system && system_role_ == Dialect::SystemRole::Developer) return "developer";
  // Results stand beside messages here; whatever else a tool's message holds, the user hands in.
  return role == MessageRole::Tool ? std::string_view("user") : to_string(role);
}

}  // namespace omnillm::codec::openai_responses
