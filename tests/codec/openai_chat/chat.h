// What the tests of Chat Completions say over and over.

#ifndef OMNILLM_TESTS_CODEC_OPENAI_CHAT_CHAT_H_
#define OMNILLM_TESTS_CODEC_OPENAI_CHAT_CHAT_H_

#include <string>
#include <string_view>
#include <vector>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/stream_event.h"

namespace omnillm::chat {

inline constexpr WireFormat kChat = WireFormat::OpenAiChatCompletions;

// Of a body that is right; the test fails when it is not.
[[nodiscard]] LlmRequest parsed(std::string_view body);
[[nodiscard]] LlmResponse answer(std::string_view body);
// The sentence of a body that is wrong.
[[nodiscard]] std::string request_error(std::string_view body);
[[nodiscard]] std::string answer_error(std::string_view body);

// A body that was written, and what was lost.
struct Emitted {
  std::string body;
  std::vector<Loss> losses;

  // The JSON at a pointer, "" when there is nothing.
  [[nodiscard]] std::string at(std::string_view pointer) const;
  // "minor /generation/top_k: top_k is ...", one line a loss of that code.
  [[nodiscard]] std::string lost(std::string_view code) const;
  // Nothing but notes.
  [[nodiscard]] bool lossless() const;
};

[[nodiscard]] Emitted emitted(const LlmRequest& request, const Dialect& dialect = {});
[[nodiscard]] Emitted emitted(const LlmRequest& request, std::string_view dialect);
[[nodiscard]] Emitted emitted(const LlmResponse& response);
[[nodiscard]] const Dialect& dialect(std::string_view name);

// A JSON value; the test fails when the text is none.
[[nodiscard]] JsonText json(std::string_view text);
// The JSON at a pointer of a text.
[[nodiscard]] std::string json_at(std::string_view body, std::string_view pointer);

// {"model":"m","messages":[<messages>]<more>}
[[nodiscard]] std::string body_with(std::string_view messages, std::string_view more = {});
// A request with one message of the user's.
[[nodiscard]] LlmRequest hello();

// Chunks as a body of server-sent events, [DONE] at the end.
[[nodiscard]] std::string sse(const std::vector<std::string>& chunks, bool done = true);
// A chunk with one choice: {"index":0,<choice>}.
[[nodiscard]] std::string chunk(std::string_view choice, std::string_view more = {});
[[nodiscard]] std::vector<LlmStreamEvent> decoded(const std::vector<std::string>& chunks,
                                                  bool done = true);
// The response of the Completed at the end; the test fails when it ended otherwise.
[[nodiscard]] LlmResponse completed(const std::vector<LlmStreamEvent>& events);
template <class T>
[[nodiscard]] std::vector<T> all_of(const std::vector<LlmStreamEvent>& events) {
  std::vector<T> found;
  for (const LlmStreamEvent& event : events)
    if (const T* one = event.get_if<T>()) found.push_back(*one);
  return found;
}

}  // namespace omnillm::chat

#endif  // OMNILLM_TESTS_CODEC_OPENAI_CHAT_CHAT_H_
