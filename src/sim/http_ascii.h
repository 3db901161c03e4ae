// The letters of protocols: case and blanks of ASCII text.

#ifndef OMNILLM_SIM_HTTP_ASCII_H_
#define OMNILLM_SIM_HTTP_ASCII_H_

#include <algorithm>
#include <string>
#include <string_view>

namespace omnillm::sim {

[[nodiscard]] constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Without regard to case. Requires: `lower_prefix` is in lower case.
[[nodiscard]] constexpr bool begins_with(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_ASCII_H_
