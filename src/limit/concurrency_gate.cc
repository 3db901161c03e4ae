#include "limit/concurrency_gate.h"

namespace omnillm::limit {

bool ConcurrencyGate::try_enter() {
  std::int64_t inside = inside_.load(std::memory_order_relaxed);
  do {
    if (inside >= cap()) return false;
  } while (!inside_.compare_exchange_weak(inside, inside + 1, std::memory_order_acquire,
                                          std::memory_order_relaxed));
  return true;
}

void ConcurrencyGate::leave() {
  std::int64_t inside = inside_.load(std::memory_order_relaxed);
  do {
    if (inside <= 0) return;  // below zero, the gate would let one too many in
  } while (!inside_.compare_exchange_weak(inside, inside - 1, std::memory_order_release,
                                          std::memory_order_relaxed));
}

}  // namespace omnillm::limit
