#include "json/utf8.h"

#include <simdjson.h>

#include <algorithm>

#include "json/writer.h"

namespace omnillm::json {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

// What may follow a first byte: how many bytes, and the range of the first of them.
struct Sequence {
  std::size_t length;
  unsigned second_low;
  unsigned second_high;
};

Sequence sequence_of(unsigned first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xc2) return {0, 0, 0};  // a continuation, or an overlong spelling of ASCII
  if (first < 0xe0) return {2, 0x80, 0xbf};
  if (first == 0xe0) return {3, 0xa0, 0xbf};  // below: overlong
  if (first == 0xed) return {3, 0x80, 0x9f};  // above: surrogates
  if (first < 0xf0) return {3, 0x80, 0xbf};
  if (first == 0xf0) return {4, 0x90, 0xbf};  // below: overlong
  if (first < 0xf4) return {4, 0x80, 0xbf};
  if (first == 0xf4) return {4, 0x80, 0x8f};  // above: past U+10FFFF
  return {0, 0, 0};
}

// The length of the character at `at`, 0 when there is none.
std::size_t character_at(std::string_view bytes, std::size_t at) {
  const Sequence expected = sequence_of(byte_at(bytes, at));
  if (expected.length < 2) return expected.length;
  const unsigned second = byte_at(bytes, at + 1);
  if (second < expected.second_low || second > expected.second_high) return 0;
  for (std::size_t i = 2; i < expected.length; ++i)
    if ((byte_at(bytes, at + i) & 0xc0) != 0x80) return 0;
  return expected.length;
}

}  // namespace

bool is_utf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

std::size_t utf8_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t length = character_at(bytes, at);
    if (length == 0) break;
    at += length;
  }
  return at;
}

std::string replace_invalid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t good = utf8_prefix(bytes);
    out.append(bytes.substr(0, good));
    if (good < bytes.size()) out.append(kReplacement);
    bytes.remove_prefix(std::min(good + 1, bytes.size()));
  }
  return out;
}

char* put_utf8(std::uint32_t code_point, char* to) {
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  const auto put_rest = [&](unsigned shift) { put(0x80U | ((code_point >> shift) & 0x3fU)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xc0U | (code_point >> 6));
    put_rest(0);
  } else if (code_point < 0x10000) {
    put(0xe0U | (code_point >> 12));
    put_rest(6);
    put_rest(0);
  } else {
    put(0xf0U | (code_point >> 18));
    put_rest(12);
    put_rest(6);
    put_rest(0);
  }
  return to;
}

}  // namespace omnillm::json
