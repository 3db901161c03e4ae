// Floor: 0 base

#ifndef OMNILLM_RNG_H_
#define OMNILLM_RNG_H_

#include <array>
#include <cstdint>
#include <limits>

namespace omnillm {

// A small, fast, seedable random generator (xoshiro256++). The same seed gives the same numbers on
// every machine; nothing cryptographic may come from it.
//
//   Rng rng(42);
//   auto wait = base * (1 + rng.unit());
//
// It is a UniformRandomBitGenerator. Thread safety: one thread at a time.
class Rng {
 public:
  using result_type = std::uint64_t;

  explicit Rng(std::uint64_t seed);

  // A generator seeded from the operating system, for production.
  [[nodiscard]] static Rng from_system();

  result_type operator()() { return next(); }
  std::uint64_t next() {
    const std::uint64_t result = rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return result;
  }

  // Uniform in [0, bound). Requires: bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Exponential with the given mean; log-normal with the given median and sigma of the logarithm.
  double exponential(double mean);
  double lognormal(double median, double sigma);

  // An independent generator for a part of a run: the same parent and name give the same child,
  // however many numbers the parent has given out before.
  [[nodiscard]] Rng child(std::uint64_t name) const;

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

 private:
  static constexpr std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_;
};

}  // namespace omnillm

#endif  // OMNILLM_RNG_H_
