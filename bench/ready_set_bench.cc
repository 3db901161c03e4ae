// Finding a key that can be tried: the bitmap of the pool beside a scan over flags.

#include "pool/ready_set.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <memory>

#include "omnillm/rng.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

using pool::ReadySet;

// One flag a key, looked at one after the other.
class FlagScan {
 public:
  explicit FlagScan(std::uint32_t size) : size_(size), flags_(new std::atomic<bool>[size] {}) {}

  void set(std::uint32_t i) { flags_[i].store(true, std::memory_order_relaxed); }
  void clear(std::uint32_t i) { flags_[i].store(false, std::memory_order_relaxed); }

  [[nodiscard]] std::uint32_t next_around(std::uint32_t from) const {
    std::uint32_t i = from;
    for (std::uint32_t seen = 0; seen < size_; ++seen) {
      if (flags_[i].load(std::memory_order_relaxed)) return i;
      if (++i == size_) i = 0;
    }
    return ReadySet::kNone;
  }

 private:
  const std::uint32_t size_;
  std::unique_ptr<std::atomic<bool>[]> flags_;
};

// Every hundredth member is there.
template <class Set>
void fill(Set& set, std::uint32_t size, std::uint32_t step) {
  for (std::uint32_t i = 0; i < size; i += step) set.set(i);
}

void check() {
  constexpr std::uint32_t kSize = 5'000;
  ReadySet set(kSize);
  FlagScan scan(kSize);
  const auto expect_same = [&] {
    for (std::uint32_t from = 0; from < kSize; ++from)
      expect_equal(set.next_around(from, 0, kSize), scan.next_around(from),
                   "the first member from " + std::to_string(from));
  };
  expect_same();
  Rng rng(1);
  for (int i = 0; i < 300; ++i) {
    const auto member = static_cast<std::uint32_t>(rng.below(kSize));
    set.set(member);
    scan.set(member);
  }
  expect_same();
  for (std::uint32_t i = 0; i < kSize; i += 2) {
    set.clear(i);
    scan.clear(i);
  }
  expect_same();
}

// Arguments: size, and one member in how many; 0: none at all.
template <class Set, class Find>
void find(benchmark::State& state, Find find_from) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  const auto step = static_cast<std::uint32_t>(state.range(1));
  Set set(size);
  if (step != 0) fill(set, size, step);
  Rng rng(7);
  for (auto _ : state)
    benchmark::DoNotOptimize(find_from(set, static_cast<std::uint32_t>(rng.below(size)), size));
}

void bitmap(benchmark::State& state) {
  find<ReadySet>(state, [](const ReadySet& set, std::uint32_t from, std::uint32_t size) {
    return set.next_around(from, 0, size);
  });
}

void flag_scan(benchmark::State& state) {
  find<FlagScan>(state, [](const FlagScan& scan, std::uint32_t from, std::uint32_t) {
    return scan.next_around(from);
  });
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"size", "step"});
  for (const std::int64_t size : {8, 1'000, 100'000})
    for (const std::int64_t step : {1, 100, 0}) benchmark->Args({size, step});
}

BENCHMARK(bitmap)->Apply(shapes);
BENCHMARK(flag_scan)->Apply(shapes);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
