// Memory for tables that are looked up at random: on huge pages a look costs half the misses.

#ifndef OMNILLM_BASE_LARGE_MEMORY_H_
#define OMNILLM_BASE_LARGE_MEMORY_H_

#include <cstddef>
#include <memory>
#include <type_traits>

namespace omnillm {

// Begins a cache line; huge pages where the block is large enough and the system has them, which
// takes no more memory than was asked for. Throws std::bad_alloc.
[[nodiscard]] void* allocate_large(std::size_t bytes);
void free_large(void* memory);

// An array of constant size in such memory.
template <class T>
class LargeArray {
 public:
  static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 64);

  explicit LargeArray(std::size_t size)
      : size_(size), items_(static_cast<T*>(allocate_large(size * sizeof(T)))) {
    std::uninitialized_value_construct_n(items_, size);
  }
  ~LargeArray() { free_large(items_); }
  LargeArray(const LargeArray&) = delete;
  LargeArray& operator=(const LargeArray&) = delete;

  [[nodiscard]] T& operator[](std::size_t i) const { return items_[i]; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  const std::size_t size_;
  T* const items_;
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_LARGE_MEMORY_H_
