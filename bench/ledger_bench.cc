// Reserving and settling money: by scopes, with and without leases, by threads, and among a million
// accounts; beside a bare compare-and-swap loop and a map under a mutex.
//
//   ledger_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>
#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "omnillm/budget.h"
#include "omnillm/rng.h"

namespace omnillm {
namespace {

constexpr Money kAmple = Money::from_nanos(std::int64_t{1} << 60);
constexpr Money kBound = Money::from_nanos(10'000'000);
constexpr Money kCost = Money::from_nanos(2'500'000);
constexpr WallTime kNow{};

void pay(Ledger& ledger, const ScopePath& path) {
  auto held = ledger.reserve(path, kBound, kNow);
  std::move(*held).settle(kCost);
}

// A budget word in the reference's way: one compare-and-swap loop each.
class Word {
 public:
  bool reserve(std::int64_t amount) {
    std::int64_t seen = used_.load(std::memory_order_relaxed);
    do {
      if (seen + amount > kAmple.nanos()) return false;
    } while (!used_.compare_exchange_weak(seen, seen + amount));
    return true;
  }
  void settle(std::int64_t held, std::int64_t actual) {
    std::int64_t seen = used_.load(std::memory_order_relaxed);
    while (!used_.compare_exchange_weak(seen, seen - held + actual)) {
    }
  }
  [[nodiscard]] std::int64_t used() const { return used_.load(); }

 private:
  std::atomic<std::int64_t> used_{0};
};

// Accounts by name under one mutex.
class LockedMap {
 public:
  void open(const std::string& name) { used_.emplace(name, 0); }
  bool reserve(const std::string& name, std::int64_t amount) {
    MutexLock lock(&mu_);
    const auto found = used_.find(name);
    if (found == used_.end() || found->second + amount > kAmple.nanos()) return false;
    found->second += amount;
    return true;
  }
  void settle(const std::string& name, std::int64_t held, std::int64_t actual) {
    MutexLock lock(&mu_);
    used_.find(name)->second += actual - held;
  }

 private:
  Mutex mu_;
  absl::flat_hash_map<std::string, std::int64_t> used_;
};

struct Paths {
  Ledger ledger;
  ScopePath of(int scopes, bool shared) {
    std::vector<AccountId> accounts;
    for (int i = 0; i < scopes; ++i) {
      const std::string name = "account-" + std::to_string(ledger.size());
      accounts.push_back(ledger.open(name, {.limit = kAmple, .shared = shared}).value());
    }
    return ledger.path(accounts).value();
  }
};

// What is timed below is right: as much is settled as was spent.
void check_answers() {
  Paths paths;
  for (const bool shared : {false, true}) {
    const ScopePath path = paths.of(3, shared);
    for (int i = 0; i < 10'000; ++i) pay(paths.ledger, path);
  }
  for (const AccountSnapshot& shot : paths.ledger.snapshot_all(kNow)) {
    if (shot.settled == kCost.checked_mul(10'000) && shot.reserved.is_zero()) continue;
    std::cerr << "wrong answer: settled " << shot.settled << "\n";
    std::exit(1);
  }
}

void BM_Ledger(benchmark::State& state) {
  static Paths paths;
  static std::array<ScopePath, 16> made;
  const auto scopes = static_cast<int>(state.range(0));
  const bool shared = state.range(1) != 0;
  ScopePath& path = made[static_cast<std::size_t>(scopes + (shared ? 8 : 0))];
  if (state.thread_index() == 0 && path.empty()) path = paths.of(scopes, shared);
  for (auto _ : state) pay(paths.ledger, path);
}
BENCHMARK(BM_Ledger)
    ->ArgNames({"scopes", "leased"})
    ->ArgsProduct({{1, 3}, {0, 1}})
    ->ThreadRange(1, 2)
    ->UseRealTime();

void BM_RefuseAnExhaustedBudget(benchmark::State& state) {
  Ledger ledger;
  const AccountId account =
      ledger.open("a", {.limit = kCost, .shared = state.range(0) != 0}).value();
  const ScopePath path = ledger.path(std::array{account}).value();
  for (auto _ : state) benchmark::DoNotOptimize(ledger.reserve(path, kBound, kNow));
}
BENCHMARK(BM_RefuseAnExhaustedBudget)->ArgName("leased")->Arg(0)->Arg(1);

void BM_BareWord(benchmark::State& state) {
  static Word word;
  for (auto _ : state) {
    benchmark::DoNotOptimize(word.reserve(kBound.nanos()));
    word.settle(kBound.nanos(), kCost.nanos());
  }
}
BENCHMARK(BM_BareWord)->ThreadRange(1, 2)->UseRealTime();

constexpr std::size_t kMany = 1'000'000;

std::string name_of(std::uint64_t i) { return "key-" + std::to_string(i); }

// Names in a random order, written out before timing.
const std::vector<std::string>& random_names() {
  static const std::vector<std::string> names = [] {
    Rng rng(1);
    std::vector<std::string> made;
    for (int i = 0; i < 1 << 18; ++i) made.push_back(name_of(rng.below(kMany)));
    return made;
  }();
  return names;
}

void BM_AMillionAccounts(benchmark::State& state) {
  static Ledger* const ledger = [] {
    auto* const made = new Ledger;
    for (std::size_t i = 0; i < kMany; ++i) (void)made->open(name_of(i), {.limit = kAmple});
    return made;
  }();
  const auto& names = random_names();
  std::size_t i = static_cast<std::size_t>(state.thread_index()) * 1'000;
  for (auto _ : state) {
    const auto account = ledger->find(names[i++ % names.size()]);
    pay(*ledger, ledger->path(std::array{*account}).value());
  }
}
BENCHMARK(BM_AMillionAccounts)->ThreadRange(1, 2)->UseRealTime();

void BM_AMillionAccountsInALockedMap(benchmark::State& state) {
  static LockedMap* const map = [] {
    auto* const made = new LockedMap;
    for (std::size_t i = 0; i < kMany; ++i) made->open(name_of(i));
    return made;
  }();
  const auto& names = random_names();
  std::size_t i = static_cast<std::size_t>(state.thread_index()) * 1'000;
  for (auto _ : state) {
    const std::string& name = names[i++ % names.size()];
    benchmark::DoNotOptimize(map->reserve(name, kBound.nanos()));
    map->settle(name, kBound.nanos(), kCost.nanos());
  }
}
BENCHMARK(BM_AMillionAccountsInALockedMap)->ThreadRange(1, 2)->UseRealTime();

}  // namespace
}  // namespace omnillm

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  omnillm::check_answers();
  benchmark::RunSpecifiedBenchmarks();
}
