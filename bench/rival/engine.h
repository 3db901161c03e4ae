// The rival: an admission engine as a good team writes it the first time, and as gateways have it.
// It is ours, written from a description of how such engines work, and as fast as that design gets:
// everything in headers, so that the compiler sees it whole.
//
//   a key's tokens       a counter of tokens in flight, moved by one compare-and-swap
//   its requests         a locked queue of timestamps
//   choice               random start, first fit, at most five available keys
//   cooling              a calendar instant a key, compared with the calendar for each key examined
//   a lease              a shared_ptr to the key
//   money                one word, moved by a compare-and-swap loop
//
// What it does not do, and ours does: a rate instead of a cap on tokens in flight, a cap on calls,
// another key when one is out of requests, the time to ask again, several scopes, latency averages.

#ifndef OMNILLM_BENCH_RIVAL_ENGINE_H_
#define OMNILLM_BENCH_RIVAL_ENGINE_H_

#include <cstdint>
#include <optional>

#include "rival/budget_word.h"
#include "rival/key_ring.h"

namespace omnillm::bench::rival {

// Integer prices, a thousandth of a dollar-millionth a token would do; no float anywhere.
struct Price {
  std::uint64_t micros_per_1000 = 2'500;
  [[nodiscard]] std::uint64_t of(std::int64_t tokens) const {
    return static_cast<std::uint64_t>(tokens) * micros_per_1000 / 1'000;
  }
};

class Engine {
 public:
  Engine(std::vector<std::shared_ptr<Key>> keys, std::uint64_t budget_micros)
      : ring(std::move(keys)), budget(budget_micros) {}

  // One request from admission to settlement. False: refused, and nothing is held.
  bool serve(std::int64_t estimated_tokens, std::int64_t actual_tokens) {
    std::optional<Lease> lease = ring.acquire(estimated_tokens);
    if (!lease) return false;
    const std::uint64_t estimate = price.of(estimated_tokens);
    if (!budget.try_reserve(estimate)) return false;
    if (!lease->key().window.try_take()) {
      budget.settle(estimate, 0);
      return false;
    }
    budget.settle(estimate, price.of(actual_tokens));
    lease->report_success();
    return true;
  }

  KeyRing ring;
  BudgetWord budget;
  Price price;
};

// `count` keys named like ours, whose windows forget after `window`.
inline std::vector<std::shared_ptr<Key>> make_keys(std::size_t count, std::int64_t tpm,
                                                   std::size_t rpm,
                                                   std::chrono::nanoseconds window) {
  std::vector<std::shared_ptr<Key>> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    keys.push_back(std::make_shared<Key>("key-" + std::to_string(i), tpm, rpm, window));
  }
  return keys;
}

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_ENGINE_H_
