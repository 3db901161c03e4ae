// An item of a streamed response that has begun and is not done.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_OPEN_ITEM_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_OPEN_ITEM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/message.h"

namespace omnillm::codec::openai_responses {

struct OpenItem {
  enum class Part : std::uint8_t { None, Text, Refusal, Summary, Thought };

  ResponseItem item{};  // as OutputItemAdded had it, with an id
  std::string id{};
  std::size_t place = 0;    // output_index
  bool is_written = false;  // false: it cannot be said here, and was reported
  bool done = false;
  // Of the part that is open.
  Part part = Part::None;
  std::int64_t part_index = 0;
  std::string text{};  // also the arguments of a call
  std::vector<Citation> citations{};
  std::string logprobs{};  // elements, commas between them
  std::string encrypted{};

  [[nodiscard]] const ToolCallPart* call() const { return item.get_if<ToolCallPart>(); }
  // What the deltas make of the item.
  [[nodiscard]] ResponseItem sum() const;
};

// What the ids of items of this kind begin with.
[[nodiscard]] std::string_view id_prefix_of(const ResponseItem& item);
[[nodiscard]] std::string& id_of(ResponseItem& item);

// The item as it begins, without any content.
void write_begun(const OpenItem& open, json::Writer& out);
// Its open part, as it begins or, `whole`, as it has become.
void write_open_part(const OpenItem& open, bool whole, LossLog& losses, json::Writer& out);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_OPEN_ITEM_H_
