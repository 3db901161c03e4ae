// A small number for the calling thread: the lowest that no other living thread has.
//
// What is kept per thread (budget leases, slices of a key pool) is an array indexed by it. This is
// the library's one process-wide state: a thread belongs to the process, not to an object of ours.
// Memory ordering: what a thread did before it ended is visible to the thread that inherits its
// number.

#ifndef OMNILLM_BASE_THREAD_INDEX_H_
#define OMNILLM_BASE_THREAD_INDEX_H_

#include <cstdint>

namespace omnillm {

// Threads beyond this many share the number kNoThreadIndex and must take the slower, shared path.
inline constexpr std::uint32_t kMaxThreadIndex = 256;
inline constexpr std::uint32_t kNoThreadIndex = kMaxThreadIndex;

namespace internal {
inline constexpr std::uint32_t kUnassigned = ~0u;
// Found without a call, in a shared library too.
[[gnu::tls_model("initial-exec")]] extern thread_local constinit std::uint32_t current_thread_index;
std::uint32_t assign_thread_index();
}  // namespace internal

// Once assigned, one thread-local load.
inline std::uint32_t thread_index() {
  const std::uint32_t index = internal::current_thread_index;
  return index != internal::kUnassigned ? index : internal::assign_thread_index();
}

}  // namespace omnillm

#endif  // OMNILLM_BASE_THREAD_INDEX_H_
