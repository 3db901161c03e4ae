// Which of two keys is the better one to use now. The whole policy stands here, as numbers in and a
// comparison out, so that prompt-cache affinity and the like have one place to go.

#ifndef OMNILLM_POOL_SCORE_H_
#define OMNILLM_POOL_SCORE_H_

#include <cstdint>

namespace omnillm::pool {

struct KeyView {
  std::uint64_t in_flight = 0;
  std::uint64_t latency_ms = 0;  // recent average; 0: unknown
  std::uint64_t weight = 1;
  // Of the token bucket, both in the same unit.
  std::int64_t token_debt = 0;  // negative: it has long been full
  std::int64_t token_burst = 1;
};

// Expected work ahead of a new call: calls in flight times how long they take, more as the token
// bucket runs low, so that load moves away from a key before it must refuse.
inline std::uint64_t burden(const KeyView& key) {
  constexpr std::uint64_t kUnknownLatency = 50;  // keeps new keys and very fast ones comparable
  const std::uint64_t work = (key.in_flight + 1) * (key.latency_ms + kUnknownLatency);
  if (key.token_debt <= key.token_burst >> 1) [[likely]]
    return work;
  return key.token_debt <= key.token_burst - (key.token_burst >> 3) ? work * 4 : work * 16;
}

// Weights divide the burden; compared crosswise, because a division costs more than all the rest.
inline bool is_better(const KeyView& a, const KeyView& b) {
  return burden(a) * b.weight < burden(b) * a.weight;
}

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_SCORE_H_
