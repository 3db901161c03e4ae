// How a simulated model counts: a tokenizer that nobody else has, and that anybody can check by
// hand.
//
// A run of letters and digits is a token for every eight of them, begun ones included; any other
// character is one; blanks belong to what follows them. No text has more tokens than bytes.

#ifndef OMNILLM_SIM_HTTP_TOKENS_H_
#define OMNILLM_SIM_HTTP_TOKENS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "omnillm/request.h"

namespace omnillm::sim {

// The tokens of a text, in order: together they are the text. Blanks at its end belong to the last.
// Lifetime: they refer to the text.
[[nodiscard]] std::vector<std::string_view> split_tokens(std::string_view text);
[[nodiscard]] std::int64_t count_tokens(std::string_view text);

// What a prompt counts: its texts, and a little for every message, tool, image and second of sound.
[[nodiscard]] std::int64_t count_prompt_tokens(const LlmRequest& request);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_TOKENS_H_
