#ifndef OMNILLM_SIM_SIMULATION_H_
#define OMNILLM_SIM_SIMULATION_H_

#include <cstdint>
#include <functional>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "sim/report.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// How far a run is; for people who watch.
struct Progress {
  Duration done{0}, whole{0};
  std::int64_t served = 0, limited = 0;
  std::size_t waiting = 0;
};
using OnProgress = std::function<void(const Progress&)>;

// Runs a scenario in virtual time: the Ledger, KeyPool and Admitter that serve real calls, with
// simulated callers on one side and simulated providers on the other.
//
//   Result<Report> report = simulate(*parse_scenario(text, "load.yaml"));
//
// The same scenario gives the same report. It runs on the calling thread as fast as that can, and
// ends when every request has. `on_progress`, where given, is called a few hundred times.
// Errors: Configuration, when the pool or the ledger does not accept what the scenario says.
[[nodiscard]] Result<Report> simulate(const Scenario& scenario, const OnProgress& on_progress = {});

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_SIMULATION_H_
