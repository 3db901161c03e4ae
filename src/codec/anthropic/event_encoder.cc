#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "codec/anthropic/block_stream.h"
#include "codec/anthropic/bodies.h"
#include "codec/anthropic/errors.h"
#include "codec/anthropic/finish_reason.h"
#include "codec/anthropic/usage.h"
#include "json/writer.h"

namespace omnillm::codec::anthropic {

namespace {

// Which item of the answer an event is about.
struct ItemOf {
  std::optional<std::int64_t> operator()(const event::OutputItemAdded& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::TextDelta& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::RefusalDelta& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::ReasoningDelta& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::SignatureDelta& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::ToolCallDelta& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::CitationAdded& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::ContentPartAdded& e) const { return e.index; }
  std::optional<std::int64_t> operator()(const event::OutputItemDone& e) const { return e.index; }
  template <class Other>
  std::optional<std::int64_t> operator()(const Other&) const {
    return {};
  }
};

class Encoder final : public EventEncoder {
 public:
  explicit Encoder(StreamEncoderOptions options) : options_(std::move(options)) {}

  Result<void> write(const LlmStreamEvent& event, LossLog& losses, std::string& out) override {
    if (const auto* started = event.get_if<event::ResponseStarted>()) {
      started_ = *started;
    } else if (const auto* usage = event.get_if<event::Usage>()) {
      usage_ = *usage;
      if (!usage->service_tier.empty()) started_.service_tier = usage->service_tier;
      begin(out);
    } else if (const auto* finished = event.get_if<event::Finished>()) {
      if (finished->choice == 0) finished_ = *finished;
    } else if (const auto* raw = event.get_if<event::Raw>()) {
      take_raw(*raw, losses);
    } else if (const auto* completed = event.get_if<event::Completed>()) {
      end(completed->response, losses, out);
    } else if (const auto* error = event.get_if<event::Error>()) {
      end_with(error->error, out);
    } else {
      begin(out);
      blocks_.write(event, std::visit(ItemOf(), event.content).value_or(0), losses, out);
    }
    if (blocks_.valid()) return {};
    return fail(ErrorKind::Protocol, "the stream: a text is not UTF-8");
  }

 private:
  // The answer begins when its first usage is known, or else something of it.
  void begin(std::string& out) {
    if (std::exchange(has_begun_, true)) return;
    const std::string_view model = started_.model.empty() ? options_.model : started_.model;
    json::Writer frame(blocks_.begin_frame());
    frame.begin_object().key("type").word("message_start").key("message").begin_object();
    frame.key("id").string(started_.response_id.empty() ? "msg_1" : started_.response_id);
    frame.key("type").word("message").key("role").word("assistant");
    frame.key("model").string(model).key("content").begin_array().end_array();
    frame.key("stop_reason").null().key("stop_sequence").null().key("usage");
    write_usage_object(frame);
    if (is_own())
      for (const auto& [name, value] : started_.vendor_extensions)
        frame.foreign_key(name).json(value);
    frame.end_object().end_object();
    blocks_.end_frame("message_start", frame, out);
  }

  bool is_own() const { return started_.provider_protocol == WireFormat::AnthropicMessages; }

  void write_usage_object(json::Writer& frame) const {
    if (usage_ && is_own() && usage_->raw.is_object())
      frame.json(usage_->raw);
    else
      write_usage(usage_ ? usage_->usage : TokenUsage(), usage_ ? usage_->units : BillableUnits(),
                  tier_for_usage(started_.service_tier), frame);
  }

  // More about the end of the answer, which goes into its own event.
  void take_raw(const event::Raw& raw, LossLog& losses) {
    if (raw.origin == WireFormat::AnthropicMessages && raw.type == "message_delta")
      ending_ = raw.json;
    else
      losses.minor("raw_event", "",
                   raw.type + " of " + std::string(to_string(raw.origin)) +
                       " is dropped when bridging to anthropic_messages");
  }

  void end(const LlmResponse& response, LossLog& losses, std::string& out) {
    if (!usage_ && response.usage)
      usage_ = event::Usage{*response.usage, response.units, response.raw_usage};
    if (!usage_)
      losses.minor("usage", "/usage",
                   "usage that nobody reported is zero in anthropic_messages, which demands it");
    begin(out);
    blocks_.finish(losses, out);
    if (!finished_ && response.finish_reason)
      finished_ = event::Finished{*response.finish_reason, response.stop_sequence};
    write_message_delta(losses, out);
    blocks_.begin_frame() = R"({"type":"message_stop"})";
    blocks_.end_frame("message_stop", out);
  }

  void write_message_delta(LossLog& losses, std::string& out) {
    const event::Finished finished = finished_.value_or(event::Finished{FinishReason::Other});
    const Stop stop{.stop_sequence = finished.stop_sequence, .refused = blocks_.refused()};
    json::Writer frame(blocks_.begin_frame());
    frame.begin_object().key("type").word("message_delta").key("delta").begin_object();
    frame.key("stop_reason").string(stop_word_of(finished.reason, stop, losses));
    frame.key("stop_sequence");
    if (finished.stop_sequence.empty())
      frame.null();
    else
      frame.string(finished.stop_sequence);
    json::Document more;
    if (ending_.is_object() && more.parse(ending_.text())) {
      for (const json::Member member : more.root().members())
        if (member.name != "stop_reason" && member.name != "stop_sequence")
          frame.foreign_key(member.name).raw(member.value.raw());
    }
    frame.end_object().key("usage");
    write_usage_object(frame);
    frame.end_object();
    blocks_.end_frame("message_delta", frame, out);
  }

  void end_with(const ProviderError& error, std::string& out) {
    json::Writer frame(blocks_.begin_frame());
    write_error(error, frame);
    blocks_.end_frame("error", frame, out);
  }

  StreamEncoderOptions options_;
  event::ResponseStarted started_;
  std::optional<event::Usage> usage_;
  std::optional<event::Finished> finished_;
  JsonText ending_;
  BlockStream blocks_;
  bool has_begun_ = false;
};

}  // namespace

std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options) {
  return std::make_unique<Encoder>(std::move(options));
}

}  // namespace omnillm::codec::anthropic
