// A 16-byte word that two halves of which are read apart and changed together.
//
// std::atomic of 16 bytes calls libatomic under GCC 12 and says it is not lock-free, so this is the
// instruction itself. Where there is none, and where ThreadSanitizer must see every access, the
// word is not available (OMNILLM_HAS_DWCAS is 0) and callers take their portable path.

#ifndef OMNILLM_BASE_DWCAS_H_
#define OMNILLM_BASE_DWCAS_H_

#include <cstdint>

#if defined(__x86_64__) && !defined(OMNILLM_PORTABLE_ATOMICS)
#define OMNILLM_HAS_DWCAS 1
#else
#define OMNILLM_HAS_DWCAS 0
#endif

namespace omnillm {

#if OMNILLM_HAS_DWCAS

struct alignas(16) DoubleWord {
  std::uint64_t lo = 0;
  std::uint64_t hi = 0;
};

// Replaces *word by `desired` if it equals `expected`; otherwise loads what is there into
// `expected`. A full fence either way. Requires: nobody accesses the word but through the functions
// here.
inline bool compare_and_swap(DoubleWord* word, DoubleWord& expected, DoubleWord desired) {
  bool swapped;
  __asm__ volatile("lock cmpxchg16b %1"
                   : "=@ccz"(swapped), "+m"(*word), "+a"(expected.lo), "+d"(expected.hi)
                   : "b"(desired.lo), "c"(desired.hi)
                   : "memory");
  return swapped;
}

// One half, and both: each whole, but not of one moment, which a compare_and_swap that follows
// notices.
inline std::uint64_t load_half(const std::uint64_t* half) {
  return __atomic_load_n(half, __ATOMIC_RELAXED);
}
inline DoubleWord load_halves(const DoubleWord* word) {
  return {load_half(&word->lo), load_half(&word->hi)};
}

// Adds to one half, wrapping, and returns what was there before.
inline std::uint64_t fetch_add_half(std::uint64_t* half, std::uint64_t amount) {
  return __atomic_fetch_add(half, amount, __ATOMIC_SEQ_CST);
}

// Replaces one half alone, with the same rule for `expected`.
inline bool compare_and_swap_half(std::uint64_t* half, std::uint64_t& expected,
                                  std::uint64_t desired) {
  return __atomic_compare_exchange_n(half, &expected, desired, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST);
}

#endif  // OMNILLM_HAS_DWCAS

}  // namespace omnillm

#endif  // OMNILLM_BASE_DWCAS_H_
