// What threads share of the registry, used by eight at once.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/snapshot_cell.h"
#include "omnillm/cost.h"
#include "omnillm/prices.h"
#include "registry/token_estimate.h"

namespace omnillm {
namespace {

constexpr int kThreads = 8;

template <class Work>
void in_every_thread(const Work& work) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&work, t] { work(t); });
}

TEST(TokenEstimatorStress, ThreadsLearnAndEstimateAtOnce) {
  registry::TokenEstimator estimator;
  in_every_thread([&](int) {
    for (int i = 0; i < 2'000; ++i) {
      estimator.learn(3'000, 1'000);
      EXPECT_GE(estimator.estimate(3'000, 10), 760);
    }
  });
  EXPECT_GE(estimator.estimate_prompt(3'000), 1'000);
}

TEST(PriceBookStress, ReadersBillAtOneBookWhileAnotherReplacesIt) {
  const auto book_at = [](int dollars) {
    return std::make_shared<const PriceBook>(
        PriceBook::embedded()
            .with_overrides(R"({"models": {"acme/one": {"input": )" + std::to_string(dollars) +
                            R"(, "tiers": [{"above_prompt_tokens": 10, "input": )" +
                            std::to_string(2 * dollars) + "}]}}}")
            .value());
  };
  SnapshotCell<PriceBook> prices(book_at(1));
  in_every_thread([&](int thread) {
    for (int i = 1; i <= 300; ++i) {
      if (thread == 0) {
        prices.store(book_at(1 + i % 5));
        continue;
      }
      const auto price = prices.load()->find("acme", "one");  // outlives the book it came from
      const std::int64_t low = cost_of(*price, {.prompt_tokens = 10})->total.nanos();
      const std::int64_t high = cost_of(*price, {.prompt_tokens = 20})->total.nanos();
      EXPECT_EQ(high, 4 * low);
    }
  });
}

}  // namespace
}  // namespace omnillm
