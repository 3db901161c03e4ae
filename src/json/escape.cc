// Both ways between a text and what stands between the quotes of a JSON string.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/string_scan.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace omnillm::json {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr std::uint32_t kReplacement = 0xfffd;

void append_escape_of(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 0xf];
    }
  }
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

// What \b, \n, \/ and the like say.
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
      return letter;  // itself: quote, backslash, slash
  }
}

// One escape, from its backslash; a pair of surrogates is one. Returns the byte after it.
const char* append_unescaped_one(const char* p, const char* end, std::string& out) {
  if (p[1] != 'u') {
    out += plain_of(p[1]);
    return p + 2;
  }
  std::uint32_t code_point = code_unit(p + 2);
  p += 6;
  if (is_high_surrogate(code_point) && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
      is_low_surrogate(code_unit(p + 2))) {
    code_point = 0x10000 + ((code_point - 0xd800) << 10) + (code_unit(p + 2) - 0xdc00);
    p += 6;
  } else if (is_high_surrogate(code_point) || is_low_surrogate(code_point)) {
    code_point = kReplacement;
  }
  std::array<char, 4> bytes;
  out.append(bytes.data(), put_utf8(code_point, bytes.data()));
  return p;
}

}  // namespace

bool append_escaped(std::string_view plain, std::string& out) {
  const std::size_t start = out.size();
  const char* p = plain.data();
  const char* const end = p + plain.size();
  HighBits high;
  for (;;) {
    const char* const special = skip_plain(p, end, high);
    out.append(p, special);
    if (special == end) break;
    append_escape_of(*special, out);
    p = special + 1;
  }
  if (!high.any() || is_utf8(plain)) return true;
  out.resize(start);
  return false;
}

void append_unescaped(std::string_view escaped, std::string& out) {
  const char* p = escaped.data();
  const char* const end = p + escaped.size();
  for (;;) {
    const char* const backslash = skip_to_backslash(p, end);
    out.append(p, backslash);
    if (backslash == end) return;
    p = append_unescaped_one(backslash, end, out);
  }
}

}  // namespace omnillm::json
