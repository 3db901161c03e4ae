// A retry draws another key than the one that has just failed its request.

#include <optional>

#include "omnillm/admission.h"
#include "pool_fixture.h"

namespace omnillm {
namespace {

class AvoidTest : public PoolTest {
 protected:
  // Tries again what has just failed on `key`.
  KeyPool::Acquired retry(std::uint32_t key, std::int64_t tokens = 1, std::string_view model = {}) {
    return pool->try_acquire({.tokens = tokens, .model = model, .avoid = key}, time.now());
  }
  std::uint32_t index_of(const std::string& label) { return take_key(label).key_index(); }
};

TEST_F(AvoidTest, ARetryDrawsAnotherKeyWheneverAnotherCanServe) {
  make({key("a"), key("b"), key("c")});
  const std::uint32_t failed = index_of("b");
  for (int i = 0; i < 200; ++i) EXPECT_NE(retry(failed)->label(), "b");
}

TEST_F(AvoidTest, ARetryFindsTheOneOtherKeyOfMany) {
  make_keys(50, key("").tpm_limit(1000));
  std::vector<KeyLease> held;
  for (int i = 0; i < 48; ++i) held.push_back(*take(1000));
  const std::uint32_t failed = take(1000)->key_index();  // gives everything back
  const auto lease = retry(failed, 1000);
  ASSERT_TRUE(lease.has_value());
  EXPECT_NE(lease->key_index(), failed);
}

TEST_F(AvoidTest, ARetryTakesTheSameKeyWhenNoOtherCanServe) {
  make({key("a"), key("b")});
  const std::uint32_t failed = index_of("a");
  fail_call("b", {ErrorKind::ProviderLimit, 60s});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(retry(failed)->label(), "a");
}

TEST_F(AvoidTest, AKeyOfALowerPriorityGoesBeforeTheOneThatFailed) {
  make({key("first"), key("second").with_priority(1)});
  EXPECT_EQ(retry(index_of("first"))->label(), "second");
}

TEST_F(AvoidTest, TheModelStillDecidesWhoMayServe) {
  make({key("a").allow_models({"m"}), key("b").allow_models({"n"})});
  const auto first = pool->try_acquire({.model = "m"}, time.now());
  EXPECT_EQ(retry(first->key_index(), 1, "m")->label(), "a");
}

TEST_F(AvoidTest, AFailedKeyThatIsFullIsNoReasonToRefuseOtherwiseThanAnyOther) {
  make({key("a").tpm_limit(1000)});
  const auto lease = take(1000);
  const auto refused = retry(lease->key_index(), 1000);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().retry_at, take(1000).error().retry_at);
}

TEST_F(AvoidTest, AKeyThatIsNotThereIsAvoidedByEverybody) {
  make({key("a")});
  EXPECT_EQ(retry(1)->label(), "a");
  EXPECT_EQ(retry(1'000'000)->label(), "a");
  ASSERT_TRUE(pool->remove_key("a").has_value());
  EXPECT_FALSE(retry(0).has_value());
}

TEST_F(AvoidTest, WhoWaitsGetsTheFailedKeyWhenItIsTheFirstToBeFree) {
  make({key("a").concurrency_limit(1), key("b").concurrency_limit(1)});
  std::optional<KeyLease> a = take_key("a");
  const std::optional<KeyLease> b = *take();
  std::string got;
  pool->acquire({.tokens = 1, .avoid = a->key_index()}, {.deadline = time.now() + 1h},
                [&](KeyPool::Acquired lease) { got = lease->label(); });
  EXPECT_EQ(got, "");
  a.reset();
  EXPECT_EQ(got, "a");
}

TEST_F(AvoidTest, WhoWaitsGetsAnotherKeyWhenBothAreFree) {
  make({key("a").tpm_limit(1000), key("b").tpm_limit(1000)});
  const std::uint32_t failed = index_of("a");
  use(1000);
  use(1000);
  std::vector<std::string> got;
  pool->acquire({.tokens = 1000, .avoid = failed}, {.deadline = time.now() + 1h},
                [&](KeyPool::Acquired lease) { got.push_back(lease->label()); });
  time.advance(1min);
  EXPECT_EQ(got, std::vector<std::string>{"b"});
}

TEST_F(AvoidTest, AnAdmissionPassesItOn) {
  make({key("a"), key("b")});
  Ledger ledger;
  Admitter admitter(ledger, *pool, time);
  const std::uint32_t failed = index_of("a");
  for (int i = 0; i < 50; ++i) {
    auto admitted = admitter.try_admit({.avoid = failed}, time.now(), time.wall());
    EXPECT_EQ(admitted->lease().label(), "b");
  }
}

}  // namespace
}  // namespace omnillm
