// `stop_reason` and the canonical reasons.

#ifndef OMNILLM_CODEC_ANTHROPIC_FINISH_REASON_H_
#define OMNILLM_CODEC_ANTHROPIC_FINISH_REASON_H_

#include <string_view>

#include "omnillm/conversion.h"
#include "omnillm/response.h"

namespace omnillm::codec::anthropic {

// An answer that calls tools stopped for them, even where the word only says that it ended.
[[nodiscard]] FinishReason finish_reason_of(std::string_view word, bool calls_tools);

struct Stop {
  std::string_view stop_sequence;  // the one that was met; empty when none was
  bool refused = false;            // the answer holds a refusal
};

// The protocol's word. One that has none is `end_turn`, and reported.
[[nodiscard]] std::string_view stop_word_of(const FinishReason& reason, const Stop& stop,
                                            LossLog& losses);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_FINISH_REASON_H_
