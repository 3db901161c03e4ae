// Amounts as people write them in a scenario ("1m30s", "50/s", "90k", "99%") and read them in a
// report.

#ifndef OMNILLM_YAML_QUANTITY_H_
#define OMNILLM_YAML_QUANTITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/clock.h"

namespace omnillm::yaml {

// "250us", "80ms", "1.5s", "2m", "1h30m", "0". Empty for anything else, for what is negative and
// for more than a thousand hours.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// "50/s", "1200/min", "0.5/s", "90k/h", as the mean time between two. Empty for anything else, and
// for rates of zero or above ten million a second.
[[nodiscard]] std::optional<Duration> parse_rate(std::string_view text);

// "1200", "90_000", "90k", "2.5M": a whole number of at most 10^15.
[[nodiscard]] std::optional<std::int64_t> parse_count(std::string_view text);

// "12", "0.35". Empty for infinities, NaN and what is negative.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

// "50%", "2.5%" or "0.025", in millionths; from nothing to the whole.
[[nodiscard]] std::optional<std::int64_t> parse_share(std::string_view text);

// Dollars per million tokens, "2.50", in pico-dollars per token: "0.15" is 150,000. At most six
// decimals, at most a million dollars.
[[nodiscard]] std::optional<std::int64_t> parse_price(std::string_view text);

// "0", "830us", "42ms", "1.25s", "2m05s", "1h02m".
[[nodiscard]] std::string show_duration(Duration value);
// "1,234,567"
[[nodiscard]] std::string show_count(std::int64_t value);
// "98.4%" of a share in millionths.
[[nodiscard]] std::string show_share(std::int64_t millionths);
// `part` of `whole` in millionths, rounded down; 0 of nothing.
[[nodiscard]] std::int64_t share_of(std::int64_t part, std::int64_t whole);

}  // namespace omnillm::yaml

#endif  // OMNILLM_YAML_QUANTITY_H_
