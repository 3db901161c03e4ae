// Floor: 0 base

#ifndef OMNILLM_MONEY_H_
#define OMNILLM_MONEY_H_

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm {

// An amount of US dollars, exact to the nano-dollar; +-9.2 thousand million dollars fit.
//
// There is no arithmetic operator: sums are checked (`checked_add`), because an amount can come
// from outside. Floats appear only where a person types or reads one (`from_usd`, `usd`).
//
//   Money cap = Money::parse("50.00").value();
//   std::optional<Money> left = cap.checked_sub(spent);   // empty: out of range, not a wrap
//
// Thread safety: a value.
class Money {
 public:
  constexpr Money() = default;  // zero

  [[nodiscard]] static constexpr Money from_nanos(std::int64_t nanos) { return Money(nanos); }
  [[nodiscard]] static constexpr Money max() {
    return Money(std::numeric_limits<std::int64_t>::max());
  }

  // Reads "12", "-0.5", "$3.25" exactly. Refuses more than nine decimals, exponents, and amounts
  // out of range.
  [[nodiscard]] static Result<Money> parse(std::string_view text);

  // The nearest nano-dollar to a number a person wrote. Refuses NaN, infinities and what does not
  // fit.
  [[nodiscard]] static Result<Money> from_usd(double usd);

  [[nodiscard]] constexpr std::int64_t nanos() const { return nanos_; }
  [[nodiscard]] constexpr bool is_negative() const { return nanos_ < 0; }
  [[nodiscard]] constexpr bool is_zero() const { return nanos_ == 0; }

  // For reading only: the double nearest to the amount, and the nearest whole micro-dollar.
  [[nodiscard]] double usd() const;
  [[nodiscard]] std::int64_t micros() const;

  // Empty when the sum does not fit.
  [[nodiscard]] constexpr std::optional<Money> checked_add(Money other) const {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(nanos_, other.nanos_, &sum)) return std::nullopt;
    return Money(sum);
  }
  [[nodiscard]] constexpr std::optional<Money> checked_sub(Money other) const {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(nanos_, other.nanos_, &difference)) return std::nullopt;
    return Money(difference);
  }
  [[nodiscard]] constexpr std::optional<Money> checked_mul(std::int64_t count) const {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(nanos_, count, &product)) return std::nullopt;
    return Money(product);
  }

  // Exact decimal, at least two and at most nine decimals: "0.0075", "-1.00".
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  explicit constexpr Money(std::int64_t nanos) : nanos_(nanos) {}

  std::int64_t nanos_ = 0;
};

// "$0.0075"
std::ostream& operator<<(std::ostream& out, Money amount);

// The reference's unit, for people who port: millionths of a dollar. Rounds to nearest, and an
// amount that is not a number, negative or too large is an error instead of a silent zero.
using MicroDollar = std::uint64_t;
[[nodiscard]] Result<MicroDollar> usd_to_micro(double usd);
[[nodiscard]] double micro_to_usd(MicroDollar micros);

}  // namespace omnillm

#endif  // OMNILLM_MONEY_H_
