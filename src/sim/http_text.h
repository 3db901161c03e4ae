// What a simulated model writes when nothing says what: sentences from a small vocabulary, the same
// for the same generator.

#ifndef OMNILLM_SIM_HTTP_TEXT_H_
#define OMNILLM_SIM_HTTP_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "omnillm/rng.h"

namespace omnillm::sim {

// Sentences of exactly so many tokens (see http_tokens.h).
[[nodiscard]] std::string prose(Rng& rng, std::int64_t tokens);
// So many words with single blanks between them, and nothing else.
[[nodiscard]] std::string plain_words(Rng& rng, std::size_t words);
// So many letters and digits, as providers make their ids of.
[[nodiscard]] std::string random_id(Rng& rng, std::size_t length);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_TEXT_H_
