// One item of a streamed answer while it grows. Text of one kind runs together; whatever comes
// between keeps its place.
//
// Thread safety: none.

#ifndef OMNILLM_TYPES_ITEM_BUILDER_H_
#define OMNILLM_TYPES_ITEM_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/message.h"
#include "omnillm/result.h"

namespace omnillm::types {

class ItemBuilder {
 public:
  // Begins with what OutputItemAdded knows.
  explicit ItemBuilder(ResponseItem begun);

  // Each is refused, with nothing changed, when the item is not of the kind it needs or is done:
  // Protocol.
  [[nodiscard]] Result<void> add_text(const Text& delta);
  [[nodiscard]] Result<void> add_refusal(const Text& delta);
  [[nodiscard]] Result<void> add_reasoning(const Text& delta);
  [[nodiscard]] Result<void> add_arguments(const Text& delta, std::string_view call_id,
                                           std::string_view name);
  [[nodiscard]] Result<void> add_signature(const std::optional<Signature>& signature,
                                           std::string_view encrypted);
  [[nodiscard]] Result<void> add_citation(const Citation& citation);
  [[nodiscard]] Result<void> add_part(const MessagePart& part);
  // Nothing more will come; `whole`, where it is given, is the item instead of the sum.
  [[nodiscard]] Result<void> finish(const std::optional<ResponseItem>& whole);

  [[nodiscard]] bool done() const { return done_; }
  // As far as it has come.
  [[nodiscard]] ResponseItem item() const;
  // Of a tool call, the text of its arguments so far.
  [[nodiscard]] const std::string& arguments() const { return text_; }
  // Bytes of text, thoughts or arguments so far.
  [[nodiscard]] std::size_t output_bytes() const { return output_bytes_; }

 private:
  enum class Open : std::uint8_t { Nothing, Text, Refusal };

  [[nodiscard]] Result<Message*> message(std::string_view what);
  template <class T>
  [[nodiscard]] Result<T*> single(std::string_view what);
  void open(Open what);
  void close();
  void grow(const Text& delta);
  [[nodiscard]] std::optional<MessagePart> open_part() const;

  ResponseItem item_;  // of a message, with the parts that are complete
  bool done_ = false;
  bool whole_ = false;  // the item came in one piece at its end
  std::size_t output_bytes_ = 0;
  // Of a message, the part that grows; of a thought or a call, its text.
  Open open_ = Open::Nothing;
  std::string text_;
  std::vector<Citation> citations_;
  std::optional<Signature> signature_;
};

// What the text of arguments says: JSON, an empty object when there is none, or a JSON string of
// what is no JSON.
[[nodiscard]] JsonText arguments_of(const std::string& text, bool is_custom);

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_ITEM_BUILDER_H_
