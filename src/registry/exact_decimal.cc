#include "registry/exact_decimal.h"

namespace omnillm::registry {
namespace {

constexpr std::int64_t kLargest = 1'000'000'000'000'000'000;
constexpr int kLargestExponent = 1'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The exponent behind an e, within +-kLargestExponent; false when it is not one.
bool parse_exponent(std::string_view text, int& exponent) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    if (value < kLargestExponent) value = value * 10 + (c - '0');
  }
  if (value > kLargestExponent) value = kLargestExponent;
  exponent = negative ? -value : value;
  return true;
}

}  // namespace

ScaledDecimal scaled_decimal(std::string_view text, int power) {
  const auto failed = [](DecimalError error) { return ScaledDecimal{0, error}; };
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);

  std::int64_t digits = 0;  // the number without its point and trailing zeros
  int exponent = power;     // digits * 10^exponent is the result
  int waiting_zeros = 0;    // read, and only written once another digit follows
  bool any_digit = false;
  bool after_point = false;
  std::size_t at = 0;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    const char c = text[at];
    if (c == '.' && any_digit && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(c)) return failed(DecimalError::NotANumber);
    any_digit = true;
    if (after_point) --exponent;
    if (c == '0') {
      if (digits != 0) ++waiting_zeros;
      continue;
    }
    for (int i = 0; i <= waiting_zeros; ++i) {
      if (digits > kLargest / 10) return failed(DecimalError::TooLarge);
      digits *= 10;
    }
    digits += c - '0';
    waiting_zeros = 0;
  }
  if (!any_digit || (at > 0 && text[at - 1] == '.')) return failed(DecimalError::NotANumber);
  int written = 0;
  if (at < text.size() && !parse_exponent(text.substr(at + 1), written))
    return failed(DecimalError::NotANumber);
  if (digits == 0) return {};  // "-0" too
  if (negative) return failed(DecimalError::Negative);
  exponent += written + waiting_zeros;
  if (exponent < 0) return failed(DecimalError::TooFine);
  for (; exponent > 0; --exponent) {
    if (digits > kLargest / 10) return failed(DecimalError::TooLarge);
    digits *= 10;
  }
  return {digits, DecimalError::None};
}

}  // namespace omnillm::registry
