#include <string>
#include <utility>
#include <vector>

#include "codec/bedrock/codec.h"
#include "codec/fields.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

class Decoder final : public EventDecoder {
 public:
  Result<void> read(const Frame& frame, Events& out) override;
  Result<void> end(Events& out) override;
  bool ended() const override { return metadata_seen_; }

 private:
  // A block of the wire that is open, and the item it is or stands in.
  struct Block {
    std::int64_t wire_index = 0;
    std::int64_t item = 0;
    enum class Kind : std::uint8_t { Text, Thought, Call, Raw } kind = Kind::Text;
    std::string call_id{};
    std::string name{};
  };

  void start(Events& out);
  Result<void> block_start(json::Value event, Events& out);
  Result<void> block_delta(json::Value event, Events& out);
  void block_stop(json::Value event, Events& out);
  void text(std::int64_t wire_index, json::Value text, Events& out);
  void thought(std::int64_t wire_index, json::Value delta, Events& out);
  void citation(std::int64_t wire_index, json::Value delta, Events& out);
  void failure(const Frame& frame, json::Value root, Events& out);
  void close_message(Events& out);
  Block* find(std::int64_t wire_index);
  Block& open(std::int64_t wire_index, Block::Kind kind, ResponseItem item, Events& out);
  Block& open_text(std::int64_t wire_index, Events& out);

  json::Document document_;  // its buffers are used again
  std::vector<Block> blocks_;
  std::int64_t items_ = 0;
  std::int64_t message_ = -1;  // the item that text goes into, while it is open
  bool started_ = false;
  bool stop_seen_ = false;
  bool metadata_seen_ = false;
  bool called_a_tool_ = false;
};

void Decoder::start(Events& out) {
  if (std::exchange(started_, true)) return;
  out.emplace_back(event::ResponseStarted{.provider_protocol = kFormat});
}

Result<void> Decoder::read(const Frame& frame, Events& out) {
  if (auto parsed = document_.parse(frame.data); !parsed) {
    if (!frame.is_exception) return parsed;
    failure(frame, json::Value(), out);
    return {};
  }
  const json::Value root = document_.root();
  if (frame.is_exception) {
    failure(frame, root, out);
    return {};
  }
  start(out);
  if (frame.event == "contentBlockStart") return block_start(root, out);
  if (frame.event == "contentBlockDelta") return block_delta(root, out);
  if (frame.event == "contentBlockStop") {
    block_stop(root, out);
  } else if (frame.event == "messageStop") {
    close_message(out);
    FinishReason reason = read_stop_reason(root["stopReason"].str());
    if (called_a_tool_ && reason == FinishReason::Stop)
      reason = FinishReason(FinishReason::ToolCall, reason.word(), kFormat);
    out.emplace_back(event::Finished{.reason = std::move(reason)});
    stop_seen_ = true;
  } else if (frame.event == "metadata") {
    if (const auto usage = read_usage(root["usage"]))
      out.emplace_back(event::Usage{.usage = *usage,
                                    .raw = root["usage"].json(),
                                    .service_tier = root["serviceTier"]["type"].str()});
    metadata_seen_ = stop_seen_;
  }
  return {};
}

Result<void> Decoder::end(Events& out) {
  static_cast<void>(out);
  // Usage comes after the stop; a stream that stopped is an answer without it.
  if (stop_seen_) return {};
  return fail(ErrorKind::Protocol, "the stream ended before its messageStop: it was cut off");
}

Decoder::Block* Decoder::find(std::int64_t wire_index) {
  for (Block& block : blocks_)
    if (block.wire_index == wire_index) return &block;
  return nullptr;
}

Decoder::Block& Decoder::open(std::int64_t wire_index, Block::Kind kind, ResponseItem item,
                              Events& out) {
  out.emplace_back(event::OutputItemAdded{.index = items_, .item = std::move(item)});
  blocks_.push_back({.wire_index = wire_index, .item = items_++, .kind = kind});
  return blocks_.back();
}

void Decoder::close_message(Events& out) {
  if (message_ < 0) return;
  out.emplace_back(event::OutputItemDone{.index = message_});
  message_ = -1;
}

Result<void> Decoder::block_start(json::Value event, Events& out) {
  const auto index = event["contentBlockIndex"].to_int64();
  if (!index) return fail(ErrorKind::Protocol, "contentBlockStart has no contentBlockIndex");
  const json::Value use = event["start"]["toolUse"];
  if (!use || use["type"]) return {};
  close_message(out);
  const std::string call_id = use["toolUseId"].str();
  const std::string name = use["name"].str();
  Block& block = open(*index, Block::Kind::Call,
                      MessagePart(ToolCallPart{.call_id = call_id, .name = name}), out);
  block.call_id = call_id;
  block.name = name;
  called_a_tool_ = true;
  return {};
}

