#include "codec/openai_chat/names.h"

#include <utility>

namespace omnillm::codec::openai_chat {

namespace {

using Code = FinishReason::Code;

constexpr std::pair<std::string_view, Code> kFinishWords[] = {
    {"stop", Code::Stop},
    {"length", Code::Length},
    {"tool_calls", Code::ToolCall},
    {"function_call", Code::ToolCall},
    {"content_filter", Code::ContentFilter},
    {"eos", Code::Stop},             // Together
    {"model_length", Code::Length},  // Mistral
    {"error", Code::Error},
    {"abort", Code::Error},                         // vLLM
    {"insufficient_system_resource", Code::Error},  // DeepSeek
    {"cancelled", Code::Cancelled},
};

constexpr std::pair<std::string_view, std::string_view> kAudio[] = {
    {"mp3", "audio/mpeg"}, {"wav", "audio/wav"},   {"flac", "audio/flac"}, {"opus", "audio/opus"},
    {"aac", "audio/aac"},  {"pcm16", "audio/pcm"}, {"m4a", "audio/mp4"},   {"ogg", "audio/ogg"},
    {"mp3", "audio/mp3"},  {"wav", "audio/x-wav"}, {"wav", "audio/wave"},
};

}  // namespace

std::optional<MessageRole> role_of(std::string_view word) {
  if (word == "user") return MessageRole::User;
  if (word == "assistant") return MessageRole::Assistant;
  if (word == "tool" || word == "function") return MessageRole::Tool;
  if (word == "system") return MessageRole::System;
  if (word == "developer") return MessageRole::Developer;
  return {};
}

FinishReason finish_reason_of(std::string_view word, bool has_tool_calls) {
  Code code = Code::Other;
  for (const auto& [known, meaning] : kFinishWords)
    if (known == word) code = meaning;
  if (code == Code::Stop && has_tool_calls) code = Code::ToolCall;
  return {code, word, kFormat};
}

std::string finish_word(const std::optional<FinishReason>& reason, bool has_tool_calls,
                        LossLog& losses) {
  if (!reason) return has_tool_calls ? "tool_calls" : "stop";
  // Calls are always written as `tool_calls`, so the old word for them would not fit.
  if (const std::string_view word = reason->word_in(kFormat);
      !word.empty() && word != "function_call")
    return std::string(word);
  switch (reason->code()) {
    case Code::Stop:
      return "stop";
    case Code::Length:
      return "length";
    case Code::ToolCall:
      return "tool_calls";
    case Code::ContentFilter:
      return "content_filter";
    default:
      break;
  }
  std::string why = "the finish reason ";
  why += reason->word().empty() ? to_string(reason->code()) : std::string_view(reason->word());
  losses.minor("finish_reason", "/finish_reason",
               why.append(" is written as stop in open_ai_chat_completions"));
  return "stop";
}

std::string audio_media_type(std::string_view format) {
  if (format.empty()) return {};
  for (const auto& [name, type] : kAudio)
    if (name == format) return std::string(type);
  return std::string("audio/").append(format);
}

std::string_view audio_format(std::string_view media_type) {
  for (const auto& [name, type] : kAudio)
    if (type == media_type) return name;
  const std::size_t slash = media_type.find('/');
  return slash == std::string_view::npos ? media_type : media_type.substr(slash + 1);
}

std::string dropped(std::string_view what) {
  return std::string(what).append(" is dropped when bridging to open_ai_chat_completions");
}

}  // namespace omnillm::codec::openai_chat
