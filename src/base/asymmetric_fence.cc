#include "base/asymmetric_fence.h"

#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace omnillm {
namespace internal {

std::atomic<bool> membarrier_ready{false};

}  // namespace internal

namespace {

#if defined(__linux__)
bool membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0) == 0; }
bool ask_kernel() { return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED); }
[[maybe_unused]] void fence_every_core() { membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED); }
#else
bool ask_kernel() { return false; }
[[maybe_unused]] void fence_every_core() {}
#endif

}  // namespace

void prepare_asymmetric_fences() {
  if (internal::membarrier_ready.load(std::memory_order_relaxed)) return;
  if (ask_kernel()) internal::membarrier_ready.store(true, std::memory_order_release);
}

void heavy_fence() {
#ifndef OMNILLM_FENCES_IN_FLAGS
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Not asked whether it is ready: whoever saw that it is relies on this one, and the kernel knows.
  fence_every_core();
#endif
}

}  // namespace omnillm
