// Skipping over the plain part of a string, sixteen bytes at a time where the machine can.
// No byte beyond `end` is read.

#ifndef OMNILLM_JSON_STRING_SCAN_H_
#define OMNILLM_JSON_STRING_SCAN_H_

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace omnillm::json {

// What JSON cannot hold between quotes as it stands.
inline bool is_special(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}
inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

#if defined(__SSE2__)

inline constexpr int kBlock = 16;
using Block = __m128i;

inline Block load_block(const char* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}
// A bit for each byte that is special.
inline unsigned special_bits(Block block) {
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  return static_cast<unsigned>(
      _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
}
inline unsigned backslash_bits(Block block) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\'))));
}
inline unsigned non_space_bits(Block block) {
  const __m128i blank = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(' ')),
                                     _mm_cmpeq_epi8(block, _mm_set1_epi8('\n')));
  const __m128i other = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\r')),
                                     _mm_cmpeq_epi8(block, _mm_set1_epi8('\t')));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(blank, other))) ^ 0xffffU;
}

// Remembers whether a byte beyond ASCII was among those seen. It may have looked past the string.
class HighBits {
 public:
  void see(Block block) { seen_ = _mm_or_si128(seen_, block); }
  void see(char c) { see(_mm_set1_epi8(c)); }
  [[nodiscard]] bool any() const { return _mm_movemask_epi8(seen_) != 0; }

 private:
  __m128i seen_ = _mm_setzero_si128();
};

// The first special byte from p on, or end.
inline const char* skip_plain(const char* p, const char* end, HighBits& high) {
  for (; end - p >= kBlock; p += kBlock) {
    const Block block = load_block(p);
    high.see(block);
    if (const unsigned bits = special_bits(block)) return p + __builtin_ctz(bits);
  }
  for (; p != end && !is_special(*p); ++p) high.see(*p);
  return p;
}

inline const char* skip_to_backslash(const char* p, const char* end) {
  for (; end - p >= kBlock; p += kBlock)
    if (const unsigned bits = backslash_bits(load_block(p))) return p + __builtin_ctz(bits);
  while (p != end && *p != '\\') ++p;
  return p;
}

inline const char* skip_space_run(const char* p, const char* end) {
  for (; end - p >= kBlock; p += kBlock)
    if (const unsigned bits = non_space_bits(load_block(p))) return p + __builtin_ctz(bits);
  while (p != end && is_space(*p)) ++p;
  return p;
}

#else

class HighBits {
 public:
  void see(char c) { seen_ |= static_cast<unsigned char>(c); }
  [[nodiscard]] bool any() const { return seen_ >= 0x80; }

 private:
  unsigned seen_ = 0;
};

inline const char* skip_plain(const char* p, const char* end, HighBits& high) {
  for (; p != end && !is_special(*p); ++p) high.see(*p);
  return p;
}

inline const char* skip_to_backslash(const char* p, const char* end) {
  while (p != end && *p != '\\') ++p;
  return p;
}

inline const char* skip_space_run(const char* p, const char* end) {
  while (p != end && is_space(*p)) ++p;
  return p;
}

#endif

// Most JSON on the wire has no space or one.
inline const char* skip_space(const char* p, const char* end) {
  if (p == end || static_cast<unsigned char>(*p) > ' ') return p;
  return skip_space_run(p, end);
}

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_STRING_SCAN_H_
