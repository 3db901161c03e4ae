#ifndef OMNILLM_SIM_DISTRIBUTION_H_
#define OMNILLM_SIM_DISTRIBUTION_H_

#include <cstdint>

#include "omnillm/clock.h"
#include "omnillm/rng.h"

namespace omnillm::sim {

// How an amount of a scenario varies: tokens, or time in nanoseconds.
//
//   Distribution d{.kind = Distribution::Kind::Lognormal, .first = 400, .second = 0.8, .max =
//   4000}; std::int64_t tokens = d.draw(rng);
//
// Thread safety: a value.
struct Distribution {
  enum class Kind : std::uint8_t {
    Fixed,        // first
    Uniform,      // from first to second
    Lognormal,    // median first, sigma of the logarithm second
    Exponential,  // mean first
  };

  static constexpr double kMost = 4e15;

  Kind kind = Kind::Fixed;
  double first = 0;
  double second = 0;
  double min = 0;  // what falls outside is moved to the edge
  double max = kMost;

  [[nodiscard]] static Distribution fixed(double value) { return {.first = value}; }
  [[nodiscard]] static Distribution fixed(Duration value) {
    return {.first = static_cast<double>(value.count())};
  }

  [[nodiscard]] double draw_real(Rng& rng) const;
  [[nodiscard]] std::int64_t draw(Rng& rng) const;
  [[nodiscard]] Duration draw_duration(Rng& rng) const { return Duration(draw(rng)); }

  friend bool operator==(const Distribution&, const Distribution&) = default;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_DISTRIBUTION_H_
