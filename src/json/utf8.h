// UTF-8 where it may be broken. json::is_utf8 stands in json/writer.h.

#ifndef OMNILLM_JSON_UTF8_H_
#define OMNILLM_JSON_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace omnillm::json {

// How many bytes from the start are UTF-8: all of them, or up to the first that cannot go on.
[[nodiscard]] std::size_t utf8_prefix(std::string_view bytes);

// The same bytes with U+FFFD for each that is not UTF-8.
[[nodiscard]] std::string replace_invalid_utf8(std::string_view bytes);

// Writes a code point, no surrogate, and returns the byte after it: one to four bytes.
char* put_utf8(std::uint32_t code_point, char* to);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_UTF8_H_
