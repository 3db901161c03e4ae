// Admission is on every request's path, refused ones included: it must not allocate.

#include <array>

#include "omnillm/admission.h"
#include "pool_fixture.h"
#include "support/allocation_counter.h"

namespace omnillm {
namespace {

using testing_support::AllocationCounter;

class PoolAllocation : public PoolTest {
 protected:
  void SetUp() override {
    make_keys(8, key("").tpm_limit(1'000'000'000).rpm_limit(100'000'000));
    account = ledger.open("account", {.limit = Money::max(), .shared = true}).value();
    path = ledger.path(std::array{account}).value();
    admitter.emplace(ledger, *pool, time);
    for (int i = 0; i < 10; ++i) serve();  // the thread's slots are made at its first call
  }
  Admitter::Admitted admit(std::int64_t tokens) {
    return admitter->try_admit(
        {.estimated_tokens = tokens, .bound = Money::from_nanos(1000), .scopes = &path}, time.now(),
        time.wall());
  }
  void serve() {
    auto admission = admit(100);
    ASSERT_TRUE(admission.has_value());
    admission->mark_sent();
    admission->lease().report_success(time.now(), 1s);
    std::move(*admission).settle(time.now(), {.tokens = 50, .cost = Money::from_nanos(10)});
  }

  Ledger ledger;
  AccountId account;
  ScopePath path;
  std::optional<Admitter> admitter;
};

TEST_F(PoolAllocation, AdmittingSettlingAndReleasingAllocateNothing) {
  const AllocationCounter counter;
  for (int i = 0; i < 1000; ++i) serve();
  for (int i = 0; i < 1000; ++i) std::move(*admit(100)).release(time.now());
  for (int i = 0; i < 1000; ++i) const auto dropped = admit(100);
  EXPECT_EQ(counter.count(), 0u);
}

TEST_F(PoolAllocation, HearingOfTheSameLimitsAgainAllocatesNothing) {
  const RateObservation same{.limit_tokens = 1'000'000'000, .remaining_tokens = 999'000'000};
  for (int i = 0; i < 200; ++i) admit(100)->lease().observe(time.now(), same);
  const AllocationCounter counter;
  for (int i = 0; i < 1000; ++i) admit(100)->lease().observe(time.now(), same);
  EXPECT_EQ(counter.count(), 0u);
}

TEST_F(PoolAllocation, RefusingAllocatesNothing) {
  make_keys(100, key("").tpm_limit(1000));
  admitter.emplace(ledger, *pool, time);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(use(900));
  EXPECT_FALSE(admit(500).has_value());
  const AllocationCounter counter;
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(admit(500).has_value());
    EXPECT_FALSE(admit(501 - i).has_value());  // each smaller than what is remembered
    EXPECT_FALSE(admit(5000).has_value());
  }
  EXPECT_EQ(counter.count(), 0u);
}

TEST_F(PoolAllocation, AKeyThatSimplyWorksTakesLessThanTwoHundredFiftySixBytes) {
  constexpr std::size_t kKeys = 10'000;
  std::vector<KeyConfig> keys;
  for (std::size_t i = 0; i < kKeys; ++i)
    keys.emplace_back("sk-0123456789abcdef", "key-" + std::to_string(i));
  const AllocationCounter counter;
  const auto made = KeyPool::create(std::move(keys), {.max_keys = kKeys}, time, time);
  ASSERT_TRUE(made.has_value());
  EXPECT_LT(counter.bytes() / kKeys, 256u);
}

}  // namespace
}  // namespace omnillm
