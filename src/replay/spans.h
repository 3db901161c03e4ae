// Finders of what goes from plain text, beside credentials: exact values, the payload of data:
// URLs, tokens in the path of a URL.

#ifndef OMNILLM_REPLAY_SPANS_H_
#define OMNILLM_REPLAY_SPANS_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "omnillm/secret.h"

namespace omnillm::replay {

// A piece of text that goes.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name{};    // of what holds it
  std::string_view suffix{};  // of the mark
};

// The first at or after `from`, each.
[[nodiscard]] std::optional<Span> find_value(std::string_view text, std::size_t from,
                                             const Secret& value);
[[nodiscard]] std::optional<Span> find_data_url(std::string_view text, std::size_t from);
[[nodiscard]] std::optional<Span> find_path_token(std::string_view text, std::size_t from);

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_SPANS_H_
