// Dates as records write them.

#ifndef OMNILLM_TELEMETRY_WALL_TEXT_H_
#define OMNILLM_TELEMETRY_WALL_TEXT_H_

#include <string>

#include "omnillm/clock.h"

namespace omnillm::telemetry {

// "2025-06-01T12:00:00.123Z"
[[nodiscard]] std::string wall_text(WallTime time);

}  // namespace omnillm::telemetry

#endif  // OMNILLM_TELEMETRY_WALL_TEXT_H_
