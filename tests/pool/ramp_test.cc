#include "pool/ramp.h"

#include "pool_fixture.h"

namespace omnillm {
namespace {

using pool::Ramp;

constexpr Instant kStart{1h};
constexpr CallFailure kServerError{ErrorKind::Server, {}};

TEST(Ramp, IsOverUnlessItBegan) {
  EXPECT_EQ(Ramp().tenths(kStart), 10);
  EXPECT_EQ(Ramp().next(kStart), Instant::max());
}

TEST(Ramp, RisesByATenthASecond) {
  Ramp ramp;
  ramp.begin(kStart);
  for (int second = 0; second < 9; ++second) {
    EXPECT_EQ(ramp.tenths(kStart + second * 1s), second + 1);
    EXPECT_EQ(ramp.tenths(kStart + second * 1s + 999ms), second + 1);
    EXPECT_EQ(ramp.next(kStart + second * 1s), kStart + (second + 1) * 1s);
  }
  EXPECT_EQ(ramp.tenths(kStart + 9s), 10);
  EXPECT_EQ(ramp.next(kStart + 9s), Instant::max());
}

TEST(Ramp, HasATenthEvenWhereTheClockStepsBack) {
  Ramp ramp;
  ramp.begin(kStart);
  EXPECT_EQ(ramp.tenths(kStart - 1s), 1);
}

// Ten keys, the first of which fails until its breaker opens, and then works again.
class RecoveredKey : public PoolTest {
 protected:
  void SetUp() override {
    make_keys(10, key("").rpm_limit(1'000'000).tpm_limit(1'000'000));
    for (int i = 0; i < 5; ++i) {
      fail_call("0", kServerError);
      take_key("1").report_success(time.now(), 1ms);
    }
    ASSERT_EQ(status_of("0").state, KeyState::Open);
    time.advance(31s);
    for (int i = 0; i < 2; ++i) {
      KeyLease probe = take_key("0");
      probe.mark_sent();
      probe.report_success(time.now(), 1ms);
    }
    ASSERT_EQ(status_of("0").state, KeyState::Ready);
  }
  // How many of 400 calls under way at once the key has.
  int load() {
    int calls = 0;
    std::vector<KeyLease> leases;
    for (int i = 0; i < 400; ++i) {
      leases.push_back(take().value());
      calls += leases.back().label() == "0" ? 1 : 0;
    }
    return calls;
  }
};

TEST_F(RecoveredKey, TakesALittleLoadAtFirstAndAllOfItAfterSomeSeconds) {
  EXPECT_LE(load(), 10);
  time.advance(4s);
  const int half = load();
  EXPECT_GT(half, 10);
  EXPECT_LT(half, 32);
  time.advance(5s);
  EXPECT_GE(load(), 35);
}

TEST_F(RecoveredKey, ServesAtOnceWhatNobodyElseCanServe) {
  for (int i = 1; i < 10; ++i) ASSERT_TRUE(pool->remove_key(std::to_string(i)));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(take().has_value());
}

TEST_F(RecoveredKey, ThatIsRevivedByHandHasItsWholeLoadAtOnce) {
  ASSERT_TRUE(pool->revive("0"));
  EXPECT_GE(load(), 35);
}

}  // namespace
}  // namespace omnillm
