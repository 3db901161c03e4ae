#ifndef OMNILLM_SIM_ARRIVALS_H_
#define OMNILLM_SIM_ARRIVALS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/rng.h"

namespace omnillm::sim {

// When requests come.
struct ArrivalPlan {
  enum class Kind : std::uint8_t {
    Poisson,  // one every `gap` on average, independent of each other
    Steady,   // one in every `gap`, somewhere within the first `jitter` of it
    Bursts,   // `size` at once every `gap`, scattered over `spread`
    OnOff,    // Poisson for `on`, nothing for `off`, and again
  };

  Kind kind = Kind::Poisson;
  Duration gap = std::chrono::milliseconds(100);
  std::int64_t jitter = 0;  // millionths of the gap
  std::int64_t size = 1;
  Duration spread{0};
  Duration on = std::chrono::seconds(10);
  Duration off = std::chrono::seconds(10);
  // Of the run; requests come in [from, until).
  Duration from{0};
  Duration until = Duration::max();

  friend bool operator==(const ArrivalPlan&, const ArrivalPlan&) = default;
};

// The instants of one plan, one after the other, as time since the start of the run.
//
//   Arrivals arrivals(plan, rng.child(1));
//   while (auto at = arrivals.next()) schedule(start + *at);
//
// Never goes back in time; ends at the plan's `until`. Thread safety: one thread at a time.
class Arrivals {
 public:
  Arrivals(const ArrivalPlan& plan, Rng rng) : plan_(plan), rng_(rng) {}

  [[nodiscard]] std::optional<Duration> next();

 private:
  [[nodiscard]] Duration next_offset();
  [[nodiscard]] Duration next_of_burst();

  ArrivalPlan plan_;
  Rng rng_;
  Duration active_{0};           // time spent so far, pauses left out
  std::int64_t count_ = 0;       // gaps or bursts begun
  std::vector<Duration> burst_;  // what is left of the current burst, latest first
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_ARRIVALS_H_
