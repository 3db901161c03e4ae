#ifndef OMNILLM_BENCH_RIVAL_BUDGET_WORD_H_
#define OMNILLM_BENCH_RIVAL_BUDGET_WORD_H_

#include <atomic>
#include <cstdint>

namespace omnillm::bench::rival {

// One budget for everybody: a word that says how much is used, moved by compare-and-swap.
//
// Thread safety: every member may be called by any threads at once.
class BudgetWord {
 public:
  explicit BudgetWord(std::uint64_t limit) : limit_(limit) {}

  bool try_reserve(std::uint64_t amount) {
    std::uint64_t used = used_.load(std::memory_order_relaxed);
    do {
      if (amount > limit_ || used > limit_ - amount) return false;
    } while (!used_.compare_exchange_weak(used, used + amount, std::memory_order_acq_rel,
                                          std::memory_order_relaxed));
    return true;
  }

  void settle(std::uint64_t reserved, std::uint64_t actual) {
    if (actual < reserved) {
      used_.fetch_sub(reserved - actual, std::memory_order_acq_rel);
    } else if (actual > reserved) {
      used_.fetch_add(actual - reserved, std::memory_order_acq_rel);
    }
  }

  [[nodiscard]] std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
};

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_BUDGET_WORD_H_
