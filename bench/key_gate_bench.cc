// A key's gate beside the same limits behind a mutex. The program is built twice: with the two
// buckets and the count in one 16-byte word, and with the portable pair of words.

#include "pool/key_gate.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <thread>
#include <vector>

#include "rival/locked_gate.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

using pool::GateLimits;
using pool::GateVerdict;
using pool::KeyGate;

// As large as limits get: nothing timed here may run into one.
constexpr std::int64_t kAmple = 1'000'000'000'000;
constexpr std::int64_t kTokens = 1'000;
constexpr std::int64_t kUsed = 600;
constexpr Instant kStart = Instant(std::chrono::hours(1'000));

GateLimits limits(std::int64_t tokens, std::int64_t requests) {
  return {.tokens = {.per_minute = tokens, .burst = tokens},
          .requests = {.per_minute = requests, .burst = requests},
          .largest_request = std::min<std::int64_t>(tokens, 1'000'000),
          .max_in_flight = KeyGate::kMaxInFlight};
}

// Two threads ask at one instant for more than there is.
template <class TryTake>
void expect_admits_exactly(std::int64_t wanted, TryTake try_take, const char* who) {
  std::atomic<std::int64_t> taken{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 2; ++t)
      threads.emplace_back([&] {
        for (std::int64_t i = 0; i < wanted; ++i) taken += try_take() ? 1 : 0;
      });
  }
  expect_equal(taken, wanted, std::string(who) + " admits a burst at one instant");
}

void check() {
  constexpr std::int64_t kBurst = 10'000;
  KeyGate gate;
  gate.set_limits(limits(kBurst * kTokens, kAmple));
  gate.fill(kStart);
  const auto take_ours = [&] { return gate.try_take(kStart, kTokens) == GateVerdict::Taken; };
  expect_admits_exactly(kBurst, take_ours, "the gate");
  for (int i = 0; i < 10; ++i) gate.settle(kStart, kStart, kTokens, kUsed);
  expect(take_ours() && take_ours() && take_ours() && take_ours() && !take_ours(),
         "the gate gives back what was not used");

  rival::LockedGate locked(kBurst * kTokens, kAmple, 65'000);
  const auto take_theirs = [&] {
    return locked.try_take(kStart.time_since_epoch().count(), kTokens);
  };
  expect_admits_exactly(kBurst, take_theirs, "the locked gate");
}

void gate_take_and_settle(benchmark::State& state) {
  static KeyGate gate;
  const SystemClock clock;
  if (state.thread_index() == 0) {
    gate.set_limits(limits(kAmple, kAmple));
    gate.fill(clock.now());
  }
  for (auto _ : state) {
    const Instant now = clock.now();
    benchmark::DoNotOptimize(gate.try_take(now, kTokens));
    gate.settle(now, now, kTokens, kUsed);
  }
}

void locked_take_and_settle(benchmark::State& state) {
  static rival::LockedGate gate(kAmple, kAmple, 65'000);
  const SystemClock clock;
  for (auto _ : state) {
    const std::int64_t now = clock.now().time_since_epoch().count();
    benchmark::DoNotOptimize(gate.try_take(now, kTokens));
    gate.settle(kTokens, kUsed);
  }
}

void gate_refuse(benchmark::State& state) {
  KeyGate gate;
  gate.set_limits(limits(kTokens, kAmple));
  gate.fill(kStart);
  keep(gate.try_take(kStart, kTokens));
  for (auto _ : state) benchmark::DoNotOptimize(gate.try_take(kStart, kTokens));
}

void coarse_clock(benchmark::State& state) {
  const SystemClock clock;
  for (auto _ : state) benchmark::DoNotOptimize(clock.now());
}

void bare_cas(benchmark::State& state) {
  static std::atomic<std::uint64_t> word{0};
  for (auto _ : state) {
    std::uint64_t seen = word.load(std::memory_order_relaxed);
    while (!word.compare_exchange_weak(seen, seen + 1)) {
    }
  }
}

BENCHMARK(gate_take_and_settle)->ThreadRange(1, 4)->UseRealTime();
BENCHMARK(locked_take_and_settle)->ThreadRange(1, 4)->UseRealTime();
BENCHMARK(bare_cas)->ThreadRange(1, 4)->UseRealTime();
BENCHMARK(gate_refuse);
BENCHMARK(coarse_clock);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
