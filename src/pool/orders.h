// Short names for the memory orders of the pool. What pairs with what: docs/concurrency.md.

#ifndef OMNILLM_POOL_ORDERS_H_
#define OMNILLM_POOL_ORDERS_H_

#include <atomic>

namespace omnillm::pool {

inline constexpr auto kRelaxed = std::memory_order_relaxed;
inline constexpr auto kStrict = std::memory_order_seq_cst;

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_ORDERS_H_
