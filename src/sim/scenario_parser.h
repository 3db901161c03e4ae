#ifndef OMNILLM_SIM_SCENARIO_PARSER_H_
#define OMNILLM_SIM_SCENARIO_PARSER_H_

#include <string_view>

#include "omnillm/result.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// Reads a scenario; docs/simulate.md describes the file. ErrorKind::Configuration lists the
// mistakes, one a line: "load.yaml:12:5: traffic has no member 'wiat'; did you mean 'wait'?".
// `file` is only the name that stands there.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text, std::string_view file);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_SCENARIO_PARSER_H_
