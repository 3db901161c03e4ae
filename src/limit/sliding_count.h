// How many times something happened in the last while, in 56 bytes whatever the traffic.

#ifndef OMNILLM_LIMIT_SLIDING_COUNT_H_
#define OMNILLM_LIMIT_SLIDING_COUNT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "omnillm/clock.h"

namespace omnillm::limit {

// Counts events in a window that slides by a tenth of its length at a time: total() covers the last
// nine to ten tenths.
//
// Instants that run backwards count as the latest seen. Counts saturate.
// Thread safety: one thread at a time; the owner's mutex guards it.
class SlidingCount {
 public:
  explicit SlidingCount(Duration window);

  void add(Instant now);
  void clear();
  [[nodiscard]] std::uint64_t total(Instant now) const;

 private:
  static constexpr std::int64_t kSlices = 10;

  [[nodiscard]] std::int64_t slice_number(Instant now) const;
  [[nodiscard]] static std::size_t place(std::int64_t number);

  std::int64_t slice_nanos_;
  std::int64_t newest_ = 0;  // number of the slice that add() last wrote
  std::array<std::uint32_t, kSlices> counts_ = {};
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_SLIDING_COUNT_H_
