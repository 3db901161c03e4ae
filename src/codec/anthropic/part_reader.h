// Content blocks and messages as the wire has them, in requests and in answers.

#ifndef OMNILLM_CODEC_ANTHROPIC_PART_READER_H_
#define OMNILLM_CODEC_ANTHROPIC_PART_READER_H_

#include <optional>
#include <string_view>
#include <vector>

#include "codec/anthropic/reading.h"
#include "json/document.h"
#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

// A block nobody has heard of, or one that only this protocol has, is a part::Raw.
[[nodiscard]] MessagePart read_part(json::Value block, const Pointer& where, Reading& in);

// A string, or an array of blocks.
void read_content(json::Value content, const Pointer& where, Reading& in,
                  std::vector<MessagePart>& out);

// A message of the conversation. One of a user that holds nothing but results of tools is a tool's.
[[nodiscard]] Message read_message(json::Value message, const Pointer& where, Reading& in);

// Where the bytes of an image or a document are.
struct Source {
  MessagePart::Content content;
  // Whether the content holds all that the source says.
  bool is_complete = true;
};

// Empty when it is a source that only this protocol knows.
[[nodiscard]] std::optional<Source> read_source(json::Value source, const Pointer& where,
                                                bool is_image, Reading& in);

// The media type of an image that is known by its id alone.
inline constexpr std::string_view kAnyImage = "image/*";

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_PART_READER_H_
