// Decimal numbers read from their digits, never through a float.

#ifndef OMNILLM_REGISTRY_EXACT_DECIMAL_H_
#define OMNILLM_REGISTRY_EXACT_DECIMAL_H_

#include <cstdint>
#include <string_view>

namespace omnillm::registry {

enum class DecimalError : std::uint8_t { None, NotANumber, Negative, TooFine, TooLarge };

struct ScaledDecimal {
  std::int64_t value = 0;
  DecimalError error = DecimalError::None;
};

// `text` times ten to the `power`, when that is a whole number from 0 to 10^18.
// "2.5" with power 6 is 2'500'000; "2.5e-6" with power 12 is the same.
[[nodiscard]] ScaledDecimal scaled_decimal(std::string_view text, int power);

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_EXACT_DECIMAL_H_
