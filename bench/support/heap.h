#ifndef OMNILLM_BENCH_SUPPORT_HEAP_H_
#define OMNILLM_BENCH_SUPPORT_HEAP_H_

#include <malloc.h>

#include <cstdint>

namespace omnillm::bench {

// Bytes of heap in use, large mapped blocks included, as the allocator itself counts them (with its
// headers and rounding). Nothing is hooked, so that timing is not disturbed.
inline std::int64_t heap_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_HEAP_H_
