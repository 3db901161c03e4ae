#include "yaml/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/wide.h"

namespace omnillm::yaml {
namespace {

constexpr double kNanosPerSecond = 1e9;
constexpr std::int64_t kMostCount = 1'000'000'000'000'000;

bool is_number_char(char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; }

// The number `text` begins with; what follows it is left in `text`.
std::optional<double> take_number(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_number_char(text[length])) ++length;
  if (length == 0 || length > 40) return std::nullopt;
  std::string digits(text.substr(0, length));
  digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

// The unit `text` begins with: its letters.
std::string_view take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= 'a' && text[length] <= 'z') ++length;
  const std::string_view unit = text.substr(0, length);
  text.remove_prefix(length);
  return unit;
}

std::optional<double> nanos_in(std::string_view unit) {
  if (unit == "us") return 1e3;
  if (unit == "ms") return 1e6;
  if (unit == "s") return kNanosPerSecond;
  if (unit == "m" || unit == "min") return 60 * kNanosPerSecond;
  if (unit == "h") return 3600 * kNanosPerSecond;
  return std::nullopt;
}

double take_magnitude(std::string_view& text) {
  if (text.empty()) return 1;
  const double magnitude = text[0] == 'k' ? 1e3 : text[0] == 'M' ? 1e6 : 1;
  if (magnitude > 1) text.remove_prefix(1);
  return magnitude;
}

std::string print(const char* format, double value) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, value);
  return std::string(buffer.data(), static_cast<std::size_t>(std::max(0, length)));
}

std::string two_parts(std::int64_t high, char high_unit, std::int64_t low, char low_unit) {
  std::string text = std::to_string(high) + high_unit;
  if (low < 10) text += '0';
  return text + std::to_string(low) + low_unit;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration(0);
  double total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto unit = nanos_in(take_unit(text));
    if (!number || !unit) return std::nullopt;
    total += *number * *unit;
  }
  if (total > 1000 * 3600 * kNanosPerSecond) return std::nullopt;
  return Duration(std::llround(total));
}

std::optional<Duration> parse_rate(std::string_view text) {
  const auto number = take_number(text);
  if (!number || *number <= 0) return std::nullopt;
  const double count = *number * take_magnitude(text);
  if (text.empty() || text[0] != '/') return std::nullopt;
  text.remove_prefix(1);
  const auto unit = nanos_in(take_unit(text));
  if (!unit || !text.empty()) return std::nullopt;
  const double gap = *unit / count;
  if (gap < 100 || gap > 1000 * 3600 * kNanosPerSecond) return std::nullopt;
  return Duration(std::llround(gap));
}

std::optional<std::int64_t> parse_count(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  const double value = *number * take_magnitude(text);
  if (!text.empty() || value > static_cast<double>(kMostCount)) return std::nullopt;
  const std::int64_t whole = std::llround(value);
  if (std::abs(value - static_cast<double>(whole)) > 1e-6) return std::nullopt;
  return whole;
}

std::optional<double> parse_number(std::string_view text) {
  const auto number = take_number(text);
  if (!number || !text.empty() || *number > 1e15) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_share(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  const bool percent = text == "%";
  if (!percent && !text.empty()) return std::nullopt;
  const double millionths = *number * (percent ? 1e4 : 1e6);
  if (millionths > 1e6) return std::nullopt;
  return std::llround(millionths);
}

std::optional<std::int64_t> parse_price(std::string_view text) {
  constexpr std::int64_t kPicoPerDollarPerMillion = 1'000'000;
  if (!text.empty() && text[0] == '$') text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : "";
  if (whole.empty() || whole.size() > 6 || decimals.size() > 6) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : whole) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0') * kPicoPerDollarPerMillion;
  }
  std::int64_t weight = kPicoPerDollarPerMillion;
  for (const char c : decimals) {
    if (c < '0' || c > '9') return std::nullopt;
    weight /= 10;
    value += (c - '0') * weight;
  }
  return value;
}

std::string show_duration(Duration value) {
  const std::int64_t nanos = value.count();
  const std::int64_t seconds = nanos / 1'000'000'000;
  if (nanos == 0) return "0";
  if (nanos < 1'000'000) return std::to_string((nanos + 500) / 1'000) + "us";
  if (nanos < 1'000'000'000) return std::to_string(nanos / 1'000'000) + "ms";
  if (seconds < 10 && nanos % 1'000'000'000 != 0)
    return print("%.2fs", static_cast<double>(nanos) / kNanosPerSecond);
  if (seconds < 60) {
    const bool whole = nanos % 1'000'000'000 < 50'000'000;
    return whole ? std::to_string(seconds) + "s"
                 : print("%.1fs", static_cast<double>(nanos) / kNanosPerSecond);
  }
  if (seconds < 3600) return two_parts(seconds / 60, 'm', seconds % 60, 's');
  return two_parts(seconds / 3600, 'h', seconds / 60 % 60, 'm');
}

std::string show_count(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string show_share(std::int64_t millionths) {
  return print("%.1f%%", static_cast<double>(millionths) / 1e4);
}

std::int64_t share_of(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return 0;
  return static_cast<std::int64_t>(static_cast<Int128>(part) * 1'000'000 / whole);
}

}  // namespace omnillm::yaml
