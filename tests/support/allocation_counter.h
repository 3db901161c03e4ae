// Counts what the calling thread allocates, by replacing the global operator new of the program.
//
//   AllocationCounter counter;
//   admit();
//   EXPECT_EQ(counter.count(), 0u);
//
// A program that links it has its operator new replaced; do not link it beside a sanitizer that
// reports mismatched pairs of new and delete.

#ifndef OMNILLM_TESTS_SUPPORT_ALLOCATION_COUNTER_H_
#define OMNILLM_TESTS_SUPPORT_ALLOCATION_COUNTER_H_

#include <cstddef>
#include <cstdint>

namespace omnillm::testing_support {

class AllocationCounter {
 public:
  AllocationCounter();
  // Allocations of this thread, and their bytes, since this was made.
  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  std::uint64_t count_before_;
  std::uint64_t bytes_before_;
};

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_SUPPORT_ALLOCATION_COUNTER_H_
