#include "base/large_memory.h"

#include <cstdint>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace omnillm {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::align_val_t kCacheLine{64};

// Those huge pages that lie wholly inside; at its ends a block shares pages with others.
void wish_for_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t last = (begin + bytes) / kHugePage * kHugePage;
  if (first < last)
    (void)madvise(static_cast<char*>(memory) + (first - begin), last - first, MADV_HUGEPAGE);
#endif
}

}  // namespace

void* allocate_large(std::size_t bytes) {
  void* const memory = ::operator new(bytes, kCacheLine);
  if (bytes >= kHugePage) wish_for_huge_pages(memory, bytes);
  return memory;
}

void free_large(void* memory) { ::operator delete(memory, kCacheLine); }

}  // namespace omnillm
