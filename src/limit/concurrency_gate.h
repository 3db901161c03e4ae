// How many may be inside at once.

#ifndef OMNILLM_LIMIT_CONCURRENCY_GATE_H_
#define OMNILLM_LIMIT_CONCURRENCY_GATE_H_

#include <atomic>
#include <cstdint>

namespace omnillm::limit {

// Counts who is inside and refuses entry at a cap that may change at any time.
//
//   if (!gate.try_enter()) return refuse();
//   ...
//   gate.leave();   // exactly once for every entry; keep it in a destructor
//
// A cap below the number inside throws nobody out: entry is refused until enough have left.
//
// Thread safety: every member may be called by any threads at once.
// Memory ordering: leave() releases and a successful try_enter() acquires, so what somebody did
// inside is visible to whoever enters after them.
class ConcurrencyGate {
 public:
  // A cap of zero or less admits nobody.
  explicit ConcurrencyGate(std::int64_t cap) : cap_(cap) {}
  ConcurrencyGate(const ConcurrencyGate&) = delete;
  ConcurrencyGate& operator=(const ConcurrencyGate&) = delete;

  // Lock-free: a retry means that another thread got on.
  [[nodiscard]] bool try_enter();

  // Requires: an entry not yet left. One too many changes nothing.
  void leave();

  void set_cap(std::int64_t cap) { cap_.store(cap, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t cap() const { return cap_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t inside() const { return inside_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> cap_;
  std::atomic<std::int64_t> inside_{0};
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_CONCURRENCY_GATE_H_
