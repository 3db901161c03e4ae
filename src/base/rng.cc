#include "omnillm/rng.h"

#include <cmath>
#include <random>

#include "base/wide.h"

namespace omnillm {
namespace {

// Splitmix64: turns any seed, however poor, into well-mixed words.
std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

Rng::Rng(std::uint64_t seed) : seed_(seed) {
  for (auto& word : state_) word = splitmix(seed);
}

Rng Rng::from_system() {
  std::random_device device;
  return Rng((std::uint64_t{device()} << 32) | device());
}

std::uint64_t Rng::below(std::uint64_t bound) {
  // Lemire's multiply-and-reject: no bias, and a division only in the rare case.
  Uint128 product = static_cast<Uint128>(next()) * bound;
  auto low = static_cast<std::uint64_t>(product);
  if (low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (low < threshold) {
      product = static_cast<Uint128>(next()) * bound;
      low = static_cast<std::uint64_t>(product);
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double Rng::exponential(double mean) { return -mean * std::log1p(-unit()); }

double Rng::lognormal(double median, double sigma) {
  // Box-Muller; one of the pair is enough here.
  const double radius = std::sqrt(-2.0 * std::log1p(-unit()));
  const double normal = radius * std::cos(6.283185307179586 * unit());
  return median * std::exp(sigma * normal);
}

Rng Rng::child(std::uint64_t name) const {
  std::uint64_t mixed = seed_ ^ (name * 0xd1342543de82ef95 + 0x2545f4914f6cdd1d);
  return Rng(splitmix(mixed));
}

}  // namespace omnillm
