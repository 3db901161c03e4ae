// Several loops on threads of their own share one source; tasks come, wait, are destroyed anywhere.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "auth/token_source.h"
#include "net/reactor.h"

namespace omnillm::auth {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 150;
constexpr std::size_t kTasks = 12;

// Answers in the next rounds of the loop that asks, and counts who asks at the same time.
class CountingTransport final : public Transport {
 public:
  std::unique_ptr<HttpExchange> open(EventLoop& loop, HttpRequest, HttpTimeouts) override {
    if (asking_.fetch_add(1) != 0) at_once_.store(true);
    return std::make_unique<Exchange>(*this, loop, served_.fetch_add(1));
  }
  [[nodiscard]] bool two_at_once() const { return at_once_.load(); }
  [[nodiscard]] int asking() const { return asking_.load(); }
  [[nodiscard]] int served() const { return served_.load(); }

 private:
  class Exchange final : public HttpExchange {
   public:
    Exchange(CountingTransport& owner, EventLoop& loop, int number)
        : owner_(owner), loop_(loop), number_(number) {}
    ~Exchange() override {
      *alive_ = false;
      owner_.asking_.fetch_sub(1);
    }
    void head(HeadDone done) override { later(std::move(done), 3); }
    void read(BodyDone done) override {
      if (std::exchange(was_read_, true)) return done(std::string_view());
      body_ = R"({"access_token":"t)" + std::to_string(number_) + R"(","expires_in":3600})";
      done(std::string_view(body_));
    }
    bool sent() const override { return true; }

   private:
    void later(HeadDone done, int rounds) {
      loop_.post([this, alive = alive_, done = std::move(done), rounds]() mutable {
        if (!*alive) return;
        if (rounds > 0) return later(std::move(done), rounds - 1);
        done(number_ % 5 == 4 ? HttpHead{.status = 503} : HttpHead{.status = 200});
      });
    }
    CountingTransport& owner_;
    EventLoop& loop_;
    const int number_;
    const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::string body_{};
    bool was_read_ = false;
  };

  std::atomic<int> asking_{0}, served_{0};
  std::atomic<bool> at_once_{false};
};

struct Tally {
  int tokens = 0, failures = 0, destroyed = 0;
};

Tally run_thread(TokenSource& source, const Clock& clock, std::uint64_t seed) {
  Rng rng(seed);
  Tally tally;
  for (int round = 0; round < kRounds; ++round) {
    // A loop a round: nothing may come to a loop that nobody waits on any more.
    const auto loop = std::move(*net::Reactor::create(clock));
    std::vector<net::Task<Result<TokenRef>>> calls(kTasks);
    for (auto& call : calls) {
      call = source.token(*loop);
      call.start();
    }
    for (std::uint64_t i = rng.below(4); i > 0; --i) loop->run_once(clock.now());
    const bool all_go = rng.below(8) == 0;
    for (auto& call : calls) {
      if ((!all_go && rng.below(3) != 0) || call.done()) continue;
      call.reset();
      ++tally.destroyed;
    }
    for (auto& call : calls) {
      if (!call) continue;
      while (!call.done()) loop->run_once(Instant::max());
      const auto token = call.take();
      ++(token ? tally.tokens : tally.failures);
      if (token && rng.below(4) == 0) source.reject((*token)->reveal());
    }
  }
  return tally;
}

TEST(TokenSourceStress, AsksOneAtATimeAndLeavesNobodyWaiting) {
  CountingTransport transport;
  SystemClock clock;
  TokenPolicy policy{.shortest_pause = Duration(0)};
  policy.backoff.base = policy.backoff.cap = Duration(0);
  TokenSource source(
      *client_secret_grant({.tenant_id = "t", .client_id = "c", .client_secret = Secret("s")},
                           "scope"),
      transport, clock, policy, Rng(7));
  std::vector<Tally> tallies(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] { tallies[i] = run_thread(source, clock, i + 1); });
  for (std::thread& thread : threads) thread.join();

  Tally all;
  for (const Tally& tally : tallies) {
    all.tokens += tally.tokens;
    all.failures += tally.failures;
    all.destroyed += tally.destroyed;
  }
  EXPECT_EQ(all.tokens + all.failures + all.destroyed,
            kThreads * kRounds * static_cast<int>(kTasks));
  EXPECT_GT(all.tokens, 0);
  EXPECT_GT(transport.served(), 1);
  EXPECT_EQ(transport.asking(), 0);
  EXPECT_FALSE(transport.two_at_once());
}

}  // namespace
}  // namespace omnillm::auth
