#include "codec/anthropic/finish_reason.h"

#include <sstream>
#include <string>

namespace omnillm::codec::anthropic {

namespace {

FinishReason::Code code_of(std::string_view word) {
  if (word == "end_turn" || word == "stop_sequence") return FinishReason::Stop;
  if (word == "max_tokens" || word == "model_context_window_exceeded") return FinishReason::Length;
  if (word == "tool_use") return FinishReason::ToolCall;
  if (word == "pause_turn") return FinishReason::Pause;
  if (word == "refusal") return FinishReason::ContentFilter;
  return FinishReason::Other;
}

}  // namespace

FinishReason finish_reason_of(std::string_view word, bool calls_tools) {
  FinishReason::Code code = code_of(word);
  if (calls_tools && code == FinishReason::Stop) code = FinishReason::ToolCall;
  return {code, word, WireFormat::AnthropicMessages};
}

std::string_view stop_word_of(const FinishReason& reason, const Stop& stop, LossLog& losses) {
  if (const auto word = reason.word_in(WireFormat::AnthropicMessages); !word.empty()) return word;
  switch (reason.code()) {
    case FinishReason::Stop:
      if (stop.refused) return "refusal";
      return stop.stop_sequence.empty() ? "end_turn" : "stop_sequence";
    case FinishReason::Length:
      return "max_tokens";
    case FinishReason::ToolCall:
      return "tool_use";
    case FinishReason::Pause:
      return "pause_turn";
    case FinishReason::ContentFilter:
      return "refusal";
    case FinishReason::Cancelled:
    case FinishReason::Error:
    case FinishReason::Other:
      break;
  }
  std::ostringstream text;
  text << "finish reason " << reason << " is end_turn in anthropic_messages";
  losses.minor("finish_reason", "", text.str());
  return "end_turn";
}

}  // namespace omnillm::codec::anthropic
