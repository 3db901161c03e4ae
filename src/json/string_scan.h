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

// Where a copy stopped: in what was read and in what was written.
struct Copied {
  const char* from;
  char* to;
};

#if defined(__SSE2__)

inline constexpr int kBlock = 16;
using Block = __m128i;

inline Block load_block(const char* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}
inline void store_block(char* p, Block block) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), block);
}
// Ones in each byte that is special, and a bit for each.
inline Block special_bytes(Block block) {
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  return _mm_or_si128(control, _mm_or_si128(quote, backslash));
}
inline unsigned bits_of(Block bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }
inline unsigned special_bits(Block block) { return bits_of(special_bytes(block)); }
inline bool any_special(Block a, Block b) {
  return bits_of(_mm_or_si128(special_bytes(a), special_bytes(b))) != 0;
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
  void see(const HighBits& others) { see(others.seen_); }
  [[nodiscard]] bool any() const { return _mm_movemask_epi8(seen_) != 0; }

 private:
  __m128i seen_ = _mm_setzero_si128();
};

// The rest of a long string: four blocks at a time.
inline const char* skip_plain_far(const char* p, const char* end, HighBits& high) {
  HighBits seen;
  for (; end - p >= 4 * kBlock; p += 4 * kBlock) {
    const Block a = load_block(p);
    const Block b = load_block(p + kBlock);
    const Block c = load_block(p + 2 * kBlock);
    const Block d = load_block(p + 3 * kBlock);
    if (any_special(a, b) || any_special(c, d)) break;
    seen.see(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)));
  }
  for (; end - p >= kBlock; p += kBlock) {
    const Block block = load_block(p);
    seen.see(block);
    if (const unsigned bits = special_bits(block)) {
      p += __builtin_ctz(bits);
      high.see(seen);
      return p;
    }
  }
  for (; p != end && !is_special(*p); ++p) seen.see(*p);
  high.see(seen);
  return p;
}

// The first special byte from p on, or end.
inline const char* skip_plain(const char* p, const char* end, HighBits& high) {
  if (end - p < kBlock) return skip_plain_far(p, end, high);
  const Block block = load_block(p);
  high.see(block);
  if (const unsigned bits = special_bits(block)) return p + __builtin_ctz(bits);
  return skip_plain_far(p + kBlock, end, high);
}

// Copies up to the first special byte, or to end.
inline Copied copy_plain(const char* from, const char* end, char* to, HighBits& high) {
  for (; end - from >= kBlock; from += kBlock, to += kBlock) {
    const Block block = load_block(from);
    high.see(block);
    store_block(to, block);
    if (const unsigned bits = special_bits(block))
      return {from + __builtin_ctz(bits), to + __builtin_ctz(bits)};
  }
  for (; from != end && !is_special(*from); *to++ = *from++) high.see(*from);
  return {from, to};
}

// Copies up to the first backslash, or to end.
inline Copied copy_to_backslash(const char* from, const char* end, char* to) {
  for (; end - from >= kBlock; from += kBlock, to += kBlock) {
    const Block block = load_block(from);
    store_block(to, block);
    if (const unsigned bits = backslash_bits(block))
      return {from + __builtin_ctz(bits), to + __builtin_ctz(bits)};
  }
  while (from != end && *from != '\\') *to++ = *from++;
  return {from, to};
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

inline Copied copy_plain(const char* from, const char* end, char* to, HighBits& high) {
  for (; from != end && !is_special(*from); *to++ = *from++) high.see(*from);
  return {from, to};
}

inline Copied copy_to_backslash(const char* from, const char* end, char* to) {
  while (from != end && *from != '\\') *to++ = *from++;
  return {from, to};
}

inline const char* skip_space_run(const char* p, const char* end) {
  while (p != end && is_space(*p)) ++p;
  return p;
}

#endif

// Most JSON on the wire has no space or one. Requires: a zero at `end`.
inline const char* skip_space(const char* p, const char* end) {
  return static_cast<unsigned char>(*p) > ' ' ? p : skip_space_run(p, end);
}

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_STRING_SCAN_H_
