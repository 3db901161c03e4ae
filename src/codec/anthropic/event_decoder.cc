#include <absl/strings/escaping.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "codec/anthropic/bodies.h"
#include "codec/anthropic/citations.h"
#include "codec/anthropic/errors.h"
#include "codec/anthropic/finish_reason.h"
#include "codec/anthropic/part_reader.h"
#include "codec/anthropic/raw_block.h"
#include "codec/anthropic/usage.h"
#include "json/writer.h"

namespace omnillm::codec::anthropic {

namespace {

// More blocks are never open at once in a stream that makes sense.
constexpr std::size_t kMaxOpenBlocks = 256;

// A block that has begun and not ended.
struct OpenBlock {
  enum class Kind : std::uint8_t { Text, Call, Reasoning, Raw };

  Kind kind = Kind::Text;
  std::int64_t item = 0;
  std::string call_id{};  // of a tool call
  std::string name{};
  JsonText input{};  // what a tool call began with
  bool has_arguments = false;
  std::optional<RawBlock> raw{};
};

class Decoder final : public EventDecoder {
 public:
  Result<void> read(const Frame& frame, Events& out) override {
    if (ended_ || frame.data.empty()) return {};
    if (frame.is_exception) {
      fail_as(frame, out);
      return {};
    }
    if (auto parsed = document_.parse(payload_of(frame)); !parsed)
      return tl::unexpected(parsed.error());
    Reading in(ErrorKind::Protocol);
    dispatch(frame, document_.root(), in, out);
    if (in.failed()) return in.error();
    return {};
  }

  Result<void> end(Events&) override {
    if (ended_) return {};
    return fail(ErrorKind::Protocol, "the stream ended before its message_stop");
  }

  bool ended() const override { return ended_; }

 private:
  // Bedrock's InvokeModel wraps each event in base64.
  std::string payload_of(const Frame& frame) {
    std::string data(frame.data);
    if (frame.event != "chunk") return data;
    std::string event;
    if (document_.parse(std::move(data)) &&
        absl::Base64Unescape(document_.root()["bytes"].str(), &event))
      return event;
    return std::string(frame.data);
  }

  void dispatch(const Frame& frame, json::Value event, Reading& in, Events& out) {
    if (!in.want_object(event, root_)) return;
    const json::Value type = event["type"];
    const auto is = [&](std::string_view name) {
      return type.is_string() ? type.says(name) : frame.event == name;
    };
    if (is("content_block_delta"))
      add_delta(event, in, out);
    else if (is("content_block_start"))
      begin_block(event, in, out);
    else if (is("content_block_stop"))
      end_block(event, in, out);
    else if (is("message_start"))
      begin_message(event["message"], in, out);
    else if (is("message_delta"))
      change_message(event, in, out);
    else if (is("message_stop"))
      end_message(out);
    else if (is("error"))
      end_with(read_error(0, event), out);
  }

  void begin_message(json::Value message, Reading& in, Events& out) {
    const Pointer where = root_.at("message");
    if (has_begun_ || !in.want_object(message, where)) return;
    has_begun_ = true;
    event::ResponseStarted started{.provider_protocol = WireFormat::AnthropicMessages};
    in.read(message["id"], where.at("id"), started.response_id);
    in.read(message["model"], where.at("model"), started.model);
    const json::Value usage = message["usage"];
    started.service_tier = tier_from_usage(usage["service_tier"].str());
    for (const json::Member member : message.members())
      if (!is_known_of_message(member.name) && !member.value.is_missing_or_null())
        started.vendor_extensions.append(std::string(member.name), member.value.json());
    out.emplace_back(std::move(started));
    add_usage(usage, out);
  }

