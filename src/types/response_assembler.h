// Puts a streamed answer together from its events: what event::Completed carries, what an encoder
// needs that must repeat the whole at the end, what is charged for a stream that was dropped.
//
// Thread safety: none; one stream, one assembler.

#ifndef OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_
#define OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/result.h"
#include "omnillm/stream_event.h"
#include "types/item_builder.h"

namespace omnillm::types {

class ResponseAssembler {
 public:
  // No answer holds more than this many bytes, whatever they are.
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

  explicit ResponseAssembler(std::size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // Takes the next event. Events that break the grammar (a delta of an item that never began) are
  // errors: Protocol, and change nothing. Completed, Error and Raw change nothing either.
  [[nodiscard]] Result<void> add(const LlmStreamEvent& event);

  // The item as far as it has come; what OutputItemDone would carry. Requires: it has begun.
  [[nodiscard]] ResponseItem item(std::int64_t index) const;
  // The arguments of a tool call so far, as text. Requires: the item has begun.
  [[nodiscard]] const std::string& arguments(std::int64_t index) const;

  // The answer so far. The arguments of a call are an empty object when none came, and a JSON
  // string of what did come when that is no JSON.
  [[nodiscard]] LlmResponse response() const;
  // Bytes of visible text, thoughts and arguments so far.
  [[nodiscard]] std::size_t output_bytes() const { return output_bytes_; }

 private:
  struct Building {
    ItemBuilder item;
    std::int64_t choice = 0;
  };
  // What is said of a choice beside its items.
  struct Ending {
    std::int64_t choice = 0;
    std::optional<event::Finished> finished{};
    std::vector<JsonText> logprobs{};
  };

  Result<void> take(const event::ResponseStarted& start);
  Result<void> take(const event::OutputItemAdded& added);
  Result<void> take(const event::TextDelta& text);
  Result<void> take(const event::RefusalDelta& refusal);
  Result<void> take(const event::ReasoningDelta& thought);
  Result<void> take(const event::SignatureDelta& signature);
  Result<void> take(const event::ToolCallDelta& call);
  Result<void> take(const event::CitationAdded& added);
  Result<void> take(const event::ContentPartAdded& added);
  Result<void> take(const event::OutputItemDone& done);
  Result<void> take(const event::Usage& usage);
  Result<void> take(const event::Finished& finished);
  Result<void> take(const event::Raw&) { return {}; }
  Result<void> take(const event::Completed&) { return {}; }
  Result<void> take(const event::Error&) { return {}; }

  // Lets an item grow by about so many bytes.
  template <class Function>
  Result<void> grow(std::int64_t index, std::size_t bytes, Function function);
  // Counts bytes that are about to be held, or refuses them.
  [[nodiscard]] Result<void> hold(std::size_t bytes);
  [[nodiscard]] Ending& ending_of(std::int64_t choice);

  std::size_t max_bytes_;
  std::size_t held_bytes_ = 0;
  std::size_t output_bytes_ = 0;
  bool started_ = false;
  std::vector<Building> items_;
  std::vector<Ending> endings_;
  LlmResponse head_;  // everything that belongs to no item and no choice
};

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_RESPONSE_ASSEMBLER_H_
