#ifndef OMNILLM_SIM_RECORDER_H_
#define OMNILLM_SIM_RECORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/keys.h"
#include "sim/provider.h"
#include "sim/report.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// Counts what happens in a run and makes the report of it.
//
// Times are of the run: zero at its start. Thread safety: one thread at a time.
class Recorder {
 public:
  Recorder(const Scenario& scenario, const SimulatedProviders& providers);

  void offered() { ++report_.offered; }
  void attempt(std::size_t key, bool retry);
  // The answer to an attempt that was not a success; 0 for none. The provider decided earlier.
  void bad_answer(Duration at, Duration decided, std::size_t key, int status);
  void good_answer(Duration at, std::size_t key, std::int64_t tokens);
  // How a request ended.
  void served(Duration waited, Duration took);
  void refused(Refused why, Duration waited);
  void failed(Duration waited);

  void waiting(Duration at, std::size_t in_line);
  // At the end of the arrivals.
  void keys_are(const std::vector<KeyStatus>& status);

  [[nodiscard]] const Report& so_far() const { return report_; }
  [[nodiscard]] Report finish(const Conservation& verdict, Money spent) &&;

 private:
  void draw(std::array<std::int64_t, Timeline::kParts>& chart, Duration at) const;
  void count_for_events(Duration at, std::size_t key, int status);
  void finish_keys();

  const Scenario& scenario_;
  const SimulatedProviders& providers_;
  Report report_;
  std::vector<Duration> waits_, answers_;
  std::vector<std::vector<bool>> concerns_;  // event, key
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_RECORDER_H_
