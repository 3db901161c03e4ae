// What may stand in a header field, of which a key is a part.

#ifndef OMNILLM_AUTH_HEADER_VALUE_H_
#define OMNILLM_AUTH_HEADER_VALUE_H_

#include <algorithm>
#include <string_view>

namespace omnillm::auth {

// Visible ASCII. A line end would begin a field of somebody else's choice, and one that was copied
// with the key is a mistake we can name.
[[nodiscard]] inline bool is_bearer_token(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// The same, with spaces inside: "Token abc" is a value that people give.
[[nodiscard]] inline bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; }) &&
         (text.empty() || (text.front() != ' ' && text.back() != ' '));
}

// RFC 9110's token.
[[nodiscard]] inline bool is_field_name(std::string_view text) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_HEADER_VALUE_H_
