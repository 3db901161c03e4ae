#include "scoreboard/contestants.h"

#include <array>
#include <atomic>

#include "support/check.h"

namespace omnillm::bench {
namespace {

struct alignas(128) Word {
  std::atomic<std::uint64_t> value{0};
};

void swap_often(std::atomic<std::uint64_t>& word, std::int64_t operations) {
  for (std::int64_t i = 0; i < operations; ++i) {
    std::uint64_t seen = word.load(std::memory_order_relaxed);
    while (!word.compare_exchange_weak(seen, seen + 1, std::memory_order_acq_rel,
                                       std::memory_order_relaxed)) {
    }
  }
}

}  // namespace

Contestant bare_cas(int threads, Words words) {
  auto all = std::make_shared<std::array<Word, 8>>();
  const auto own = [words](int worker) {
    return words == Words::Private ? static_cast<std::size_t>(worker) : 0;
  };
  return {.threads = threads, .work = [all, own](int worker, std::int64_t operations) {
            swap_often((*all)[own(worker)].value, operations);
          }};
}

Contestant ours(OurEngine& engine, int threads) {
  return {.threads = threads, .work = [&engine](int worker, std::int64_t operations) {
            engine.work(worker, operations);
          }};
}

Contestant theirs(rival::Engine& engine, int threads, std::atomic<std::int64_t>* refused) {
  return {.threads = threads, .work = [&engine, refused](int, std::int64_t operations) {
            std::int64_t served = 0;
            for (std::int64_t i = 0; i < operations; ++i)
              served += engine.serve(kEstimatedTokens, kActualTokens) ? 1 : 0;
            if (refused != nullptr) refused->fetch_add(operations - served);
          }};
}

std::unique_ptr<rival::Engine> make_rival(std::size_t keys) {
  constexpr std::int64_t kTokens = 1'000'000'000;
  constexpr std::size_t kRequests = 1'000'000'000;
  constexpr std::uint64_t kBudget = std::uint64_t{1} << 60;
  return std::make_unique<rival::Engine>(
      rival::make_keys(keys, kTokens, kRequests, std::chrono::milliseconds(5)), kBudget);
}

void block_all_but(rival::Engine& engine, std::size_t spared) {
  const std::size_t size = engine.ring.size();
  for (std::size_t i = 0; i < size; ++i) {
    const bool stays = spared > 0 && i % (size / spared) == 0;
    if (!stays) engine.ring.key(i).cool_down(std::chrono::hours(1));
  }
}

void expect_conserved(rival::Engine& engine) {
  for (std::size_t i = 0; i < engine.ring.size(); ++i)
    expect_equal(engine.ring.key(i).tokens_in_flight.load(), 0, "tokens the rival holds at rest");
  const std::uint64_t price = engine.price.of(kActualTokens);
  expect(engine.budget.used() % price == 0, "the rival's ledger is not a sum of prices");
}

}  // namespace omnillm::bench
