// One choice of a streamed answer: turns its deltas into items that begin, grow and end.
//
// Thread safety: none; it belongs to the decoder of one stream.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CHOICE_DECODER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CHOICE_DECODER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/codec.h"
#include "codec/fields.h"
#include "codec/openai_chat/chunk_members.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_chat {

// The numbers of items, counted over all choices, and those that have not ended.
struct OpenItems {
  std::int64_t next = 0;
  std::vector<std::int64_t> open;

  std::int64_t add(ResponseItem item, std::int64_t choice, Events& out);
  void close(std::int64_t index, Events& out);
  void close_all(Events& out);
};

class ChoiceDecoder {
 public:
  ChoiceDecoder(std::int64_t choice, OpenItems& items) : choice_(choice), items_(&items) {}

  [[nodiscard]] std::int64_t choice() const { return choice_; }
  // Takes one element of `choices`, whose members these are. Errors: Protocol.
  [[nodiscard]] Result<void> read(json::Value value, const ChoiceMembers& members,
                                  const Pointer& where, Events& out);
  [[nodiscard]] bool finished() const { return !finish_word_.empty(); }
  // Why it ended; when nobody said, by what is in it.
  [[nodiscard]] FinishReason finish_reason() const;

 private:
  struct Call {
    std::optional<std::int64_t> wire_index;
    std::string wire_id;
    std::string id;
    std::string name;
    bool is_custom = false;
    std::int64_t item = -1;  // none before its name is known
  };

  [[nodiscard]] Result<void> read_content(const DeltaMembers& delta, const Pointer& where,
                                          Events& out);
  void read_reasoning(json::Value details, json::Value content, json::Value plain, Events& out);
  void read_reasoning_detail(json::Value detail, Events& out);
  [[nodiscard]] Result<void> read_text(json::Value content, const Pointer& where, Events& out);
  [[nodiscard]] Result<void> read_part(json::Value part, const Pointer& where, Events& out);
  [[nodiscard]] Result<void> read_calls(json::Value calls, const Pointer& where, Events& out);
  void read_audio(json::Value audio, Events& out);
  void read_annotations(json::Value annotations, Events& out);
  void read_call(json::Value fragment, Events& out);
  void read_function_call(json::Value function, Events& out);
  void read_function(Call& call, json::Value function, std::string_view member, Events& out);
  Call& call_of(json::Value fragment, const std::string& name);
  void begin_call(Call& call, json::Value fragment, Events& out);
  void keep_others(json::Value value, const ChoiceMembers& members, const DeltaMembers& delta,
                   Events& out);

  void add_text(const Text& text, Events& out);
  std::int64_t message(Events& out);
  std::int64_t thought(MessagePart begun, Events& out);
  void close_thought(Events& out);
  void close_message(Events& out);

  std::int64_t choice_;
  OpenItems* items_;
  std::optional<std::int64_t> message_;
  std::optional<std::int64_t> thought_;
  std::vector<Call> calls_;
  std::string finish_word_;
  JsonText logprobs_;  // of the chunk being read, until a text takes it
};

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CHOICE_DECODER_H_
