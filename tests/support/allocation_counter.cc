#include "support/allocation_counter.h"

#include <cstdlib>
#include <new>

namespace omnillm::testing_support {
namespace {

thread_local constinit std::uint64_t thread_count = 0;
thread_local constinit std::uint64_t thread_bytes = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  ++thread_count;
  thread_bytes += size;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

AllocationCounter::AllocationCounter() : count_before_(thread_count), bytes_before_(thread_bytes) {}
std::uint64_t AllocationCounter::count() const { return thread_count - count_before_; }
std::uint64_t AllocationCounter::bytes() const { return thread_bytes - bytes_before_; }

}  // namespace omnillm::testing_support

// The array and nothrow forms of the standard library call these.
void* operator new(std::size_t size) {
  return omnillm::testing_support::allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return omnillm::testing_support::allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
