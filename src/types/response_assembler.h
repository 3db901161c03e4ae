// Puts a streamed answer together from its events: what event::Completed carries, what an encoder
// needs that must repeat the whole at the end, what is charged for a stream that was dropped.
//
// Thread safety: none; one stream, one assembler.

#ifndef OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_
#define OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "omnillm/result.h"
#include "omnillm/stream_event.h"

namespace omnillm::types {

class ResponseAssembler {
 public:
  // No answer holds more than this many bytes of text, thoughts and arguments.
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

  explicit ResponseAssembler(std::size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // Takes the next event. Events that break the grammar (a delta of an item that never began) are
  // errors: Protocol. Completed and Error change nothing.
  [[nodiscard]] Result<void> add(const LlmStreamEvent& event);

  // The item as far as it has come; what OutputItemDone would carry. Requires: it has begun.
  [[nodiscard]] ResponseItem item(std::int64_t index) const;
  // The arguments of a tool call so far, as text.
  [[nodiscard]] const std::string& arguments(std::int64_t index) const;

  // The answer so far.
  [[nodiscard]] LlmResponse response() const;
  // Bytes of visible text, thoughts and arguments so far.
  [[nodiscard]] std::size_t output_bytes() const { return bytes_; }

 private:
  struct Building {
    ResponseItem item;
    std::int64_t choice = 0;
    std::string text;     // of a message, a thought, or the arguments of a call
    std::string refusal;  // of a message
    std::vector<Citation> citations;
    std::vector<MessagePart> parts;  // whole parts of a message
    bool done = false;
  };

  [[nodiscard]] Result<Building*> find(std::int64_t index);
  [[nodiscard]] Result<void> grow(std::string& text, const Text& delta);

  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::vector<Building> items_;
  LlmResponse head_;  // everything that is not an item
  std::vector<event::Finished> finished_;
};

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_
