#include "transport/resolver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "support/on_loop.h"

namespace omnillm::transport {
namespace {

class ResolverTest : public tests::OnLoop {
 protected:
  ~ResolverTest() override { resolver.reset(); }

  // Answers so, and counts.
  void answers(Result<std::vector<std::string>> answer) {
    resolver = std::make_unique<Resolver>(
        [this, answer](const std::string&) -> Result<std::vector<std::string>> {
          ++asked;
          return answer;
        });
  }
  Result<Addresses> resolve(const std::string& host) {
    return run(resolver->resolve(*loop, host, 80));
  }

  std::atomic<int> asked{0};
  std::unique_ptr<Resolver> resolver = std::make_unique<Resolver>(Resolver::Lookup());
};

TEST_F(ResolverTest, TakesALiteralForWhatItIs) {
  answers(fail(ErrorKind::Network, "not asked"));
  EXPECT_EQ(resolve("10.0.0.1")->front().to_string(), "10.0.0.1:80");
  EXPECT_EQ(resolve("::1")->front().to_string(), "[::1]:80");
  EXPECT_EQ(asked, 0);
}

TEST_F(ResolverTest, AsksTheSystem) {
  const auto found = resolve("localhost");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->front().is_loopback());
  EXPECT_EQ(found->front().port(), 80);
}

TEST_F(ResolverTest, SaysThatAHostHasNoAddress) {
  const auto found = resolve("no-such-host.invalid");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::Network);
  EXPECT_NE(found.error().message().find("no-such-host.invalid"), std::string::npos);
}

TEST_F(ResolverTest, RemembersWhatItFoundAndNotWhatItDidNot) {
  answers(std::vector<std::string>{"10.0.0.1", "nonsense", "10.0.0.2"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(resolve("a.test")->size(), 2U);
  EXPECT_EQ(asked, 1);
  answers(fail(ErrorKind::Network, "not now"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(resolve("a.test"));
  EXPECT_EQ(asked, 4);
}

TEST_F(ResolverTest, AsksOnceForManyWhoWait) {
  std::promise<void> go;
  const auto gone = go.get_future().share();
  resolver = std::make_unique<Resolver>([this, gone](const std::string&) {
    ++asked;
    gone.wait();
    return Result<std::vector<std::string>>(std::vector<std::string>{"10.0.0.1"});
  });
  std::vector<net::Task<Result<Addresses>>> tasks;
  for (int i = 0; i < 10; ++i) tasks.push_back(resolver->resolve(*loop, "a.test", 80));
  for (auto& task : tasks) task.start();
  go.set_value();
  for (auto& task : tasks) {
    run_until([&] { return task.done(); });
    EXPECT_TRUE(task.take());
  }
  EXPECT_EQ(asked, 1);
}

// The answer comes when nobody waits any more, and then when there is no loop any more.
TEST_F(ResolverTest, MayBeLeftWhileItAsks) {
  for (const bool without_loop : {false, true}) {
    std::promise<void> go;
    const auto gone = go.get_future().share();
    resolver = std::make_unique<Resolver>([gone](const std::string&) {
      gone.wait();
      return Result<std::vector<std::string>>(std::vector<std::string>{"10.0.0.1"});
    });
    auto task = resolver->resolve(*loop, "a.test", 80);
    task.start();
    task.reset();
    if (without_loop) loop.reset();
    go.set_value();
    resolver.reset();
  }
}

}  // namespace
}  // namespace omnillm::transport
