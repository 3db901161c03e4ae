// Both ways between a text and what stands between the quotes of a JSON string.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "json/string_scan.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace omnillm::json {
namespace {

constexpr std::uint32_t kReplacement = 0xfffd;

struct Escape {
  std::array<char, 7> text;
  std::uint8_t size;
};

constexpr Escape escape_of(unsigned char c) {
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  if (const auto at = kShort.find(static_cast<char>(c)); at != std::string_view::npos)
    return {{'\\', kLetters[at]}, 2};
  return {{'\\', 'u', '0', '0', kHexDigits[c >> 4], kHexDigits[c & 0xf]}, 6};
}

// Of every special byte: those below 0x20, the quote and the backslash.
constexpr auto kEscapes = [] {
  std::array<Escape, '\\' + 1> escapes{};
  for (unsigned c = 0; c < escapes.size(); ++c)
    escapes[c] = escape_of(static_cast<unsigned char>(c));
  return escapes;
}();

char* put_escape(char c, char* to) {
  const Escape& escape = kEscapes[static_cast<unsigned char>(c)];
  std::memcpy(to, escape.text.data(), escape.text.size());  // more than it needs: one store
  return to + escape.size;
}

// Escapes [p, end) behind what stands in `out`, written in place: room is made for the text and an
// escape now and then, and made again when there are more.
void append_with_escapes(const char* p, const char* end, std::string& out, HighBits& high) {
  constexpr std::ptrdiff_t kRoomOfEscape = sizeof(Escape);
  std::size_t used = out.size();
  while (p != end) {
    const auto left = static_cast<std::size_t>(end - p);
    out.resize(used + left + left / 8 + 64);
    char* to = out.data() + used;
    const char* const limit = out.data() + out.size() - kRoomOfEscape;
    while (p != end && to < limit) {
      const char* const stop = p + std::min(end - p, limit - to);
      const Copied copied = copy_plain(p, stop, to, high);
      p = copied.from;
      to = copied.to;
      if (p != stop) to = put_escape(*p++, to);
    }
    used = static_cast<std::size_t>(to - out.data());
  }
  out.resize(used);
}

std::uint32_t hex_value(char c) {
  if (c <= '9') return static_cast<std::uint32_t>(c - '0');
  return static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
}

// The four digits of a \u escape, known to be hexadecimal.
std::uint32_t code_unit(const char* digits) {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) unit = unit << 4 | hex_value(digits[i]);
  return unit;
}

bool is_high_surrogate(std::uint32_t unit) { return (unit & 0xfc00) == 0xd800; }
bool is_low_surrogate(std::uint32_t unit) { return (unit & 0xfc00) == 0xdc00; }

// What \b, \n, \/ and the like say: mostly the letter itself.
char plain_of(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

// Of \u, from its backslash; a pair of surrogates is one.
Copied unescape_code_point(const char* p, const char* end, char* to) {
  std::uint32_t code_point = code_unit(p + 2);
  p += 6;
  if (is_high_surrogate(code_point) && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
      is_low_surrogate(code_unit(p + 2))) {
    code_point = 0x10000 + ((code_point - 0xd800) << 10) + (code_unit(p + 2) - 0xdc00);
    p += 6;
  } else if (is_high_surrogate(code_point) || is_low_surrogate(code_point)) {
    code_point = kReplacement;
  }
  return {p, put_utf8(code_point, to)};
}

}  // namespace

bool append_escaped(std::string_view plain, std::string& out) {
  const std::size_t start = out.size();
  const char* const end = plain.data() + plain.size();
  HighBits high;
  const char* const special = skip_plain(plain.data(), end, high);
  out.append(plain.data(), special);
  if (special != end) append_with_escapes(special, end, out, high);
  if (!high.any() || is_utf8(plain)) return true;
  out.resize(start);
  return false;
}

// No escape is shorter than what it says, so the room of the escaped text is enough, and a block
// that is copied at once never passes it.
void append_unescaped(std::string_view escaped, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + escaped.size());
  const char* p = escaped.data();
  const char* const end = p + escaped.size();
  char* to = out.data() + start;
  for (;;) {
    const Copied copied = copy_to_backslash(p, end, to);
    p = copied.from;
    to = copied.to;
    if (p == end) break;
    if (p[1] == 'u') {
      const Copied one = unescape_code_point(p, end, to);
      p = one.from;
      to = one.to;
    } else {
      *to++ = plain_of(p[1]);
      p += 2;
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace omnillm::json
