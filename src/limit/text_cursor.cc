#include "limit/text_cursor.h"

namespace omnillm::limit {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

constexpr std::size_t kLongestInteger = 18;  // fits 64 bits whatever the digits
constexpr std::size_t kFractionDigits = 9;

std::int64_t to_number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::int64_t to_billionths(std::string_view fraction) {
  std::int64_t value = to_number(fraction.substr(0, kFractionDigits));
  for (std::size_t i = fraction.size(); i < kFractionDigits; ++i) value *= 10;
  const bool more = fraction.size() > kFractionDigits &&
                    fraction.find_first_not_of('0', kFractionDigits) != std::string_view::npos;
  return more ? value + 1 : value;
}

}  // namespace

TextCursor::TextCursor(std::string_view text) : rest_(text) {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  while (!rest_.empty() && is_blank(rest_.back())) rest_.remove_suffix(1);
}

bool TextCursor::skip(std::string_view expected) {
  if (!rest_.starts_with(expected)) return false;
  rest_.remove_prefix(expected.size());
  return true;
}

std::optional<int> TextCursor::digits(std::size_t count) {
  if (run_of_digits() != count) return std::nullopt;
  const auto value = integer(count);
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<std::int64_t> TextCursor::integer(std::size_t most) {
  const std::size_t length = run_of_digits();
  if (length == 0 || length > most || length > kLongestInteger) return std::nullopt;
  const std::int64_t value = to_number(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return value;
}

std::optional<std::int64_t> TextCursor::fraction() {
  const std::string_view before = rest_;
  if (!skip(".")) return 0;
  const std::size_t length = run_of_digits();
  if (length == 0) {
    rest_ = before;
    return std::nullopt;
  }
  const std::int64_t value = to_billionths(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return value;
}

std::optional<Decimal> TextCursor::decimal(std::size_t most) {
  const std::string_view before = rest_;
  const int digits = static_cast<int>(run_of_digits());
  const auto whole = integer(most);
  if (!whole) return std::nullopt;
  const auto billionths = fraction();
  if (!billionths) {
    rest_ = before;
    return std::nullopt;
  }
  return Decimal{.whole = *whole, .billionths = *billionths, .digits = digits};
}

std::size_t TextCursor::run_of_digits() const {
  std::size_t length = 0;
  while (length < rest_.size() && is_digit(rest_[length])) ++length;
  return length;
}

}  // namespace omnillm::limit
