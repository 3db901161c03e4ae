#include "sim/distribution.h"

#include <algorithm>
#include <cmath>

namespace omnillm::sim {

double Distribution::draw_real(Rng& rng) const {
  double value = first;
  switch (kind) {
    case Kind::Fixed:
      break;
    case Kind::Uniform:
      value = first + (second - first) * rng.unit();
      break;
    case Kind::Lognormal:
      value = rng.lognormal(first, second);
      break;
    case Kind::Exponential:
      value = rng.exponential(first);
      break;
  }
  // A sigma of a scenario can make the exponential infinite; it ends at the edge like the rest.
  if (!(value < kMost)) value = kMost;
  return std::max(min, std::min(max, value));
}

std::int64_t Distribution::draw(Rng& rng) const { return std::llround(draw_real(rng)); }

}  // namespace omnillm::sim
