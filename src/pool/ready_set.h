// Which keys can be tried, as a bitmap in three levels: 64 keys a word, 64 words a summary bit, so
// that a thousand blocked keys cost one look.
//
// Thread safety: readers call next(), test() and any() at any time; set() and clear() by one at a
// time. What a reader finds is a hint: it tries the key, and the key's own gate decides. A bit that
// is set is found by every reader that starts after set() returned.

#ifndef OMNILLM_POOL_READY_SET_H_
#define OMNILLM_POOL_READY_SET_H_

#include <atomic>
#include <cstdint>
#include <memory>

namespace omnillm::pool {

class ReadySet {
 public:
  static constexpr std::uint32_t kMaxSize = 64 * 64 * 64;
  static constexpr std::uint32_t kNone = ~0u;

  // Requires: 0 < size <= kMaxSize.
  explicit ReadySet(std::uint32_t size);

  void set(std::uint32_t i);
  void clear(std::uint32_t i);

  [[nodiscard]] bool test(std::uint32_t i) const {
    return (words_[i >> 6].load(std::memory_order_relaxed) >> (i & 63) & 1) != 0;
  }
  [[nodiscard]] bool any() const { return top_.load(std::memory_order_seq_cst) != 0; }

  // The first member at or after `from`, kNone if there is none.
  [[nodiscard]] std::uint32_t next(std::uint32_t from) const;

  // The first member of [low, high) met walking from `from` to the end and round from the start;
  // kNone if there is none. Requires: low <= from < high.
  [[nodiscard]] std::uint32_t next_around(std::uint32_t from, std::uint32_t low,
                                          std::uint32_t high) const {
    if (test(from)) return from;
    std::uint32_t found = next(from);
    if (found < high) return found;
    found = next(low);
    return found < from ? found : kNone;
  }

 private:
  const std::uint32_t words_used_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
  std::atomic<std::uint64_t> summary_[64] = {};
  std::atomic<std::uint64_t> top_{0};
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_READY_SET_H_
