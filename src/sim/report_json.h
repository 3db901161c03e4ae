#ifndef OMNILLM_SIM_REPORT_JSON_H_
#define OMNILLM_SIM_REPORT_JSON_H_

#include <string>

#include "sim/key_search.h"
#include "sim/report.h"

namespace omnillm::sim {

// The report for a machine: one JSON object and a newline. Durations are nanoseconds, money is a
// decimal string of dollars, shares are millionths; docs/simulate.md lists the members.
[[nodiscard]] std::string to_json(const Report& report);
[[nodiscard]] std::string to_json(const KeySearch& search);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_REPORT_JSON_H_
