#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>

#include "omnillm/routing.h"
#include "planning.h"
#include "routing/latency_window.h"

namespace omnillm {
namespace {

using namespace omnillm::route;
using namespace std::chrono_literals;
using routing::LatencyWindow;

// Providers that answer after a while of their own, and what a gateway learns of them.
class Traffic {
 public:
  explicit Traffic(Route route, std::uint64_t seed = 1) : route_(std::move(route)), rng_(seed) {}

  void set(const std::string& provider, Duration median) { medians_[provider] = median; }

  // Sends requests one after the other; returns how many went first to each.
  std::map<std::string, int> send(int requests) {
    std::map<std::string, int> first;
    for (int i = 0; i < requests; ++i) ++first[send_one()];
    return first;
  }

  // How many requests it takes until the last 20 have mostly gone there.
  int until_mostly(const std::string& provider) {
    int sent = 0;
    while (sent < 10'000 && send(20)[provider] < 15) sent += 20;
    return sent;
  }

 private:
  std::string send_one() {
    KnownHealth known;
    for (const auto& [name, median] : medians_) {
      TargetHealth& health = known.of(name);
      health.first_token = first_token_[name].summary();
      health.total = total_[name].summary();
    }
    const Plan order = plan(route_, {}, known.health(), rng_);
    const std::string chosen = order[0].target->provider;
    const double median = static_cast<double>(medians_[chosen].count());
    const Duration elapsed(static_cast<std::int64_t>(rng_.lognormal(median, 0.25)));
    first_token_[chosen].record(elapsed);
    total_[chosen].record(10 * elapsed);
    return chosen;
  }

  Route route_;
  Rng rng_;
  std::map<std::string, Duration> medians_;
  std::map<std::string, LatencyWindow> first_token_;
  std::map<std::string, LatencyWindow> total_;
};

Traffic settled(const Fastest& node, std::uint64_t seed) {
  Traffic traffic(node, seed);
  traffic.set("a", 100ms);
  traffic.set("b", 150ms);
  traffic.set("c", 400ms);
  traffic.send(500);
  return traffic;
}

Fastest three() { return fastest({to("a"), to("b"), to("c")}); }

TEST(Fastest, SendsMostToTheQuickest) {
  Traffic traffic(three());
  traffic.set("a", 100ms);
  traffic.set("b", 150ms);
  traffic.set("c", 400ms);
  traffic.send(100);
  EXPECT_GT(traffic.send(1000)["a"], 900);
}

TEST(Fastest, SwitchesWithinAHundredRequestsAfterASlowdown) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Traffic traffic = settled(three(), seed);
    traffic.set("a", 2s);
    EXPECT_LE(traffic.until_mostly("b"), 80) << seed;
  }
}

TEST(Fastest, SwitchesAtTheNinetyFifthPercentileToo) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Traffic traffic = settled(three().by_total().at(LatencyQuantile::P95), seed);
    traffic.set("a", 2s);
    EXPECT_LE(traffic.until_mostly("b"), 80) << seed;
  }
}

TEST(Fastest, ComesBackToATargetThatHasRecovered) {
  Traffic traffic = settled(three(), 1);
  traffic.set("a", 2s);
  traffic.send(500);
  traffic.set("a", 50ms);
  EXPECT_LE(traffic.until_mostly("a"), 3000);
}

TEST(Fastest, FindsATargetThatIsNew) {
  Traffic traffic = settled(three(), 1);
  traffic.set("c", 20ms);
  EXPECT_LE(traffic.until_mostly("c"), 3000);
}

TEST(Fastest, ExploresAsOftenAsItIsTold) {
  Traffic traffic = settled(three().exploring(200), 1);
  const auto first = traffic.send(10'000);
  EXPECT_NEAR(10'000 - first.at("a"), 2000, 3 * 40);
}

TEST(Fastest, NeverExploresWhenTold) {
  Traffic traffic = settled(three().exploring(0), 1);
  EXPECT_EQ(traffic.send(1000)["a"], 1000);
}

TEST(Fastest, GivesATargetNobodyKnowsAQuarterUntilItIsKnown) {
  const KnownHealth known = KnownHealth().latency("a", 100ms);
  const Route route = fastest({to("a"), to("new")}).exploring(0);
  Rng rng(1);
  int first = 0;
  for (int i = 0; i < 10'000; ++i)
    first += providers_of(plan(route, {}, known.health(), rng)) == "new a" ? 1 : 0;
  EXPECT_NEAR(first, 2500, 3 * 44);
}

TEST(Fastest, SharesTheFirstRequestsWhenNobodyIsKnown) {
  const Route route = three();
  Rng rng(1);
  std::map<std::string, int> first;
  for (int i = 0; i < 9000; ++i) ++first[plan(route, {}, {}, rng)[0].target->provider];
  for (const std::string provider : {"a", "b", "c"})
    EXPECT_NEAR(first[provider], 3000, 3 * 45) << provider;
}

TEST(Fastest, JudgesByWhatItWasTold) {
  KnownHealth known;
  known.latency("a", 100ms).latency("b", 200ms);
  known.of("b").total.at.fill(50ms);
  known.of("b").total.at[4] = 9s;
  EXPECT_EQ(planned(fastest({to("a"), to("b")}).exploring(0), {}, known), "a b");
  EXPECT_EQ(planned(fastest({to("a"), to("b")}).by_total().exploring(0), {}, known), "b a");
  EXPECT_EQ(planned(fastest({to("a"), to("b")}).by_total().at(LatencyQuantile::P99).exploring(0),
                    {}, known),
            "a b");
}

TEST(Fastest, SaysThatItExplored) {
  const KnownHealth known = KnownHealth().latency("a", 100ms).latency("b", 200ms);
  Rng rng(1);
  const Plan order = plan(fastest({to("a"), to("b")}).exploring(1000), {}, known.health(), rng);
  EXPECT_EQ(order[0].why[0].to_string(), "1 of 2, to learn whether 200 ms is still true");
  EXPECT_EQ(order[1].why[0].to_string(), "fastest 2 of 2, first token after 100 ms");
}

}  // namespace
}  // namespace omnillm
