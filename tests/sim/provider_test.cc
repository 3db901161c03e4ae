#include "sim/provider.h"

#include <gtest/gtest.h>

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;

const Instant kStart = Instant(1000h);
constexpr TokenUse kCall{.input = 60, .output = 40};

Scenario one_provider() {
  Scenario scenario;
  ProviderPlan provider;
  provider.name = "acme";
  provider.pico_per_input = 2'500'000;
  provider.pico_per_output = 10'000'000;
  KeyGroup keys;
  keys.name = "acme";
  keys.count = 2;
  keys.limits.tpm = 1'000;
  keys.limits.rpm = 20;
  provider.keys.push_back(keys);
  scenario.providers.push_back(provider);
  return scenario;
}

Event event_of(Event::Kind kind) {
  Event event;
  event.kind = kind;
  return event;
}

TEST(SimulatedProviders, Answer429WithRetryAfterWhenTheTokensAreUsed) {
  const Scenario scenario = one_provider();
  SimulatedProviders providers(scenario, Rng(1));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(providers.receive(kStart, 0, kCall).status, 200);
  const Answer refused = providers.receive(kStart, 0, kCall);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.retry_after, 6s);
  EXPECT_EQ(providers.receive(kStart, 1, kCall).status, 200);
}

TEST(SimulatedProviders, TellWhatIsLeftInTheHeaders) {
  const Scenario scenario = one_provider();
  SimulatedProviders providers(scenario, Rng(1));
  const Answer answer = providers.receive(kStart, 0, kCall);
  EXPECT_EQ(answer.remaining_tokens, 900);
  EXPECT_EQ(answer.remaining_requests, 19);
  EXPECT_EQ(answer.limit_tokens, 1'000);
}

TEST(SimulatedProviders, ShareTheLimitsOfAQuotaGroup) {
  Scenario scenario = one_provider();
  scenario.providers[0].keys[0].quota_group = "org";
  SimulatedProviders providers(scenario, Rng(1));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(providers.receive(kStart, 0, kCall).status, 200);
  EXPECT_EQ(providers.receive(kStart, 1, kCall).status, 429);
}

TEST(SimulatedProviders, DoWhatEventsSayAndStopWhenTheyEnd) {
  const Scenario scenario = one_provider();
  SimulatedProviders providers(scenario, Rng(1));
  const Event outage = event_of(Event::Kind::Outage);
  providers.begin(kStart, 0, outage);
  EXPECT_EQ(providers.receive(kStart, 0, kCall).status, 503);
  providers.end(kStart, 0, outage);
  EXPECT_EQ(providers.receive(kStart, 0, kCall).status, 200);
  providers.begin(kStart, 1, event_of(Event::Kind::Revoke));
  EXPECT_EQ(providers.receive(kStart, 1, kCall).status, 401);
  providers.begin(kStart, 1, event_of(Event::Kind::Restore));
  EXPECT_EQ(providers.receive(kStart, 1, kCall).status, 200);
}

TEST(SimulatedProviders, GiveAnotherConsumerOnlyWhatIsThere) {
  const Scenario scenario = one_provider();
  SimulatedProviders providers(scenario, Rng(1));
  providers.use_elsewhere(kStart, 0, 5'000, 3);
  const Answer answer = providers.receive(kStart, 0, kCall);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.remaining_requests, 17);
  EXPECT_EQ(answer.retry_after, 6s);
}

TEST(SimulatedProviders, BillExactly) {
  const Scenario scenario = one_provider();
  SimulatedProviders providers(scenario, Rng(1));
  EXPECT_EQ(providers.bill(0, kCall, true), Money::parse("0.00055").value());
  providers.bill(0, kCall, false);
  EXPECT_EQ(providers.billed(), Money::parse("0.00055").value());
  EXPECT_EQ(providers.billed_unheard(), Money::parse("0.00055").value());
}

TEST(SimulatedProviders, AreNamedByProviderByKeyAndByPrefix) {
  const Scenario scenario = one_provider();
  const SimulatedProviders providers(scenario, Rng(1));
  EXPECT_EQ(providers.keys_named("acme").size(), 2u);
  EXPECT_EQ(providers.keys_named("acme-002"), std::vector<std::size_t>{1});
  EXPECT_EQ(providers.keys_named("acme-00*").size(), 2u);
  EXPECT_TRUE(providers.keys_named("other").empty());
}

}  // namespace
}  // namespace omnillm::sim
