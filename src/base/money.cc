#include "omnillm/money.h"

#include <cmath>
#include <ostream>

#include "base/wide.h"

namespace omnillm {
namespace {

constexpr std::int64_t kNanosPerUsd = 1'000'000'000;
constexpr std::int64_t kNanosPerMicro = 1'000;
constexpr int kDecimals = 9;

tl::unexpected<Error> not_an_amount(std::string_view text, std::string_view why) {
  std::string message = "'";
  message += text.substr(0, 40);
  message += "' is not an amount of dollars: ";
  message += why;
  return fail(ErrorKind::Configuration, message);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<Money> Money::parse(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  if (rest.starts_with('$')) rest.remove_prefix(1);
  if (rest.empty() || !is_digit(rest.front()))
    return not_an_amount(text, "write digits, as in 12.50");

  Int128 nanos = 0;
  int decimals = -1;  // not counting until the point is seen
  for (const char c : rest) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (!is_digit(c)) return not_an_amount(text, "write digits and one point, as in 12.50");
    if (decimals >= 0 && ++decimals > kDecimals)
      return not_an_amount(text, "at most nine decimals");
    nanos = nanos * 10 + (c - '0');
    if (nanos > Int128{std::numeric_limits<std::int64_t>::max()} + 1)
      return not_an_amount(text, "too large");
  }
  if (decimals == 0) return not_an_amount(text, "digits must follow the point");
  for (int i = decimals < 0 ? 0 : decimals; i < kDecimals; ++i) nanos *= 10;
  if (negative) nanos = -nanos;
  if (nanos > std::numeric_limits<std::int64_t>::max() ||
      nanos < std::numeric_limits<std::int64_t>::min())
    return not_an_amount(text, "too large");
  return Money(static_cast<std::int64_t>(nanos));
}

Result<Money> Money::from_usd(double usd) {
  // Scaled in long double: 64 bits of mantissa hold every nano-dollar that fits.
  const long double nanos = std::nearbyint(static_cast<long double>(usd) * kNanosPerUsd);
  if (!std::isfinite(usd) || nanos >= 0x1.0p63L || nanos < -0x1.0p63L)
    return fail(ErrorKind::Configuration,
                "an amount of dollars must be a finite number below 9.2e9");
  return Money(static_cast<std::int64_t>(nanos));
}

double Money::usd() const {
  return static_cast<double>(nanos_) / static_cast<double>(kNanosPerUsd);
}

std::int64_t Money::micros() const {
  const std::int64_t half = nanos_ < 0 ? -kNanosPerMicro / 2 : kNanosPerMicro / 2;
  return static_cast<std::int64_t>((Int128{nanos_} + half) / kNanosPerMicro);
}

std::string Money::to_string() const {
  const bool negative = nanos_ < 0;
  const auto magnitude =
      negative ? 0 - static_cast<std::uint64_t>(nanos_) : static_cast<std::uint64_t>(nanos_);
  std::string fraction = std::to_string(magnitude % kNanosPerUsd);
  fraction.insert(0, static_cast<std::size_t>(kDecimals) - fraction.size(), '0');
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return (negative ? "-" : "") + std::to_string(magnitude / kNanosPerUsd) + "." + fraction;
}

std::ostream& operator<<(std::ostream& out, Money amount) {
  const std::string text = amount.to_string();
  if (amount.is_negative()) return out << "-$" << text.substr(1);
  return out << '$' << text;
}

Result<MicroDollar> usd_to_micro(double usd) {
  const auto amount = Money::from_usd(usd);
  if (!amount) return tl::unexpected(amount.error());
  if (usd < 0)  // also when it rounds to nothing
    return fail(ErrorKind::Configuration, "an amount of dollars must not be negative here");
  return static_cast<MicroDollar>(amount->micros());
}

double micro_to_usd(MicroDollar micros) { return static_cast<double>(micros) / 1e6; }

}  // namespace omnillm
