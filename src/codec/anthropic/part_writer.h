// Writes parts as content blocks. What a part loses by it is part_losses.h.

#ifndef OMNILLM_CODEC_ANTHROPIC_PART_WRITER_H_
#define OMNILLM_CODEC_ANTHROPIC_PART_WRITER_H_

#include <span>
#include <string>
#include <string_view>

#include "codec/anthropic/part_losses.h"
#include "json/writer.h"
#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

class PartWriter {
 public:
  // `keep_extensions`: whether unknown members are this protocol's and go along.
  PartWriter(json::Writer& out, Use use, bool keep_extensions)
      : out_(out), use_(use), keep_extensions_(keep_extensions) {}

  // One block, marked with `mark` unless that is null. Requires: has_block().
  void write(const MessagePart& part, const CacheMark* mark);

  // Whether the block is its text and nothing else, so that the text can stand for it.
  [[nodiscard]] bool is_plain_text(const MessagePart& part, const CacheMark* mark) const;

  // The members that none of `taken` names, if they go along at all.
  void write_extensions(const VendorExtensions& extensions,
                        std::span<const std::string_view> taken);

 private:
  struct Visitor;

  void write_text(const Text& text, const std::vector<Citation>& citations);
  void write_image_data(std::string_view media_type, const Text& data);
  void write_by_url(std::string_view type, std::string_view url);
  void write_file(const part::File& file, const MessagePart& part);
  void write_file_source(const part::File& file);
  // The source as it came, if it still says what the part says.
  bool write_kept_source(const MessagePart& part);
  void write_tool_result(const ToolResultPart& result);
  void write_reasoning(const part::Reasoning& reasoning, const MessagePart& part);
  void write_raw(const part::Raw& raw, const CacheMark* mark);

  json::Writer& out_;
  Use use_;
  bool keep_extensions_;
};

// Arguments as the object that the protocol wants: other values are its member "input".
void write_tool_input(const ToolCallPart& call, json::Writer& out);

// A call's id as the protocol takes it: letters, digits, _ and -. The same id is always the same.
[[nodiscard]] std::string wire_call_id(std::string_view id);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_PART_WRITER_H_
