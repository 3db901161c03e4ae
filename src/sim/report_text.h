#ifndef OMNILLM_SIM_REPORT_TEXT_H_
#define OMNILLM_SIM_REPORT_TEXT_H_

#include <string>

#include "sim/key_search.h"
#include "sim/report.h"

namespace omnillm::sim {

// The report for a person, at most 100 columns wide. `coloured` puts terminal colours in.
[[nodiscard]] std::string to_text(const Report& report, bool coloured);
[[nodiscard]] std::string to_text(const KeySearch& search, bool coloured);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_REPORT_TEXT_H_
