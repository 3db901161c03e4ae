// The items of which an input and an output are lists: messages, calls of tools, their results,
// what the model thought, and everything only this protocol knows.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_ITEMS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_ITEMS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/reader.h"
#include "omnillm/dialect.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_responses {

// An item of a kind nobody has heard of, and a message of a role nobody has heard of, is a
// part::Raw. A message keeps the bytes it came in.
[[nodiscard]] Item parse_item(json::Value item, const Pointer& where, Reader& reader);
[[nodiscard]] std::vector<Item> parse_items(json::Value items, const Pointer& where,
                                            Reader& reader);

// What the user says when the input is a string. It keeps the string as the bytes it came in.
[[nodiscard]] Message message_of_string(json::Value string);
// The string, as long as it is all there is to say and still says it; null otherwise.
[[nodiscard]] const JsonText* string_input(const std::vector<Item>& input);

// Writes items into an array that is open. A message with calls in it becomes several.
class ItemWriter {
 public:
  // `stem` makes the ids of what has none: "msg_<stem>_0". Empty: such items stay without.
  ItemWriter(Emission& emission, std::string stem, Dialect::SystemRole system_role = {})
      : emission_(emission), stem_(std::move(stem)), system_role_(system_role) {}

  void write(const Item& item, const Pointer& where);
  void write(const Message& message, const Pointer& where);
  void write(const MessagePart& single, const Pointer& where);

  // What the next items say about themselves in an answer: "completed", "incomplete".
  void set_status(std::string_view status) { status_ = status; }
  // How many items stand in the array now.
  [[nodiscard]] std::size_t written() const { return written_; }

 private:
  [[nodiscard]] bool write_raw(const Message& message);
  void write_content(const Message& message, const Pointer& where, const MessagePart& part,
                     const Pointer& part_where);
  void open_message(const Message& message, const Pointer& where);
  void close_message();
  void write_call(const ToolCallPart& call, const MessagePart& part, const Pointer& where);
  void write_result(const ToolResultPart& result, const MessagePart& part, const Pointer& where);
  void write_output(const ToolResultPart& result, const Pointer& where);
  void write_image_call(const part::ImageBase64& image, const MessagePart& part);
  void write_id(const std::string& own, std::string_view prefix);
  [[nodiscard]] std::string invented_id(std::string_view prefix) const;
  [[nodiscard]] std::string_view role_word(MessageRole role) const;

  Emission& emission_;
  std::string stem_;
  Dialect::SystemRole system_role_;
  std::string_view status_ = "completed";
  std::size_t written_ = 0;
  bool message_open_ = false;
  bool message_written_ = false;  // the id of a message goes to the first of its pieces
};

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_ITEMS_H_
