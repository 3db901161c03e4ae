#include <cstddef>
#include <string>
#include <utility>

#include "codec/anthropic/bodies.h"
#include "codec/anthropic/part_reader.h"
#include "codec/anthropic/thinking.h"
#include "codec/anthropic/tool_reader.h"

namespace omnillm::codec::anthropic {

namespace {

class RequestParser {
 public:
  RequestParser(json::Value body, LossLog& losses) : body_(body), losses_(losses) {}

  Result<LlmRequest> parse() {
    if (in_.want_object(body_, root_)) {
      request_.origin = WireFormat::AnthropicMessages;
      for (const json::Member member : body_.members()) read_member(member);
      read_messages(body_["messages"]);
    }
    if (in_.failed()) return in_.error();
    return std::move(request_);
  }

 private:
  void read_member(const json::Member& member) {
    // The version stands in the body where the host wants it there, and belongs to the host.
    if (member.name == "messages" || member.name == "anthropic_version") return;
    if (!member.value.is_missing_or_null() &&
        (read_setting(member) || read_number(member) || read_structure(member)))
      return;
    request_.vendor_extensions.append(std::string(member.name), member.value.json());
  }

  bool read_setting(const json::Member& member) {
    const Pointer where = root_.at(member.name);
    if (member.name == "model") {
      in_.read(member.value, where, request_.model);
    } else if (member.name == "stream") {
      std::optional<bool> stream;
      in_.read(member.value, where, stream);
      if (stream.value_or(false)) request_.stream = StreamOptions{};
    } else if (member.name == "stop_sequences") {
      in_.read(member.value, where, request_.generation.stop_sequences);
    } else if (member.name == "service_tier") {
      in_.read(member.value, where, request_.service_tier);
      if (request_.service_tier == "standard_only") request_.service_tier = "default";
    } else {
      return false;
    }
    return true;
  }

  bool read_number(const json::Member& member) {
    const Pointer where = root_.at(member.name);
    GenerationConfig& generation = request_.generation;
    if (member.name == "max_tokens")
      in_.read_count(member.value, where, generation.max_output_tokens);
    else if (member.name == "temperature")
      in_.read(member.value, where, generation.temperature);
    else if (member.name == "top_p")
      in_.read(member.value, where, generation.top_p);
    else if (member.name == "top_k")
      in_.read_count(member.value, where, generation.top_k);
    else
      return false;
    return true;
  }

  // Whether all of the member has found a place.
  bool read_structure(const json::Member& member) {
    const Pointer where = root_.at(member.name);
    if (member.name == "system")
      read_system(member.value, where);
    else if (member.name == "tools")
      read_tools(member.value, where, in_, request_.capabilities);
    else if (member.name == "tool_choice")
      return read_tool_choice(member.value, where, in_, losses_, request_.capabilities);
    else if (member.name == "thinking")
      read_thinking_config(member.value, where, in_, reasoning());
    else if (member.name == "metadata")
      read_metadata(member.value, where);
    else if (member.name == "output_config")
      return read_output_config(member.value, where);
    else if (member.name == "output_format")
      return body_["output_config"]["format"] || read_format(member.value, where);
    else
      return false;
    return true;
  }

  ReasoningCapability& reasoning() {
    auto& reasoning = request_.capabilities.reasoning;
    return reasoning ? *reasoning : reasoning.emplace();
  }

  // One plain text is what the instructions are; anything more keeps its blocks.
  void read_system(json::Value system, const Pointer& where) {
    std::vector<MessagePart> parts;
    read_content(system, where, in_, parts);
    if (parts.size() == 1 && !parts[0].cache_mark && parts[0].vendor_extensions.empty()) {
      const auto* text = parts[0].get_if<part::Text>();
      if (text && text->citations.empty()) {
        request_.instructions = text->text;
        return;
      }
    }
    if (!parts.empty())
      request_.messages.push_back({.role = MessageRole::System, .parts = std::move(parts)});
  }

  void read_metadata(json::Value metadata, const Pointer& where) {
    if (!in_.want_object(metadata, where)) return;
    for (const json::Member member : metadata.members()) {
      if (member.name == "user_id")
        in_.read(member.value, where.at("user_id"), request_.user);
      else
        request_.metadata.append(std::string(member.name), member.value.json());
    }
  }

  bool read_output_config(json::Value config, const Pointer& where) {
    if (!in_.want_object(config, where)) return true;
    bool complete = true;
    for (const json::Member member : config.members()) {
      if (member.value.is_missing_or_null()) continue;
      if (member.name == "effort")
        in_.read(member.value, where.at("effort"), reasoning().effort);
      else if (member.name != "format" || !read_format(member.value, where.at("format")))
        complete = false;
    }
    return complete;
  }

  // False for a format that is not known.
  bool read_format(json::Value format, const Pointer& where) {
    if (!in_.want_object(format, where)) return true;
    if (!format["type"].says("json_schema")) return false;
    if (in_.want_object(format["schema"], where.at("schema")))
      request_.capabilities.structured_output =
          StructuredOutputConfig{.schema = format["schema"].json()};
    return true;
  }

  void read_messages(json::Value messages) {
    const Pointer where = root_.at("messages");
    if (!in_.want_array(messages, where)) return;
    request_.messages.reserve(request_.messages.size() + messages.size());
    std::size_t index = 0;
    for (const json::Value value : messages.elements()) {
      Message message = read_message(value, where.at(index++), in_);
      message.raw_message = RawMessage{WireFormat::AnthropicMessages, value.json()};
      request_.messages.push_back(std::move(message));
    }
  }

  json::Value body_;
  LossLog& losses_;
  Reading in_{ErrorKind::BadRequest};
  Pointer root_;
  LlmRequest request_;
};

}  // namespace

Result<LlmRequest> parse_request(const json::Document& body, LossLog& losses) {
  return RequestParser(body.root(), losses).parse();
}

}  // namespace omnillm::codec::anthropic
