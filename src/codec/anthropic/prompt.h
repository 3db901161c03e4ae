// The conversation of a request in the protocol's order: what the system says apart, then turns of
// user and assistant that alternate, from a user's on, results of tools first in their turn and
// nothing empty among them.

#ifndef OMNILLM_CODEC_ANTHROPIC_PROMPT_H_
#define OMNILLM_CODEC_ANTHROPIC_PROMPT_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "codec/pointer.h"
#include "omnillm/conversion.h"
#include "omnillm/request.h"

namespace omnillm::codec::anthropic {

// A part that will be a block.
struct PlannedBlock {
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  const MessagePart* part = nullptr;
  // Where it stands in the request: in which of its messages (or items), as which part.
  std::size_t message = kNowhere;
  std::size_t index = 0;
  std::optional<CacheMark> policy_mark{};

  [[nodiscard]] const CacheMark* mark() const {
    if (policy_mark) return &*policy_mark;
    return part->cache_mark ? &*part->cache_mark : nullptr;
  }
};

struct PlannedTurn {
  // A system's stands here only where the protocol said so before: newer models take it.
  MessageRole role = MessageRole::User;
  std::vector<PlannedBlock> blocks{};
  // Those it was made of.
  std::vector<const Message*> messages{};
  // Whether it is no longer one message as the request has it.
  bool is_changed = false;
};

// Lifetime: the request must outlive it.
class Prompt {
 public:
  Prompt(const LlmRequest& request, bool keep_extensions, LossLog& losses);

  [[nodiscard]] std::vector<PlannedBlock>& system() { return system_; }
  [[nodiscard]] std::vector<PlannedTurn>& turns() { return turns_; }
  [[nodiscard]] const std::vector<PlannedBlock>& system() const { return system_; }
  [[nodiscard]] const std::vector<PlannedTurn>& turns() const { return turns_; }

 private:
  void add(const Conversation::Turn& turn, std::size_t end);
  // Appends the blocks of a turn that stands at [turn.index, end) of the request.
  void add_blocks(const Conversation::Turn& turn, std::size_t end, std::vector<PlannedBlock>& out);
  void report(const Message& message, const Pointer& where);
  void put_results_first(PlannedTurn& turn);
  void begin_with_user();

  const LlmRequest& request_;
  Conversation conversation_;
  bool keep_extensions_;
  LossLog& losses_;
  std::vector<PlannedBlock> system_;
  std::vector<PlannedTurn> turns_;
  std::deque<MessagePart> made_;  // parts that the request does not have
};

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_PROMPT_H_
