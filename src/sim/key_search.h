#ifndef OMNILLM_SIM_KEY_SEARCH_H_
#define OMNILLM_SIM_KEY_SEARCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/result.h"
#include "sim/report.h"
#include "sim/scenario.h"
#include "sim/simulation.h"

namespace omnillm::sim {

// How many keys a load needs.
struct KeySearch {
  struct Tried {
    std::int64_t keys = 0;
    Report report;
  };

  std::string group;
  std::vector<Tried> tried{};            // by the number of keys
  std::optional<std::int64_t> enough{};  // the smallest number that met the expectations

  [[nodiscard]] const Tried* find(std::int64_t keys) const;
};

// Runs the scenario with different numbers of keys in the group that its `find_keys` names, and
// halves the range until the smallest that meets the expectations is left. It takes for granted
// that more keys never do worse.
//
// Requires: the scenario has `find_keys`. Errors: those of simulate().
[[nodiscard]] Result<KeySearch> find_keys(const Scenario& scenario,
                                          const OnProgress& on_progress = {});

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_KEY_SEARCH_H_
