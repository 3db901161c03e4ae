// What a simulated model answers to a request: canonical values, whole and as a stream's events.

#ifndef OMNILLM_SIM_HTTP_ANSWER_H_
#define OMNILLM_SIM_HTTP_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/protocol.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/rng.h"
#include "omnillm/stream_event.h"

namespace omnillm::sim {

struct AnswerSettings {
  WireFormat format = WireFormat::OpenAiChatCompletions;
  std::int64_t output_tokens = 32;    // of visible text, where nothing else decides
  std::optional<std::string> text{};  // instead of prose
  std::int64_t cached_tokens = 0;     // of the prompt, read from a cache
  bool shows_reasoning = true;        // the thoughts themselves, or only their count
  std::int64_t created = 0;           // seconds since 1970
};

// The words are the same for the same request; names are new each time.
struct Chance {
  Rng content;
  Rng names;
};

// - A prompt that begins with "say:" is answered with the rest of it.
// - A tool is called when tool_choice demands it, or when the last message is the user's and names
//   the tool, or says "tool" (the first of them).
// - Structured output is a value of the schema.
// - Reasoning is shown when it was asked for.
// - Text is cut by max_output_tokens and by stop sequences, as a model would.
// Usage is exact: the sums of the tokens (http_tokens.h) of what stands in the answer.
[[nodiscard]] LlmResponse make_answer(const LlmRequest& request, const AnswerSettings& settings,
                                      Chance chance);

// What the words of an answer depend on: the conversation and its tools, in whatever protocol, and
// streamed or not.
[[nodiscard]] std::uint64_t fingerprint(const LlmRequest& request);

// The same answer in pieces of so many tokens, in the grammar of stream_event.h, its last event
// Completed with the response. Errors have no place here.
[[nodiscard]] std::vector<LlmStreamEvent> events_of(const LlmResponse& response,
                                                    std::int64_t tokens_per_event);

// The tokens of output that an event brings.
[[nodiscard]] std::int64_t tokens_of(const LlmStreamEvent& event);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_ANSWER_H_
