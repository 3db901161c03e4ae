#include "scoreboard/our_engine.h"

#include <string>

#include "support/check.h"

namespace omnillm::bench {
namespace {

std::unique_ptr<KeyPool> make_pool(const OurEngine::Setup& setup, const Clock& clock,
                                   Scheduler& scheduler) {
  std::vector<KeyConfig> keys;
  keys.reserve(setup.keys);
  for (std::size_t i = 0; i < setup.keys; ++i) {
    const std::string number = std::to_string(i);
    keys.emplace_back("bench-credential-" + number, "key-" + number);
    keys.back().limits = setup.limits;
  }
  return KeyPool::create(std::move(keys), {}, clock, scheduler).value();
}

std::vector<AccountId> open_accounts(Ledger& ledger, std::size_t scopes) {
  std::vector<AccountId> accounts;
  for (std::size_t i = 0; i < scopes; ++i) {
    const bool shared = scopes == 1 || i + 1 < scopes;
    const Budget budget{.limit = Money::from_nanos(std::int64_t{1} << 60), .shared = shared};
    accounts.push_back(ledger.open("scope-" + std::to_string(i), budget).value());
  }
  return accounts;
}

}  // namespace

KeyLimits plenty() {
  KeyLimits limits;
  limits.tpm = 1'000'000'000'000;
  limits.rpm = 1'000'000'000'000;
  limits.max_concurrency = 60'000;
  return limits;
}

OurEngine::OurEngine(const Setup& setup, const Clock& clock, Scheduler& scheduler)
    : clock_(clock),
      accounts_(open_accounts(ledger_, setup.scopes)),
      pool_(make_pool(setup, clock, scheduler)),
      admitter_(ledger_, *pool_, clock),
      path_(ledger_.path(accounts_).value()),
      request_{.estimated_tokens = kEstimatedTokens, .bound = kBound, .scopes = &path_} {}

void OurEngine::work(int worker, std::int64_t operations) {
  const WallTime wall = clock_.wall();
  std::int64_t served = 0;
  for (std::int64_t i = 0; i < operations; ++i) served += serve(clock_.now(), wall) ? 1 : 0;
  Tally& tally = tallies_[static_cast<std::size_t>(worker)];
  tally.served += served;
  tally.refused += operations - served;
}

void OurEngine::work_reading_all_clocks(int worker, std::int64_t operations) {
  for (std::int64_t i = 0; i < operations; ++i) {
    const Instant start = clock_.now();
    auto admitted = admitter_.try_admit(request_, start, clock_.wall());
    expect(admitted.has_value(), "a request within all limits was refused");
    admitted->mark_sent();
    const Instant end = clock_.now();
    admitted->lease().report_success(end, end - start);
    std::move(*admitted).settle(end, {.tokens = kActualTokens, .cost = kCost});
  }
  tallies_[static_cast<std::size_t>(worker)].served += operations;
}

void OurEngine::block_all_but(std::size_t spared, Instant now, WallTime wall) {
  const std::size_t count = pool_->size() - spared;
  for (std::size_t i = 0; i < count; ++i) {
    auto admitted = admitter_.try_admit(request_, now, wall);
    expect(admitted.has_value(), "a pool refused although a key could serve");
    const auto wait = std::chrono::hours(1) + std::chrono::seconds(i);
    admitted->mark_sent();
    admitted->failed(now, {.kind = ErrorKind::ProviderLimit, .retry_after = wait});
    std::move(*admitted).release(now);
  }
}

std::int64_t OurEngine::served() const {
  std::int64_t sum = 0;
  for (const Tally& tally : tallies_) sum += tally.served;
  return sum;
}

std::int64_t OurEngine::refused() const {
  std::int64_t sum = 0;
  for (const Tally& tally : tallies_) sum += tally.refused;
  return sum;
}

void OurEngine::expect_conserved() const {
  const std::int64_t charged = kCost.checked_mul(served()).value().nanos();
  for (const AccountId account : accounts_) {
    const AccountSnapshot seen = ledger_.snapshot(account, clock_.wall());
    expect_equal(seen.settled.nanos(), charged, "settled money");
    expect_equal(seen.reserved.nanos(), 0, "money reserved at rest");
  }
  expect_equal(pool_->in_flight(), 0, "calls in flight at rest");
}

}  // namespace omnillm::bench
