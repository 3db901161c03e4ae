// Writes the items of a streamed answer as content blocks: one after the other, each begun, added
// to and stopped, as the official clients expect them.
//
// Items of other protocols may interleave. Text and thoughts are cut and go on in a block of their
// own; a tool call cannot be cut, so what comes between is held back until the call is complete.

#ifndef OMNILLM_CODEC_ANTHROPIC_BLOCK_STREAM_H_
#define OMNILLM_CODEC_ANTHROPIC_BLOCK_STREAM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/stream_event.h"

namespace omnillm::codec::anthropic {

// Thread safety: none; one stream, one object.
class BlockStream {
 public:
  // Takes an event that is about the item `index`.
  void write(const LlmStreamEvent& event, std::int64_t index, LossLog& losses, std::string& out);
  // Stops what is open and writes what was held back.
  void finish(LossLog& losses, std::string& out);

  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] bool valid() const { return valid_; }

  // A buffer for the data of one frame, empty; end_frame() writes it.
  [[nodiscard]] std::string& begin_frame();
  void end_frame(std::string_view event, std::string& out);
  void end_frame(std::string_view event, const json::Writer& frame, std::string& out);

 private:
  enum class Kind : std::uint8_t { Message, Reasoning, Call, CustomCall, Whole };

  struct Item {
    Kind kind;
    MessagePart part{};     // of what is no message: as it began
    bool is_shown = false;  // a block of it was written
  };

  struct Visitor;

  void release(LossLog& losses, std::string& out);
  void begin_item(const event::OutputItemAdded& event, LossLog& losses, std::string& out);
  void end_item(const event::OutputItemDone& event, Item& item, LossLog& losses, std::string& out);

  void add_text(std::int64_t index, const Text& text, std::string& out);
  void add_citation(std::int64_t index, const Citation& citation, std::string& out);
  void add_signature(const event::SignatureDelta& event, Item& item, LossLog& losses,
                     std::string& out);
  void add_arguments(const event::ToolCallDelta& event, const Item& item, std::string& out);
  void add_part(const event::ContentPartAdded& event, LossLog& losses, std::string& out);

  void open_text(std::int64_t index, std::string& out);
  void open_thought(std::int64_t index, Item& item, std::string& out);
  void open_call(std::int64_t index, const Item& item, std::string& out);
  void end_call(const Item& item, const MessagePart* whole, std::string& out);
  void write_whole(const MessagePart& part, std::string& out);
  void close(std::string& out);

  // The frame of a block's start up to its content, and of a delta up to its value.
  json::Writer& start_block(json::Writer& frame);
  json::Writer& start_delta(json::Word type, json::Writer& frame);
  template <std::size_t N>
  void write_fragment(json::Word type, const char (&name)[N], const Text& text, std::string& out);

  std::map<std::int64_t, Item> items_;
  std::vector<std::pair<std::int64_t, LlmStreamEvent>> waiting_;
  std::optional<std::int64_t> open_;  // the item whose block is open
  bool open_is_call_ = false;
  bool call_has_arguments_ = false;
  bool block_has_text_ = false;
  bool text_is_cited_ = false;  // what follows a citation is another block
  std::int64_t next_block_ = 0;
  bool refused_ = false;
  bool valid_ = true;
  std::string frame_;
};

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_BLOCK_STREAM_H_