Result<void> Decoder::block_delta(json::Value event, Events& out) {
  const auto index = event["contentBlockIndex"].to_int64();
  if (!index) return fail(ErrorKind::Protocol, "contentBlockDelta has no contentBlockIndex");
  const json::Value delta = event["delta"];
  if (const json::Value piece = delta["text"]; piece.is_string()) {
    text(*index, piece, out);
  } else if (const json::Value use = delta["toolUse"]) {
    const Block* block = find(*index);
    if (!block || block->kind != Block::Kind::Call)
      return fail(ErrorKind::Protocol, "the stream continues a tool call that never began");
    out.emplace_back(event::ToolCallDelta{.index = block->item,
                                          .call_id = block->call_id,
                                          .name = block->name,
                                          .delta = use["input"].text()});
  } else if (const json::Value reasoning = delta["reasoningContent"]) {
    thought(*index, reasoning, out);
  } else if (const json::Value source = delta["citation"]) {
    citation(*index, source, out);
  }
  return {};
}

// Texts that follow each other stand in one message.
Decoder::Block& Decoder::open_text(std::int64_t wire_index, Events& out) {
  if (Block* block = find(wire_index)) return *block;
  if (message_ < 0) {
    message_ = items_;
    return open(wire_index, Block::Kind::Text, Message{.role = MessageRole::Assistant}, out);
  }
  blocks_.push_back({.wire_index = wire_index, .item = message_});
  return blocks_.back();
}

void Decoder::text(std::int64_t wire_index, json::Value text, Events& out) {
  const Block& block = open_text(wire_index, out);
  if (block.kind != Block::Kind::Text || text.escaped().empty()) return;
  out.emplace_back(event::TextDelta{.index = block.item, .delta = text.text()});
}

void Decoder::citation(std::int64_t wire_index, json::Value delta, Events& out) {
  Citation citation{.title = delta["title"].str(), .origin = kFormat, .raw = delta.json()};
  citation.url = delta["location"]["web"]["url"].str();
  citation.source_id = delta["source"].str();
  for (const json::Value piece : delta["sourceContent"].elements())
    if (citation.cited_text.empty()) citation.cited_text = piece["text"].text();
  const std::int64_t item = open_text(wire_index, out).item;
  out.emplace_back(event::CitationAdded{.index = item, .citation = std::move(citation)});
}

void Decoder::thought(std::int64_t wire_index, json::Value delta, Events& out) {
  const Block* block = find(wire_index);
  if (!block) {
    close_message(out);
    block = &open(wire_index, Block::Kind::Thought, MessagePart(part::Reasoning{}), out);
  }
  if (block->kind != Block::Kind::Thought) return;
  if (const json::Value text = delta["text"]; text.is_string())
    out.emplace_back(event::ReasoningDelta{.index = block->item, .delta = text.text()});
  if (const json::Value signature = delta["signature"]; signature.is_string())
    out.emplace_back(event::SignatureDelta{.index = block->item,
                                           .signature = Signature{signature.str(), kFormat}});
  if (const json::Value redacted = delta["redactedContent"]; redacted.is_string())
    out.emplace_back(event::SignatureDelta{.index = block->item, .encrypted = redacted.str()});
}

void Decoder::block_stop(json::Value event, Events& out) {
  const auto index = event["contentBlockIndex"].to_int64();
  const Block* block = index ? find(*index) : nullptr;
  // A message stays open: more text may follow in a block of its own.
  if (block && block->kind != Block::Kind::Text)
    out.emplace_back(event::OutputItemDone{.index = block->item});
  if (block) blocks_.erase(blocks_.begin() + (block - blocks_.data()));
}

void Decoder::failure(const Frame& frame, json::Value root, Events& out) {
  ProviderError error{.kind = kind_of_exception(frame.event).value_or(ErrorKind::Server),
                      .protocol = kFormat,
                      .code = std::string(frame.event),
                      .message = root["message"].str()};
  if (error.message.empty()) error.message = error.code;
  if (root) error.raw_body = root.json();
  out.emplace_back(event::Error{std::move(error)});
}

}  // namespace

std::unique_ptr<EventDecoder> make_decoder() { return std::make_unique<Decoder>(); }

}  // namespace omnillm::codec::bedrock
