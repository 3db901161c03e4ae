#ifndef OMNILLM_BENCH_SUPPORT_ALLOCATIONS_H_
#define OMNILLM_BENCH_SUPPORT_ALLOCATIONS_H_

#include <cstdint>

namespace omnillm::bench {

// How often the calling thread has asked the heap for memory. Whoever links allocations.cc has
// operator new replaced by one that counts.
[[nodiscard]] std::int64_t allocations();

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_ALLOCATIONS_H_
