#include "codec/openai_responses/status.h"

#include <string>

namespace omnillm::codec::openai_responses {

namespace {

constexpr WireFormat kOurs = WireFormat::OpenAiResponses;

// The word of an incomplete answer is the reason it gives.
FinishReason incomplete(json::Value response) {
  const std::string reason = response["incomplete_details"]["reason"].str();
  if (reason == "max_output_tokens") return {FinishReason::Length, reason, kOurs};
  if (reason == "content_filter") return {FinishReason::ContentFilter, reason, kOurs};
  return {FinishReason::Other, reason.empty() ? "incomplete" : reason, kOurs};
}

bool is_status(std::string_view word) {
  return word == "completed" || word == "incomplete" || word == "cancelled" || word == "queued" ||
         word == "in_progress";
}

Status status_of_code(FinishReason::Code code) {
  switch (code) {
    case FinishReason::Length:
      return {"incomplete", "max_output_tokens"};
    case FinishReason::ContentFilter:
      return {"incomplete", "content_filter"};
    case FinishReason::Cancelled:
      return {"cancelled"};
    case FinishReason::Error:
      return {"failed"};
    default:
      return {"completed"};
  }
}

}  // namespace

std::optional<FinishReason> parse_finish(json::Value response, bool calls_tools) {
  const json::Value status = response["status"];
  if (status.says("incomplete")) return incomplete(response);
  if (status.says("cancelled")) return FinishReason(FinishReason::Cancelled, "cancelled", kOurs);
  if (status.says("failed")) return FinishReason(FinishReason::Error, "failed", kOurs);
  if (calls_tools) return FinishReason(FinishReason::ToolCall, status.str(), kOurs);
  if (!status.is_string()) return {};
  if (status.says("completed") || status.says("stop"))
    return FinishReason(FinishReason::Stop, status.str(), kOurs);
  return FinishReason(FinishReason::Other, status.str(), kOurs);
}

Status status_of(const std::optional<FinishReason>& reason, LossLog& losses) {
  if (!reason) return {};
  const std::string_view word = reason->word_in(kOurs);
  if (is_status(word)) return {word};
  if (!word.empty() && reason->code() == FinishReason::Other) return {"incomplete", word};
  if (reason->code() == FinishReason::Pause || reason->code() == FinishReason::Other)
    losses.minor("finish_reason", "/finish_reason",
                 "the reason for the end is written as completed for open_ai_responses");
  return status_of_code(reason->code());
}

}  // namespace omnillm::codec::openai_responses
