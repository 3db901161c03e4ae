#include "base/large_memory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>

namespace omnillm {
namespace {

TEST(LargeMemory, AnArrayBeginsACacheLineWithEveryItemInItsInitialState) {
  for (const std::size_t size : {1u, 1'000u, 3'000'000u}) {
    const LargeArray<std::atomic<std::uint32_t>> array(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&array[0]) % 64, 0u);
    EXPECT_EQ(array[0], 0u);
    EXPECT_EQ(array[size - 1], 0u);
    EXPECT_EQ(array.size(), size);
  }
}

TEST(LargeMemory, EveryByteOfABlockCanBeWritten) {
  constexpr std::size_t kBytes = (std::size_t{5} << 20) + 1;
  auto* const bytes = static_cast<char*>(allocate_large(kBytes));
  for (std::size_t i = 0; i < kBytes; i += 512) bytes[i] = 1;
  bytes[kBytes - 1] = 1;
  free_large(bytes);
}

}  // namespace
}  // namespace omnillm
