// The sum behind a bill: exact in femto-dollars (10^-15 USD) and 128 bits, rounded once.

#ifndef OMNILLM_REGISTRY_MONEY_SUM_H_
#define OMNILLM_REGISTRY_MONEY_SUM_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "base/wide.h"
#include "omnillm/money.h"
#include "omnillm/prices.h"

namespace omnillm::registry {

// Adds counts at rates; remembers when a step did not fit.
class MoneySum {
 public:
  // `count` pieces at a known rate each. Requires: count >= 0.
  void add(std::int64_t count, Rate each) { add_product(count, each.pico(), kFemtosPerPico); }
  // A duration at a known rate a second.
  void add_milliseconds(std::int64_t count, Rate per_second) {
    add_product(count, per_second.pico(), kFemtosPerPico / 1'000);
  }

  // The sum to the nearest nano-dollar (a half goes up), or to the next one. Empty when it is
  // beyond what Money holds.
  [[nodiscard]] std::optional<Money> nearest() const { return rounded(kFemtosPerNano / 2); }
  [[nodiscard]] std::optional<Money> up() const { return rounded(kFemtosPerNano - 1); }

 private:
  static constexpr std::int64_t kFemtosPerPico = 1'000;
  static constexpr std::int64_t kFemtosPerNano = 1'000'000;

  void add_product(std::int64_t count, std::int64_t pico, std::int64_t scale) {
    Int128 product = Int128{count} * pico;  // two int64 always fit
    fits_ = fits_ && !__builtin_mul_overflow(product, Int128{scale}, &product) &&
            !__builtin_add_overflow(femtos_, product, &femtos_);
  }

  [[nodiscard]] std::optional<Money> rounded(std::int64_t add) const {
    Int128 femtos = 0;
    if (!fits_ || __builtin_add_overflow(femtos_, Int128{add}, &femtos)) return std::nullopt;
    const Int128 nanos = femtos / kFemtosPerNano;
    if (nanos > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return Money::from_nanos(static_cast<std::int64_t>(nanos));
  }

  Int128 femtos_ = 0;
  bool fits_ = true;
};

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_MONEY_SUM_H_
