// The content blocks of Converse, as requests and answers share them.

#ifndef OMNILLM_CODEC_BEDROCK_BLOCKS_H_
#define OMNILLM_CODEC_BEDROCK_BLOCKS_H_

#include <string>
#include <vector>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/message.h"
#include "omnillm/result.h"

namespace omnillm::codec::bedrock {

// The blocks of an array as parts. A cachePoint becomes the mark of the part before it; a block
// that has no canonical form becomes a part::Raw.
[[nodiscard]] Result<std::vector<MessagePart>> read_blocks(json::Value array, const Fields& fields,
                                                           const Pointer& where);

// How long what stands before a cachePoint is kept.
[[nodiscard]] PromptCacheRetention retention_of(json::Value ttl);

// A message of a request, its raw bytes kept.
[[nodiscard]] Result<Message> read_message(json::Value message, const Fields& fields,
                                           const Pointer& where);

struct BlockWriter {
  json::Writer& out;
  LossLog& losses;

  // Writes the blocks of one part: none for a part that cannot be said, which is then reported, and
  // one more for its cache mark.
  void part(const MessagePart& part, const std::string& pointer) const;
  void cache_point(PromptCacheRetention retention) const;

 private:
  void content(const MessagePart& part, const std::string& pointer) const;
  void text(const part::Text& text, const std::string& pointer) const;
  void image(const part::ImageBase64& image, const std::string& pointer) const;
  void image_url(const part::ImageUrl& image, const std::string& pointer) const;
  void audio(const part::Audio& audio, const std::string& pointer) const;
  void file(const part::File& file, const MessagePart& part, const std::string& pointer) const;
  void tool_call(const ToolCallPart& call) const;
  void tool_result(const ToolResultPart& result, const std::string& pointer) const;
  void reasoning(const part::Reasoning& thought, const MessagePart& part,
                 const std::string& pointer) const;
};

// Whether a thought of this origin means something to Bedrock: Anthropic's models speak both.
[[nodiscard]] bool understands_signature_of(WireFormat origin);

}  // namespace omnillm::codec::bedrock

#endif  // OMNILLM_CODEC_BEDROCK_BLOCKS_H_
