#include <string>
#include <utility>

#include "codec/anthropic/bodies.h"
#include "codec/anthropic/finish_reason.h"
#include "codec/anthropic/part_reader.h"
#include "codec/anthropic/usage.h"

namespace omnillm::codec::anthropic {

namespace {

// Text that follows text is one message; everything else stands alone.
void add_part(MessagePart part, std::vector<ResponseItem>& output) {
  if (!part.is<part::Text>()) {
    output.emplace_back(std::move(part));
    return;
  }
  if (output.empty() || !output.back().message())
    output.emplace_back(Message{.role = MessageRole::Assistant});
  output.back().message()->parts.push_back(std::move(part));
}

class ResponseParser {
 public:
  explicit ResponseParser(json::Value body) : body_(body) {}

  Result<LlmResponse> parse() {
    if (in_.want_object(body_, root_)) {
      response_.provider_protocol = WireFormat::AnthropicMessages;
      std::vector<MessagePart> parts;
      const Pointer content = root_.at("content");
      if (in_.want_array(body_["content"], content))
        read_content(body_["content"], content, in_, parts);
      for (MessagePart& part : parts) add_part(std::move(part), response_.output);
      for (const json::Member member : body_.members()) read_member(member);
    }
    if (in_.failed()) return in_.error();
    response_.content_text = visible_text(response_.output);
    return std::move(response_);
  }

 private:
  void read_member(const json::Member& member) {
    const Pointer where = root_.at(member.name);
    if (member.name == "id") {
      in_.read(member.value, where, response_.response_id);
    } else if (member.name == "model") {
      in_.read(member.value, where, response_.model);
    } else if (member.name == "stop_sequence") {
      in_.read(member.value, where, response_.stop_sequence);
    } else if (member.name == "stop_reason") {
      std::string word;
      in_.read(member.value, where, word);
      if (!word.empty())
        response_.finish_reason = finish_reason_of(word, !response_.tool_calls().empty());
    } else if (member.name == "usage") {
      if (!member.value.is_missing_or_null()) take_usage(member.value, where);
    } else if (member.name != "type" && member.name != "role" && member.name != "content") {
      response_.vendor_extensions.append(std::string(member.name), member.value.json());
    }
  }

  void take_usage(json::Value usage, const Pointer& where) {
    if (!in_.want_object(usage, where)) return;
    WireUsage read = read_usage(usage);
    response_.usage = read.tokens;
    response_.units = read.units;
    response_.raw_usage = usage.json();
    const json::Value tier = usage["service_tier"];
    if (tier.is_string()) response_.service_tier = tier_from_usage(tier.str());
  }

  json::Value body_;
  Reading in_{ErrorKind::Protocol};
  Pointer root_;
  LlmResponse response_;
};

}  // namespace

Result<LlmResponse> parse_response(const json::Document& body, LossLog&) {
  return ResponseParser(body.root()).parse();
}

}  // namespace omnillm::codec::anthropic
