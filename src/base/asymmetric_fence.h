// A fence whose cost is all on one side: the side that hardly ever runs pays for both.
//
// Two threads each raise a flag and then look at the other's. Ordinarily both need a full fence
// between the two, or both may see the other's flag down. With this, the frequent side pays nothing
// but a compiler barrier, because the rare side has the kernel run a fence on every core that runs
// a thread of this process (membarrier).
//
//   often:  mine.store(1, kFlagOrder);   rarely:  theirs.store(1, kFlagOrder);
//           light_fence();                        heavy_fence();
//           if (theirs.load(kFlagOrder))          if (mine.load(kFlagOrder))
//
// At least one of them sees the other's flag. Where there is no membarrier the light fence is a
// full one; under ThreadSanitizer, which knows no fences, the flags themselves are sequentially
// consistent.

#ifndef OMNILLM_BASE_ASYMMETRIC_FENCE_H_
#define OMNILLM_BASE_ASYMMETRIC_FENCE_H_

#include <atomic>

#if defined(__SANITIZE_THREAD__)
#define OMNILLM_FENCES_IN_FLAGS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define OMNILLM_FENCES_IN_FLAGS 1
#endif
#endif

namespace omnillm {

#ifdef OMNILLM_FENCES_IN_FLAGS
inline constexpr std::memory_order kFlagStore = std::memory_order_seq_cst;
inline constexpr std::memory_order kFlagLoad = std::memory_order_seq_cst;
#else
inline constexpr std::memory_order kFlagStore = std::memory_order_relaxed;
inline constexpr std::memory_order kFlagLoad = std::memory_order_acquire;
#endif

namespace internal {
// Set once the kernel has agreed; until then, and elsewhere, light fences are full ones.
extern std::atomic<bool> membarrier_ready;
}  // namespace internal

// Asks the kernel once for the whole process. Whoever uses the fences calls it first; without it
// they are correct and slow.
void prepare_asymmetric_fences();

inline void light_fence() {
#ifndef OMNILLM_FENCES_IN_FLAGS
  if (internal::membarrier_ready.load(std::memory_order_relaxed)) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
#endif
}

// Some microseconds.
void heavy_fence();

}  // namespace omnillm

#endif  // OMNILLM_BASE_ASYMMETRIC_FENCE_H_
