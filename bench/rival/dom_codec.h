// Conversions as a good team writes them the first time: the body becomes a tree, a function for
// this one pair of protocols writes another tree from it, and that is serialized. It knows the
// members that the timed bodies have and no others, keeps nothing it does not know, and reports
// nothing.

#ifndef OMNILLM_BENCH_RIVAL_DOM_CODEC_H_
#define OMNILLM_BENCH_RIVAL_DOM_CODEC_H_

#include <string>
#include <string_view>

namespace omnillm::bench::rival {

[[nodiscard]] std::string chat_request_to_anthropic(std::string_view body);
[[nodiscard]] std::string anthropic_response_to_chat(std::string_view body);

// One event of a stream, which must be a piece of text.
[[nodiscard]] std::string chat_piece_to_anthropic(std::string_view event);
[[nodiscard]] std::string chat_piece_to_chat(std::string_view event);

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_DOM_CODEC_H_
