// The bodies that codecs are timed with: a conversation as backends send it, an answer as Anthropic
// gives it, a stream as OpenAI's.

#ifndef OMNILLM_BENCH_CODEC_BODIES_H_
#define OMNILLM_BENCH_CODEC_BODIES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace omnillm::bench {

// A chat request of about that many bytes: instructions, and turns of some 4 KB in which quotes,
// line ends and letters beyond ASCII stand as they do in prose. The last turn has what is left.
[[nodiscard]] std::string chat_request(std::size_t bytes);

// One of 1 KB whose half is a tool, its call and its result.
[[nodiscard]] std::string chat_request_with_tool();

// Text, a tool call and usage: 1 KB.
[[nodiscard]] std::string anthropic_response();

// A stream of Chat Completions: how it begins, one of its pieces as long as the model talks, and
// how it ends. Each is an event of its own with its frame.
struct ChatStream {
  std::string_view begin;
  std::string_view piece;
  std::string_view end;
};
[[nodiscard]] ChatStream chat_stream();

// What stands in the line `data: ` of an event.
[[nodiscard]] std::string_view data_of(std::string_view event);

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_CODEC_BODIES_H_
