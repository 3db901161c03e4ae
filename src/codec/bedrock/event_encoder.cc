#include <string>
#include <utility>
#include <vector>

#include "codec/bedrock/blocks.h"
#include "codec/bedrock/codec.h"
#include "codec/bedrock/event_stream.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

class Encoder final : public EventEncoder {
 public:
  Result<void> write(const LlmStreamEvent& event, LossLog& losses, std::string& out) override;

 private:
  void begin();
  void item_added(const event::OutputItemAdded& added, LossLog& losses, std::string& out);
  void item_done(const event::OutputItemDone& done, std::string& out);
  template <class WriteDelta>
  void delta(std::int64_t item, WriteDelta write_delta, std::string& out);
  void signature(const event::SignatureDelta& delta, LossLog& losses, std::string& out);
  void completed(const LlmResponse& response, LossLog& losses, std::string& out);
  void error(const ProviderError& error, std::string& out);
  void send(std::string_view name, std::string& out);

  // The block of each item of the first choice; -1 where there is none.
  std::vector<std::int64_t> block_of_item_;
  std::int64_t blocks_ = 0;
  std::string payload_;  // used again and again
};

void Encoder::begin() { payload_.clear(); }

void Encoder::send(std::string_view name, std::string& out) {
  append_event_stream(
      {{":event-type", name}, {":content-type", "application/json"}, {":message-type", "event"}},
      payload_, out);
}

template <class WriteDelta>
void Encoder::delta(std::int64_t item, WriteDelta write_delta, std::string& out) {
  const auto index = static_cast<std::size_t>(item);
  if (item < 0 || index >= block_of_item_.size() || block_of_item_[index] < 0) return;
  begin();
  json::Writer json(payload_);
  json.begin_object();
  json.key("contentBlockIndex").integer(block_of_item_[index]);
  json.key("delta").begin_object();
  write_delta(json);
  json.end_object().end_object();
  send("contentBlockDelta", out);
}

void Encoder::item_added(const event::OutputItemAdded& added, LossLog& losses, std::string& out) {
  block_of_item_.resize(static_cast<std::size_t>(added.index) + 1, -1);
  if (added.choice != 0) {
    losses.major("choices", "",
                 "all answers but the first are dropped when bridging to bedrock_converse");
    return;
  }
  const MessagePart* single = added.item.single();
  if (single && !single->is<ToolCallPart>() && !single->is<part::Reasoning>()) {
    const auto* raw = single->get_if<part::Raw>();
    losses.major("raw_part", "",
                 "a part of type " + (raw ? raw->type : std::string("result")) +
                     " is dropped when bridging to bedrock_converse");
    return;
  }
  block_of_item_.back() = blocks_++;
  // Only tool calls announce themselves.
  const auto* call = added.item.get_if<ToolCallPart>();
  if (!call) return;
  begin();
  json::Writer json(payload_);
  json.begin_object();
  json.key("contentBlockIndex").integer(block_of_item_.back());
  json.key("start").begin_object().key("toolUse").begin_object();
  json.key("toolUseId").string(call->call_id);
  json.key("name").string(call->name);
  json.end_object().end_object().end_object();
  send("contentBlockStart", out);
}

void Encoder::item_done(const event::OutputItemDone& done, std::string& out) {
  const auto index = static_cast<std::size_t>(done.index);
  if (done.index < 0 || index >= block_of_item_.size() || block_of_item_[index] < 0) return;
  begin();
  json::Writer json(payload_);
  json.begin_object().key("contentBlockIndex").integer(block_of_item_[index]).end_object();
  send("contentBlockStop", out);
}

void Encoder::signature(const event::SignatureDelta& delta_event, LossLog& losses,
                        std::string& out) {
  if (!delta_event.encrypted.empty())
    delta(
        delta_event.index,
        [&](json::Writer& json) {
          json.key("reasoningContent").begin_object();
          json.key("redactedContent").string(delta_event.encrypted).end_object();
        },
        out);
  if (!delta_event.signature) return;
  if (!understands_signature_of(delta_event.signature->origin))
    return losses.minor("signature", "",
                        "the signature of a thought is dropped when bridging to bedrock_converse");
  delta(
      delta_event.index,
      [&](json::Writer& json) {
        json.key("reasoningContent").begin_object();
        json.key("signature").string(delta_event.signature->value).end_object();
      },
      out);
}

