// Limiting a rate: the token bucket, one instant behind a lock, beside a locked queue of
// timestamps, which remembers every request of a window.

#include "limit/token_bucket.h"

#include <benchmark/benchmark.h>

#include "rival/request_window.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

using limit::Rate;
using limit::TokenBucket;

constexpr Instant kStart = Instant(std::chrono::hours(1'000));
constexpr std::int64_t kAmple = 1'000'000'000;

void check() {
  TokenBucket bucket(Rate::per(1'000, std::chrono::minutes(1)).value());
  std::int64_t taken = 0;
  while (bucket.try_take(kStart, 1)) ++taken;
  expect_equal(taken, 1'000, "requests the bucket admits at one instant");
  expect(bucket.time_until(kStart, 1) == Duration(std::chrono::milliseconds(60)),
         "the bucket knows when the next request fits");

  rival::RequestWindow window(1'000, std::chrono::minutes(1));
  taken = 0;
  while (window.try_take()) ++taken;
  expect_equal(taken, 1'000, "requests the window admits");
}

void token_bucket(benchmark::State& state) {
  static TokenBucket bucket(Rate::per(kAmple, std::chrono::seconds(1)).value());
  const SystemClock clock;
  for (auto _ : state) benchmark::DoNotOptimize(bucket.try_take(clock.now(), 1));
}

// Long enough that a timestamp leaves the queue for every one that enters.
void timestamp_window(benchmark::State& state) {
  static rival::RequestWindow window(kAmple, std::chrono::milliseconds(5));
  for (auto _ : state) benchmark::DoNotOptimize(window.try_take());
}

void token_bucket_refuse(benchmark::State& state) {
  TokenBucket bucket(Rate::per(10, std::chrono::hours(1)).value());
  while (bucket.try_take(kStart, 1)) {
  }
  for (auto _ : state) benchmark::DoNotOptimize(bucket.try_take(kStart, 1));
}

void timestamp_window_refuse(benchmark::State& state) {
  rival::RequestWindow window(10, std::chrono::hours(1));
  while (window.try_take()) {
  }
  for (auto _ : state) benchmark::DoNotOptimize(window.try_take());
}

BENCHMARK(token_bucket)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(timestamp_window)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(token_bucket_refuse);
BENCHMARK(timestamp_window_refuse);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