  static bool is_known_of_message(std::string_view name) {
    for (const std::string_view known :
         {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"})
      if (name == known) return true;
    return false;
  }

  // Counts are cumulative; those a later report leaves out stand as they were.
  void add_usage(json::Value usage, Events& out) {
    if (!usage.is_object()) return;
    for (const json::Member member : usage.members())
      if (!member.value.is_missing_or_null()) usage_.set(member.name, member.value.json());
    std::string merged;
    json::Writer writer(merged);
    writer.begin_object().members(usage_).end_object();
    json::Document document;
    if (!document.parse(std::move(merged))) return;
    WireUsage read = read_usage(document.root());
    out.emplace_back(event::Usage{read.tokens, read.units, document.root().json()});
  }

  void begin_block(json::Value event, Reading& in, Events& out) {
    std::optional<std::int64_t> index;
    in.read_count(event["index"], root_.at("index"), index);
    const Pointer where = root_.at("content_block");
    if (!has_begun_) return in.complain(root_, "a block begins before its message");
    if (!index) return in.complain(root_.at("index"), "is missing");
    if (blocks_.size() >= kMaxOpenBlocks || blocks_.count(*index))
      return in.complain(root_.at("index"), "is the index of a block that is open");
    json::Value content = event["content_block"];
    MessagePart part = read_start(content, where, in);
    if (in.failed()) return;
    OpenBlock& block = blocks_[*index];
    if (auto* text = part.get_if<part::Text>()) {
      begin_text(block, std::move(*text), out);
      return;
    }
    end_text(out);
    block.item = next_item_++;
    if (part.is<ToolCallPart>())
      begin_call(block, std::move(part), out);
    else if (part.is<part::Reasoning>())
      begin_reasoning(block, std::move(part), out);
    else
      begin_raw(block, content, std::move(part), out);
  }

  // Images and documents have no place in an answer: they are kept as they are.
  static MessagePart read_start(json::Value content, const Pointer& where, Reading& in) {
    MessagePart part = read_part(content, where, in);
    if (part.is<part::Text>() || part.is<ToolCallPart>() || part.is<part::Reasoning>()) return part;
    return part::Raw{.origin = WireFormat::AnthropicMessages,
                     .type = content["type"].str(),
                     .json = content.json()};
  }

  void begin_message_item(Events& out) {
    if (message_) return;
    message_ = next_item_++;
    out.emplace_back(event::OutputItemAdded{.index = *message_,
                                            .item = Message{.role = MessageRole::Assistant}});
  }

  // A text that something else came between goes on in a message of its own.
  void add_text(OpenBlock& block, Text text, Events& out) {
    if (text.empty()) return;
    begin_message_item(out);
    block.item = *message_;
    out.emplace_back(event::TextDelta{.index = block.item, .delta = std::move(text)});
  }

  // Texts that follow each other are one message.
  void begin_text(OpenBlock& block, part::Text text, Events& out) {
    begin_message_item(out);
    block.item = *message_;
    add_text(block, std::move(text.text), out);
    for (Citation& citation : text.citations)
      out.emplace_back(event::CitationAdded{block.item, std::move(citation)});
  }

  void end_text(Events& out) {
    if (message_) out.emplace_back(event::OutputItemDone{.index = *message_});
    message_.reset();
  }

  void begin_call(OpenBlock& block, MessagePart part, Events& out) {
    ToolCallPart& call = *part.get_if<ToolCallPart>();
    block.kind = OpenBlock::Kind::Call;
    block.call_id = call.call_id;
    block.name = call.name;
    block.input = std::exchange(call.arguments, JsonText());
    calls_tools_ = true;
    out.emplace_back(event::OutputItemAdded{.index = block.item, .item = std::move(part)});
  }

  void begin_reasoning(OpenBlock& block, MessagePart part, Events& out) {
    block.kind = OpenBlock::Kind::Reasoning;
    Text text = std::exchange(part.get_if<part::Reasoning>()->text, Text());
    out.emplace_back(event::OutputItemAdded{.index = block.item, .item = std::move(part)});
    if (!text.empty())
      out.emplace_back(event::ReasoningDelta{.index = block.item, .delta = std::move(text)});
  }

  void begin_raw(OpenBlock& block, json::Value content, MessagePart part, Events& out) {
    block.kind = OpenBlock::Kind::Raw;
    block.raw.emplace(content);
    out.emplace_back(event::OutputItemAdded{.index = block.item, .item = std::move(part)});
  }

  void add_delta(json::Value event, Reading& in, Events& out) {
    const auto found = blocks_.find(event["index"].to_int64().value_or(-1));
    if (found == blocks_.end()) return in.complain(root_.at("index"), "names no open block");
    OpenBlock& block = found->second;
    const json::Value delta = event["delta"];
    const json::Value type = delta["type"];
    if (block.raw) {
      if (!block.raw->add(delta)) in.complain(root_.at("delta"), "makes its block too large");
    } else if (type.says("text_delta")) {
      add_text(block, delta["text"].text(), out);
    } else if (type.says("input_json_delta")) {
      add_arguments(block, delta["partial_json"].text(), out);
    } else if (type.says("thinking_delta")) {
      out.emplace_back(
          event::ReasoningDelta{.index = block.item, .delta = delta["thinking"].text()});
    } else if (type.says("signature_delta")) {
      out.emplace_back(event::SignatureDelta{
          .index = block.item, .signature = Signature{.value = delta["signature"].str()}});
    } else if (type.says("citations_delta")) {
      out.emplace_back(event::CitationAdded{
          block.item, read_citation(delta["citation"], root_.at("delta").at("citation"), in)});
    }
  }

  static void add_arguments(OpenBlock& block, Text delta, Events& out) {
    if (delta.empty()) return;
    block.has_arguments = true;
    out.emplace_back(event::ToolCallDelta{.index = block.item,
                                          .call_id = block.call_id,
                                          .name = block.name,
                                          .delta = std::move(delta)});
  }

  void end_block(json::Value event, Reading& in, Events& out) {
    const auto found = blocks_.find(event["index"].to_int64().value_or(-1));
    if (found == blocks_.end()) return in.complain(root_.at("index"), "names no open block");
    close(found->second, out);
    blocks_.erase(found);
  }

  void close(OpenBlock& block, Events& out) {
    // The message may go on in the next block.
    if (block.kind == OpenBlock::Kind::Text) return;
    // Without fragments the input is what it began with: {} mostly.
    if (block.kind == OpenBlock::Kind::Call && !block.has_arguments)
      add_arguments(block, block.input.as_text(), out);
    event::OutputItemDone done{.index = block.item};
    if (block.raw) done.item = MessagePart(block.raw->finish());
    out.emplace_back(std::move(done));
  }

  void change_message(json::Value event, Reading& in, Events& out) {
    const json::Value delta = event["delta"];
    const Pointer where = root_.at("delta");
    in.read(delta["stop_reason"], where.at("stop_reason"), stop_word_);
    in.read(delta["stop_sequence"], where.at("stop_sequence"), stop_sequence_);
    for (const json::Member member : delta.members()) {
      if (member.name == "stop_reason" || member.name == "stop_sequence" ||
          member.value.is_missing_or_null())
        continue;
      out.emplace_back(event::Raw{
          .origin = WireFormat::AnthropicMessages, .type = "message_delta", .json = delta.json()});
      break;
    }
    add_usage(event["usage"], out);
  }

  void end_message(Events& out) {
    for (auto& [index, block] : blocks_) close(block, out);
    blocks_.clear();
    end_text(out);
    event::Finished finished{.stop_sequence = std::move(stop_sequence_)};
    if (!stop_word_.empty())
      finished.reason = finish_reason_of(stop_word_, calls_tools_);
    else
      finished.reason = calls_tools_ ? FinishReason::ToolCall : FinishReason::Other;
    out.emplace_back(std::move(finished));
    ended_ = true;
  }

  void end_with(ProviderError error, Events& out) {
    out.emplace_back(event::Error{std::move(error)});
    ended_ = true;
  }

  // A failure that the framing reports: its name is what happened.
  void fail_as(const Frame& frame, Events& out) {
    ProviderError error = parse_error(0, frame.data);
    if (error.code.empty()) error.code = frame.event;
    constexpr std::pair<std::string_view, ErrorKind> kNames[] = {
        {"throttlingException", ErrorKind::ProviderLimit},
        {"serviceUnavailableException", ErrorKind::Overloaded},
        {"modelTimeoutException", ErrorKind::Timeout},
        {"validationException", ErrorKind::BadRequest},
    };
    for (const auto& [name, kind] : kNames)
      if (frame.event == name) error.kind = kind;
    end_with(std::move(error), out);
  }

  Pointer root_;
  json::Document document_;
  std::map<std::int64_t, OpenBlock> blocks_;
  std::optional<std::int64_t> message_;  // the item that text goes to
  std::int64_t next_item_ = 0;
  VendorExtensions usage_;
  std::string stop_word_;
  std::string stop_sequence_;
  bool has_begun_ = false;
  bool calls_tools_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<EventDecoder> make_decoder() { return std::make_unique<Decoder>(); }

}  // namespace omnillm::codec::anthropic
