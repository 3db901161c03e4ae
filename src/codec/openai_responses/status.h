// How an answer stands, which is this protocol's word for why it ended.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_STATUS_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_STATUS_H_

#include <optional>
#include <string_view>

#include "json/document.h"
#include "omnillm/conversion.h"
#include "omnillm/response.h"

namespace omnillm::codec::openai_responses {

// Of a response object. An answer that calls tools ended for that, whatever else it says. Empty
// when there is no status.
[[nodiscard]] std::optional<FinishReason> parse_finish(json::Value response, bool calls_tools);

struct Status {
  std::string_view status = "completed";
  std::string_view incomplete_reason{};  // of "incomplete"; may be empty
};

// What is said of an answer that ended so. Lifetime: may refer to `reason`.
[[nodiscard]] Status status_of(const std::optional<FinishReason>& reason, LossLog& losses);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_STATUS_H_
