// Takes credentials out of texts that are made of JSON values: server-sent events and JSON lines.

#ifndef OMNILLM_REPLAY_EVENT_TEXT_H_
#define OMNILLM_REPLAY_EVENT_TEXT_H_

#include <string>
#include <string_view>

#include "replay/redactor.h"

namespace omnillm::replay {

// Whether this is a stream of server-sent events: its first lines are fields of one.
[[nodiscard]] bool looks_like_events(std::string_view text);

// Every event keeps its lines and their ends, unless data of several lines changes.
[[nodiscard]] std::string sanitize_events(std::string_view text, const Redactor& redactor);

// Lines of JSON between any other lines.
[[nodiscard]] std::string sanitize_lines(std::string_view text, const Redactor& redactor);

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_EVENT_TEXT_H_
