#include "json/number.h"

#include <charconv>
#include <cstddef>
#include <limits>
#include <system_error>

namespace omnillm::json {
namespace {

constexpr std::int64_t kExponentLimit = 1'000'000'000'000'000'000;

// A number as 0.d1d2d3... * 10^magnitude, d1 not zero. Zero has no digits.
struct Decimal {
  bool negative = false;
  std::string_view digits;  // from the first significant one to the last; a point may be among them
  std::int64_t magnitude = 0;
  bool bounded = true;  // the exponent was small enough to be exact

  [[nodiscard]] bool is_zero() const { return digits.empty(); }
};

// What stands after the e, but never beyond the limit.
std::int64_t read_exponent(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : text)
    value = value < kExponentLimit / 10 ? value * 10 + (c - '0') : kExponentLimit;
  return negative ? -value : value;
}

Decimal read_decimal(std::string_view number) {
  Decimal decimal;
  decimal.negative = number.front() == '-';
  if (decimal.negative) number.remove_prefix(1);
  const std::size_t e = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, e);
  const std::size_t first = mantissa.find_first_not_of("0.");
  if (first == std::string_view::npos) return decimal;
  const std::size_t last = mantissa.find_last_not_of("0.");
  decimal.digits = mantissa.substr(first, last - first + 1);

  // Places between the first significant digit and the point; texts are far below 2^62 bytes.
  const std::size_t point = mantissa.find('.');
  const auto integer_places =
      static_cast<std::int64_t>(point == std::string_view::npos ? mantissa.size() : point);
  const auto at = static_cast<std::int64_t>(first);
  decimal.magnitude = at < integer_places ? integer_places - at : integer_places + 1 - at;
  if (e == std::string_view::npos) return decimal;
  const std::int64_t exponent = read_exponent(number.substr(e + 1));
  decimal.bounded = -kExponentLimit < exponent && exponent < kExponentLimit;
  decimal.magnitude += exponent;
  return decimal;
}

// The size of a whole number; empty when it is not whole or has more than 64 bits.
std::optional<std::uint64_t> whole_size(const Decimal& decimal) {
  constexpr std::int64_t kMostDigits = std::numeric_limits<std::uint64_t>::digits10 + 1;
  if (decimal.is_zero()) return 0;
  if (decimal.magnitude < 1 || decimal.magnitude > kMostDigits) return std::nullopt;
  std::uint64_t value = 0;
  std::int64_t places = decimal.magnitude;
  const auto add = [&](unsigned digit) {
    return places-- > 0 && !__builtin_mul_overflow(value, 10U, &value) &&
           !__builtin_add_overflow(value, digit, &value);
  };
  for (const char c : decimal.digits)
    if (c != '.' && !add(static_cast<unsigned>(c - '0'))) return std::nullopt;
  while (places > 0)
    if (!add(0)) return std::nullopt;
  return value;
}

// The same digits, a point in either of them aside.
bool same_digits(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  for (;;) {
    if (i < a.size() && a[i] == '.') ++i;
    if (j < b.size() && b[j] == '.') ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i++] != b[j++]) return false;
  }
}

template <class Integer>
bool read_plain(std::string_view number, Integer& value) {
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value);
  return error == std::errc() && stop == end;
}

}  // namespace

std::optional<std::int64_t> whole_int64(std::string_view number) {
  std::int64_t value = 0;
  if (read_plain(number, value)) return value;
  const Decimal decimal = read_decimal(number);
  const auto size = whole_size(decimal);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!size || *size > kMost + (decimal.negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(decimal.negative ? 0 - *size : *size);
}

std::optional<std::uint64_t> whole_uint64(std::string_view number) {
  std::uint64_t value = 0;
  if (read_plain(number, value)) return value;
  const Decimal decimal = read_decimal(number);
  if (decimal.negative && !decimal.is_zero()) return std::nullopt;
  return whole_size(decimal);
}

std::optional<double> nearest_double(std::string_view number) {
  double value = 0;
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc()) return value;
  // Out of range says both: too great, and too near to zero.
  if (read_decimal(number).magnitude > 0) return std::nullopt;
  return number.front() == '-' ? -0.0 : 0.0;
}

bool is_integer_text(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const Decimal x = read_decimal(a);
  const Decimal y = read_decimal(b);
  if (x.is_zero() || y.is_zero()) return x.is_zero() && y.is_zero();
  return x.bounded && y.bounded && x.negative == y.negative && x.magnitude == y.magnitude &&
         same_digits(x.digits, y.digits);
}

}  // namespace omnillm::json
