// Takes credentials and blobs out of JSON: only what goes is written anew, every other byte stays.

#ifndef OMNILLM_REPLAY_JSON_SANITIZER_H_
#define OMNILLM_REPLAY_JSON_SANITIZER_H_

#include <optional>
#include <string>
#include <string_view>

#include "replay/redactor.h"

namespace omnillm::replay {

// Empty when the text is not one JSON value. A string in it may hold JSON again (the arguments of a
// tool call do), which is looked into as well.
[[nodiscard]] std::optional<std::string> sanitize_json(std::string_view text,
                                                       const Redactor& redactor);

// What a JSON string says, or any text of which JSON is one possibility.
[[nodiscard]] std::string sanitize_string(std::string_view text, const Redactor& redactor);

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_JSON_SANITIZER_H_
