// Durations as people read them.

#ifndef OMNILLM_TELEMETRY_DURATION_TEXT_H_
#define OMNILLM_TELEMETRY_DURATION_TEXT_H_

#include <string>

#include "omnillm/clock.h"

namespace omnillm::telemetry {

// "850 us", "12.3 ms", "4.56 s": three digits that count, cut and not rounded.
[[nodiscard]] std::string duration_text(Duration duration);

}  // namespace omnillm::telemetry

#endif  // OMNILLM_TELEMETRY_DURATION_TEXT_H_
