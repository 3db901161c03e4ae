// Which bytes may stand where in a message.

#ifndef OMNILLM_HTTP_CHARS_H_
#define OMNILLM_HTTP_CHARS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace omnillm::http {

namespace internal {

using Table = std::array<bool, 256>;

constexpr Table alphanumeric_and(std::string_view more) {
  Table table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : more) table[static_cast<unsigned char>(c)] = true;
  return table;
}

inline constexpr Table kTokenChars = alphanumeric_and("!#$%&'*+-.^_`|~");
inline constexpr Table kTargetChars = alphanumeric_and("-._~:/?[]@!$&'()*+,;=%");

}  // namespace internal

// A method, the name of a field.
[[nodiscard]] constexpr bool is_token_char(char c) {
  return internal::kTokenChars[static_cast<unsigned char>(c)];
}
// A path with its query, as RFC 3986 has them: no fragment, nothing that wants encoding.
[[nodiscard]] constexpr bool is_target_char(char c) {
  return internal::kTargetChars[static_cast<unsigned char>(c)];
}
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}
[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
// The digit's value, or -1.
[[nodiscard]] constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

[[nodiscard]] constexpr bool is_token(std::string_view text) {
  for (const char c : text)
    if (!is_token_char(c)) return false;
  return !text.empty();
}

// Whether the text is `lower` but for its case. Requires: `lower` is in lower case.
[[nodiscard]] constexpr bool equals_lower(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (to_lower(text[i]) != lower[i]) return false;
  return true;
}

[[nodiscard]] constexpr std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Where the next control character stands, tabs passed over; the size of the text if there is none.
[[nodiscard]] inline std::size_t find_control(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const auto any_in = [](std::uint64_t eight) {
    const std::uint64_t low = (eight - kOnes * 0x20) & ~eight;
    const std::uint64_t del = eight ^ (kOnes * 0x7f);
    return ((low | ((del - kOnes) & ~del)) & kHighs) != 0;
  };
  while (at < text.size()) {
    if (text.size() - at >= 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + at, 8);
      if (!any_in(eight)) {
        at += 8;
        continue;
      }
    }
    // At most eight bytes further there is one, or the end.
    while (at < text.size() && !is_control(text[at])) ++at;
    if (at == text.size() || text[at] != '\t') return at;
    ++at;
  }
  return at;
}

// Whether the text may be the value of a field.
[[nodiscard]] inline bool is_field_value(std::string_view text) {
  return find_control(text, 0) == text.size();
}

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_CHARS_H_
