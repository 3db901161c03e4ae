#include "omnillm/admission.h"

#include <array>

#include "pool_fixture.h"

namespace omnillm {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }

class AdmissionTest : public PoolTest {
 protected:
  void SetUp() override {
    make({key("a").tpm_limit(10'000).rpm_limit(100)});
    account = ledger.open("account", {.limit = usd("1")}).value();
    path = ledger.path(std::array{account}).value();
    admitter.emplace(ledger, *pool, time);
  }
  Admitter::Admitted admit(const char* bound = "0.25", std::int64_t tokens = 1000) {
    return admitter->try_admit({.estimated_tokens = tokens, .bound = usd(bound), .scopes = &path},
                               time.now(), time.wall());
  }
  AccountSnapshot money() { return ledger.snapshot(account, time.wall()); }
  void expect_rest(const char* settled, std::int64_t tokens_missing) {
    EXPECT_EQ(money().settled, usd(settled));
    EXPECT_EQ(money().reserved, Money());
    EXPECT_EQ(pool->in_flight(), 0);
    EXPECT_EQ(status_of("a").tpm_inflight, tokens_missing);
  }

  Ledger ledger;
  AccountId account;
  ScopePath path;
  std::optional<Admitter> admitter;
};

TEST_F(AdmissionTest, HoldsMoneyAndKeyTogetherAndChargesWhatWasUsed) {
  auto admission = admit();
  ASSERT_TRUE(admission.has_value());
  EXPECT_EQ(money().reserved, usd("0.25"));
  EXPECT_EQ(pool->in_flight(), 1);
  admission->mark_sent();
  std::move(*admission).settle(time.now(), {.tokens = 400, .cost = usd("0.1")});
  expect_rest("0.1", 400);
}

TEST_F(AdmissionTest, WithoutMoneyNoKeyIsTouched) {
  const auto refused = admit("1.01");
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(std::holds_alternative<BudgetRefusal>(refused.error()));
  EXPECT_EQ(admitter->to_error(refused.error(), time.now()).kind(), ErrorKind::OwnBudget);
  expect_rest("0", 0);
}

TEST_F(AdmissionTest, WithoutAKeyNoMoneyStaysReserved) {
  const auto refused = admit("0.25", 10'001);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(std::holds_alternative<PoolRefusal>(refused.error()));
  EXPECT_EQ(admitter->to_error(refused.error(), time.now()).kind(), ErrorKind::OwnLimit);
  expect_rest("0", 0);
}

TEST_F(AdmissionTest, KnownThatNoKeyCanServeThatIsTheAnswerWhateverTheMoney) {
  const auto everything = admit("0", 10'000);
  ASSERT_TRUE(everything.has_value());
  ASSERT_FALSE(admit().has_value());  // looks at every key, and remembers what it saw
  const auto refused = admit("1.01");
  ASSERT_FALSE(refused.has_value());
  ASSERT_TRUE(std::holds_alternative<PoolRefusal>(refused.error()));
  EXPECT_EQ(std::get<PoolRefusal>(refused.error()).retry_at, time.now() + 6s);
}

TEST_F(AdmissionTest, DroppedBeforeItWasSentCostsNothing) {
  { auto admission = admit(); }
  expect_rest("0", 0);
  EXPECT_EQ(status_of("a").rpm_inflight, 0);
}

TEST_F(AdmissionTest, SentAndThenSilentCostsItsBound) {
  {
    auto admission = admit();
    admission->mark_sent();
  }
  expect_rest("0.25", 1000);
}

TEST_F(AdmissionTest, ADroppedStreamCostsWhatWasSeen) {
  {
    auto admission = admit();
    admission->mark_sent();
    admission->saw({.tokens = 10, .cost = usd("0.01")});
    admission->saw({.tokens = 70, .cost = usd("0.07")});
  }
  expect_rest("0.07", 70);
}

TEST_F(AdmissionTest, WhatTheProviderRefusedCostsNothing) {
  for (const ErrorKind kind :
       {ErrorKind::ProviderLimit, ErrorKind::BadRequest, ErrorKind::Server}) {
    auto admission = admit();
    ASSERT_TRUE(admission.has_value());
    admission->mark_sent();
    admission->failed(time.now(), {kind, 1ms});
    { const Admission dropped = std::move(*admission); }
    time.advance(1s);
  }
  EXPECT_EQ(money().settled, Money());
  EXPECT_EQ(money().reserved, Money());
}

// After a connection broke nobody knows whether the provider did the work.
TEST_F(AdmissionTest, ACallWhoseConnectionBrokeCostsItsBound) {
  {
    auto admission = admit();
    admission->mark_sent();
    admission->failed(time.now(), {ErrorKind::Network, {}});
  }
  expect_rest("0.25", 1000);
}

TEST_F(AdmissionTest, ReleasedGivesEverythingBackButARequestThatWasSent) {
  auto admission = admit();
  admission->mark_sent();
  std::move(*admission).release(time.now());
  expect_rest("0", 0);
  EXPECT_EQ(status_of("a").rpm_inflight, 1);
}

TEST_F(AdmissionTest, SettledOnceHoweverOftenItIsMovedAndDropped) {
  auto first = admit();
  Admission second = std::move(*first);
  second.mark_sent();
  std::move(second).settle(time.now(), {.tokens = 5, .cost = usd("0.02")});
  { const Admission third = std::move(second); }
  expect_rest("0.02", 5);
}

TEST_F(AdmissionTest, OverwritingOneSettlesIt) {
  auto first = admit(), second = admit();
  first->mark_sent();
  *first = std::move(*second);
  EXPECT_EQ(money().settled, usd("0.25"));
  EXPECT_EQ(money().reserved, usd("0.25"));
}

TEST_F(AdmissionTest, WaitsForAKeyWithTheMoneyHeld) {
  ASSERT_TRUE(use(10'000));
  std::optional<Admission> got;
  admitter->admit({.estimated_tokens = 5000, .bound = usd("0.25"), .scopes = &path}, {},
                  [&](Admitter::Admitted outcome) { got = std::move(*outcome); });
  EXPECT_FALSE(got.has_value());
  EXPECT_EQ(money().reserved, usd("0.25"));
  time.advance(30s);
  ASSERT_TRUE(got.has_value());
  got->mark_sent();
  std::move(*got).settle(time.now(), {.tokens = 1, .cost = usd("0.01")});
  EXPECT_EQ(money().reserved, Money());
}

TEST_F(AdmissionTest, WhoHasNoMoneyIsToldAtOnceInsteadOfWaiting) {
  ASSERT_TRUE(use(10'000));
  bool refused = false;
  admitter->admit({.estimated_tokens = 5000, .bound = usd("1.01"), .scopes = &path}, {},
                  [&](Admitter::Admitted outcome) {
                    refused = std::holds_alternative<BudgetRefusal>(outcome.error());
                  });
  EXPECT_TRUE(refused);
  EXPECT_EQ(pool->waiting(), 0u);
}

TEST_F(AdmissionTest, WaitingInVainGivesTheMoneyBack) {
  ASSERT_TRUE(use(10'000));
  bool refused = false;
  const auto id = admitter->admit({.estimated_tokens = 5000, .bound = usd("0.25"), .scopes = &path},
                                  {.deadline = time.now() + 1s}, [&](Admitter::Admitted outcome) {
                                    refused = !outcome.has_value();
                                  });
  time.advance(2s);
  EXPECT_TRUE(refused);
  EXPECT_EQ(money().reserved, Money());
  EXPECT_FALSE(admitter->cancel(id));
}

TEST_F(AdmissionTest, NobodyPaysWhereNoScopesAreNamed) {
  auto admission =
      admitter->try_admit({.estimated_tokens = 1, .bound = usd("5")}, time.now(), time.wall());
  EXPECT_TRUE(admission.has_value());
}

}  // namespace
}  // namespace omnillm