void Encoder::completed(const LlmResponse& response, LossLog& losses, std::string& out) {
  begin();
  json::Writer stop(payload_);
  stop.begin_object();
  stop.key("stopReason").string(stop_reason_of(response.finish_reason)).end_object();
  send("messageStop", out);
  begin();
  json::Writer metadata(payload_);
  metadata.begin_object();
  metadata.key("usage");
  write_usage(response.usage, metadata);
  metadata.key("metrics").begin_object().key("latencyMs").integer(0).end_object();
  if (!response.service_tier.empty() && response.provider_protocol == WireFormat::BedrockConverse)
    metadata.key("serviceTier")
        .begin_object()
        .key("type")
        .string(response.service_tier)
        .end_object();
  metadata.end_object();
  send("metadata", out);
  if (!response.usage)
    losses.minor("usage", "/usage",
                 "usage that is not known is written as zeros when bridging to bedrock_converse");
}

void Encoder::error(const ProviderError& error, std::string& out) {
  begin();
  json::Writer json(payload_);
  json.begin_object().key("message").string(error.message).end_object();
  // In a stream the names begin with a small letter, and only these exist.
  std::string_view name = "internalServerException";
  switch (error.kind) {
    case ErrorKind::ProviderLimit:
    case ErrorKind::OwnLimit:
    case ErrorKind::NoKey:
    case ErrorKind::Quota:
    case ErrorKind::OwnBudget:
      name = "throttlingException";
      break;
    case ErrorKind::BadRequest:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
    case ErrorKind::NotFound:
    case ErrorKind::Auth:
    case ErrorKind::Permission:
      name = "validationException";
      break;
    case ErrorKind::Overloaded:
      name = "serviceUnavailableException";
      break;
    case ErrorKind::Protocol:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
      name = "modelStreamErrorException";
      break;
    default:
      break;
  }
  append_event_stream({{":exception-type", name},
                       {":content-type", "application/json"},
                       {":message-type", "exception"}},
                      payload_, out);
}

Result<void> Encoder::write(const LlmStreamEvent& event, LossLog& losses, std::string& out) {
  if (event.is<event::ResponseStarted>()) {
    payload_ = R"({"role":"assistant"})";
    send("messageStart", out);
  } else if (const auto* added = event.get_if<event::OutputItemAdded>()) {
    item_added(*added, losses, out);
  } else if (const auto* text = event.get_if<event::TextDelta>()) {
    delta(
        text->index, [&](json::Writer& json) { json.key("text").string(text->delta); }, out);
  } else if (const auto* refusal = event.get_if<event::RefusalDelta>()) {
    delta(
        refusal->index, [&](json::Writer& json) { json.key("text").string(refusal->delta); }, out);
    losses.minor("refusal", "", "a refusal is sent as text when bridging to bedrock_converse");
  } else if (const auto* thought = event.get_if<event::ReasoningDelta>()) {
    delta(
        thought->index,
        [&](json::Writer& json) {
          json.key("reasoningContent").begin_object();
          json.key("text").string(thought->delta).end_object();
        },
        out);
  } else if (const auto* arguments = event.get_if<event::ToolCallDelta>()) {
    delta(
        arguments->index,
        [&](json::Writer& json) {
          json.key("toolUse").begin_object();
          json.key("input").string(arguments->delta).end_object();
        },
        out);
  } else if (const auto* proof = event.get_if<event::SignatureDelta>()) {
    signature(*proof, losses, out);
  } else if (const auto* source = event.get_if<event::CitationAdded>()) {
    if (source->citation.origin == kFormat)
      delta(
          source->index,
          [&](json::Writer& json) { json.key("citation").json(source->citation.raw); }, out);
    else
      losses.minor("citations", "", "citations are dropped when bridging to bedrock_converse");
  } else if (event.is<event::ContentPartAdded>()) {
    losses.major("image", "",
                 "generated images and sound are dropped when bridging to bedrock_converse");
  } else if (const auto* done = event.get_if<event::OutputItemDone>()) {
    item_done(*done, out);
  } else if (const auto* completed_event = event.get_if<event::Completed>()) {
    completed(completed_event->response, losses, out);
  } else if (const auto* failed = event.get_if<event::Error>()) {
    error(failed->error, out);
  }
  return {};
}

}  // namespace

std::unique_ptr<EventEncoder> make_encoder() { return std::make_unique<Encoder>(); }

}  // namespace omnillm::codec::bedrock
