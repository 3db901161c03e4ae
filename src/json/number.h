// Exact arithmetic on the text of JSON numbers. Work is bounded by the length of the text, whatever
// its exponent says.

#ifndef OMNILLM_JSON_NUMBER_H_
#define OMNILLM_JSON_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnillm::json {

// Each requires the text of a valid JSON number.

// The value when it is whole and fits: of 32, 3.2e1 and 32.0 alike.
[[nodiscard]] std::optional<std::int64_t> whole_int64(std::string_view number);
[[nodiscard]] std::optional<std::uint64_t> whole_uint64(std::string_view number);

// Correctly rounded; empty beyond the greatest double. What is too small for one is zero.
[[nodiscard]] std::optional<double> nearest_double(std::string_view number);

// Whether the number is spelt without fraction and exponent.
[[nodiscard]] bool is_integer_text(std::string_view number);

// Equal as decimal numbers: 1, 1.0 and 10e-1; 0 and -0. Two whose exponents pass 10^18 are equal
// only when they are spelt alike.
[[nodiscard]] bool same_number(std::string_view a, std::string_view b);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_NUMBER_H_
