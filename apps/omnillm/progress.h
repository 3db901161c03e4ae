// Floor: 6 apps/omnillm

#ifndef OMNILLM_APPS_PROGRESS_H_
#define OMNILLM_APPS_PROGRESS_H_

#include <chrono>

#include "sim/simulation.h"

namespace omnillm::app {

// A line on the terminal's stderr that says how far a simulation is, drawn at most ten times a
// second, and wiped when this object goes.
class ProgressLine {
 public:
  ProgressLine() = default;
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void show(const sim::Progress& progress);

 private:
  std::chrono::steady_clock::time_point drawn_at_{};
  bool drawn_ = false;
};

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_PROGRESS_H_
