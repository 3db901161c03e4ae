// Ten thousand clients and a provider that goes down for a minute, in virtual time.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/virtual_time.h"
#include "gateway/assembly.h"
#include "gateway/call.h"
#include "gateway/pipeline.h"
#include "gateway/support/gateway_fixture.h"
#include "net/await.h"
#include "net/task.h"
#include "net/virtual_loop.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

// Everything lives on one virtual line of time.
struct World {
  VirtualTime time;
  net::VirtualLoop loop{time};
  std::shared_ptr<ScriptedTransport> provider;
  std::shared_ptr<gateway::Core> core;
  std::vector<int> offered = std::vector<int>(400);   // calls begun in each second
  std::vector<int> arrived = std::vector<int>(400);   // requests that reached the provider
  std::vector<int> answered = std::vector<int>(400);  // calls that went well
  Instant start = time.now();

  [[nodiscard]] std::size_t second() const {
    return static_cast<std::size_t>((time.now() - start) / 1s);
  }
};

template <class T>
std::shared_ptr<T> not_owned(T& object) {
  return std::shared_ptr<T>(std::shared_ptr<void>(), &object);
}

net::Task<void> client(World* world, Duration first, Duration every, int calls) {
  co_await net::sleep_until(world->loop, world->time.now() + first);
  for (int i = 0; i < calls; ++i) {
    const Instant next = world->time.now() + every;
    ++world->offered.at(world->second());
    {
      gateway::Call call(gateway::CallPass::enter(world->core, {}).value(), world->loop, hello(),
                         {}, false);
      Result<void> carried = co_await gateway::carry(call);
      call.recorder.finished(carried ? nullptr : &carried.error());
      if (carried) ++world->answered.at(world->second());
    }
    co_await net::sleep_until(world->loop, std::max(next, world->time.now()));
  }
}

// The outage is from second 60 to 120. Returns the world after all calls have ended.
std::unique_ptr<World> run_outage(const ScriptedAnswer& when_down) {
  auto world = std::make_unique<World>();
  World* w = world.get();
  world->provider = std::make_shared<ScriptedTransport>([w, when_down](const HttpRequest&) {
    ++w->arrived.at(w->second());
    const bool is_down = w->second() >= 60 && w->second() < 120;
    ScriptedAnswer answer = is_down ? when_down : ScriptedAnswer::json(kChatAnswer);
    answer.head_after = 200ms;
    return answer;
  });
  world->provider->keep_no_requests();
  GatewayBuilder builder(ProviderEndpoint::openai_chat_completions());
  for (int i = 0; i < 8; ++i)
    builder.add_key(KeyConfig("sk-" + std::to_string(i), "key-" + std::to_string(i))
                        .rpm_limit(1'000'000)
                        .tpm_limit(1'000'000'000));
  builder.transport(world->provider).seed(1);
  builder.clock(not_owned<const Clock>(world->time)).scheduler(not_owned<Scheduler>(world->time));
  world->core = gateway::assemble(builder).value();

  constexpr int kClients = 10'000;
  constexpr Duration kEvery = 30s;
  std::vector<net::Task<void>> clients;
  Rng rng(5);
  for (int i = 0; i < kClients; ++i) {
    const auto first = Duration(static_cast<std::int64_t>(rng.unit() * double(kEvery.count())) *
                                Duration(1).count());
    clients.push_back(client(w, std::chrono::duration_cast<Duration>(first), kEvery, 7));
    clients.back().start();
  }
  while (world->time.run_next()) {
    if (world->second() > 380) break;
  }
  return world;
}

int sum(const std::vector<int>& counts, std::size_t from, std::size_t until) {
  int total = 0;
  for (std::size_t i = from; i < until; ++i) total += counts[i];
  return total;
}

void expect_no_storm(const World& world) {
  // Over the outage, and in no ten seconds of it, the provider sees more than 1.2 times the load.
  for (std::size_t from = 60; from < 120; from += 10)
    EXPECT_LE(sum(world.arrived, from, from + 10), 1.2 * sum(world.offered, from, from + 10))
        << "second " << from;
  // Nor more than 1.5 times in any five seconds after it.
  for (std::size_t from = 120; from < 180; from += 5)
    EXPECT_LE(sum(world.arrived, from, from + 5), 1.5 * sum(world.offered, from, from + 5))
        << "second " << from;
  // And it comes back soon: what is begun at the edge of the ten seconds is answered after it.
  EXPECT_GE(sum(world.answered, 145, 155), 0.98 * sum(world.offered, 145, 155));
}

TEST(GatewayOutage, IsNotMultipliedWhenTheProviderRefuses) {
  const auto world = run_outage(ScriptedAnswer::refusal(503));
  expect_no_storm(*world);
}

TEST(GatewayOutage, IsNotMultipliedWhenNobodyListens) {
  ScriptedAnswer refused;
  refused.sent = false;
  refused.before_head = Error(ErrorKind::Network, "connection refused");
  const auto world = run_outage(refused);
  expect_no_storm(*world);
}

}  // namespace
}  // namespace omnillm
