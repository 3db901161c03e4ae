#include <string>
#include <utility>

#include "codec/bedrock/blocks.h"
#include "codec/bedrock/codec.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

// Parts that make up a message stand together in one; the others stand on their own.
bool belongs_in_message(const MessagePart& part) {
  return !part.is<ToolCallPart>() && !part.is<ToolResultPart>() && !part.is<part::Reasoning>() &&
         !part.is<part::Raw>();
}

std::vector<ResponseItem> to_items(std::vector<MessagePart> parts) {
  std::vector<ResponseItem> items;
  for (MessagePart& part : parts) {
    if (!belongs_in_message(part)) {
      items.emplace_back(std::move(part));
      continue;
    }
    if (items.empty() || !items.back().message())
      items.emplace_back(Message{.role = MessageRole::Assistant});
    items.back().message()->parts.push_back(std::move(part));
  }
  return items;
}

bool calls_a_tool(const std::vector<ResponseItem>& output) {
  for (const ResponseItem& item : output)
    if (item.get_if<ToolCallPart>()) return true;
  return false;
}

}  // namespace

Result<LlmResponse> parse_response(const json::Document& body) {
  const Fields fields = Fields::of_answer();
  const json::Value root = body.root();
  const Pointer top;
  if (auto ok = fields.object(root, top); !ok) return tl::unexpected(ok.error());
  LlmResponse response{.provider_protocol = kFormat};
  const Pointer output = top.at("output");
  const Pointer message = output.at("message");
  auto parts = read_blocks(root["output"]["message"]["content"], fields, message.at("content"));
  if (!parts) return tl::unexpected(parts.error());
  response.output = to_items(std::move(*parts));
  response.content_text = visible_text(response.output);
  if (const json::Value reason = root["stopReason"]; reason.is_string())
    response.finish_reason = read_stop_reason(reason.str());
  if (calls_a_tool(response.output) && response.finish_reason == FinishReason::Stop)
    response.finish_reason =
        FinishReason(FinishReason::ToolCall, response.finish_reason->word(), kFormat);
  response.usage = read_usage(root["usage"]);
  response.raw_usage = root["usage"].json();
  response.service_tier = root["serviceTier"]["type"].str();
  for (const json::Member m : root.members())
    if (m.name != "output" && m.name != "stopReason" && m.name != "usage" &&
        m.name != "serviceTier")
      response.vendor_extensions.append(std::string(m.name), m.value.json());
  return response;
}

Result<void> emit_response(const LlmResponse& response, LossLog& losses, std::string& text) {
  const bool own = !response.provider_protocol || *response.provider_protocol == kFormat;
  json::Writer out(text);
  out.begin_object();
  out.key("output").begin_object().key("message").begin_object();
  out.key("role").word("assistant");
  out.key("content").begin_array();
  const BlockWriter blocks{out, losses};
  for (std::size_t i = 0; i < response.output.size(); ++i) {
    const std::string pointer = "/output/" + std::to_string(i);
    if (const Message* message = response.output[i].message())
      for (const MessagePart& part : message->parts) blocks.part(part, pointer);
    else
      blocks.part(*response.output[i].single(), pointer);
  }
  out.end_array().end_object().end_object();
  out.key("stopReason").string(stop_reason_of(response.finish_reason));
  out.key("usage");
  write_usage(response.usage, out);
  if (!response.usage)
    losses.minor("usage", "/usage",
                 "usage that is not known is written as zeros when bridging to bedrock_converse");
  if (!own || !response.vendor_extensions.contains("metrics"))
    out.key("metrics").begin_object().key("latencyMs").integer(0).end_object();
  if (!response.service_tier.empty() && own)
    out.key("serviceTier").begin_object().key("type").string(response.service_tier).end_object();
  if (own) out.members(response.vendor_extensions);
  out.end_object();
  if (!response.alternatives.empty())
    losses.major("choices", "/alternatives",
                 "all answers but the first are dropped when bridging to bedrock_converse");
  if (!response.logprobs.is_null())
    losses.minor("logprobs", "/logprobs", "logprobs is dropped when bridging to bedrock_converse");
  if (!own)
    for (const auto& [name, value] : response.vendor_extensions)
      losses.minor("vendor_extensions", "/" + name,
                   name + " is dropped when bridging to bedrock_converse");
  if (!out.valid()) return fail(ErrorKind::Protocol, "the answer has text that is not UTF-8");
  return {};
}

}  // namespace omnillm::codec::bedrock
