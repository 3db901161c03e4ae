#include "server/durable.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "gateway/support/sim_gateway.h"

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;

class ServerDurable : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("omnillm-durable-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directory(folder_);
    sim_ = SimServer::start({.seed = 3}).value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // One life of a server's gateway.
  struct Life {
    std::unique_ptr<Durable> durable;
    std::optional<Gateway> gateway;
    std::int64_t unresolved = 0;
  };
  Life live() {
    Life life;
    life.durable =
        Durable::open((folder_ / "omnillm.db").string(), std::make_shared<PreciseClock>()).value();
    life.gateway = sim_gateway(*sim_)
                       .budget("project:web", {.limit = Money::parse("10").value()})
                       .observer(life.durable->observer())
                       .build()
                       .value();
    life.unresolved = life.durable->restore(*life.gateway).value();
    return life;
  }
  static LlmRequest ask() {
    return {.model = "chat:gpt-4o",
            .input = {Message::user("Say something.")},
            .generation = {.max_output_tokens = 64}};
  }
  static Money spent(const Gateway& gateway, std::string_view name) {
    for (const auto& [budget, account] : gateway.budgets())
      if (budget == name) return account.settled;
    return Money::max();
  }

  std::filesystem::path folder_;
  std::unique_ptr<SimServer> sim_;
};

TEST_F(ServerDurable, GoesOnWithTheBudgetsOfTheLifeBefore) {
  Money own, project;
  {
    const Life life = live();
    ASSERT_TRUE(life.gateway->call(ask(), {.budgets = {"project:web"}}));
    ASSERT_TRUE(life.gateway->call(ask()));
    own = spent(*life.gateway, "gateway");
    project = spent(*life.gateway, "project:web");
    EXPECT_GT(project, Money{});
    EXPECT_GT(own, project);
  }
  const Life next = live();
  EXPECT_EQ(next.unresolved, 0);
  EXPECT_EQ(spent(*next.gateway, "gateway"), own);
  EXPECT_EQ(spent(*next.gateway, "project:web"), project);
}

TEST_F(ServerDurable, CountsNothingTwiceOverManyLives) {
  Money after_first;
  {
    const Life life = live();
    ASSERT_TRUE(life.gateway->call(ask()));
    after_first = spent(*life.gateway, "gateway");
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(spent(*live().gateway, "gateway"), after_first);
}

TEST_F(ServerDurable, ChargesWhatWasUnderWayAtItsBoundAndOnce) {
  CallRecord under_way;
  under_way.id = "01TEST";
  under_way.reserved = Money::parse("0.25").value();
  under_way.scopes = {"project:web"};
  under_way.attempts.emplace_back();
  {
    const Life life = live();
    life.durable->observer()->on_admitted(under_way, under_way.attempts.back());
  }
  {
    const Life next = live();
    EXPECT_EQ(next.unresolved, 1);
    EXPECT_EQ(spent(*next.gateway, "gateway"), under_way.reserved);
    EXPECT_EQ(spent(*next.gateway, "project:web"), under_way.reserved);
  }
  const Life third = live();
  EXPECT_EQ(third.unresolved, 0);
  EXPECT_EQ(spent(*third.gateway, "gateway"), under_way.reserved);
}

TEST_F(ServerDurable, ChargesACallThatFailedWithWhatItCost) {
  sim_->add_fault({.name = "server_error"});
  {
    const Life life = live();
    EXPECT_FALSE(life.gateway->call(ask()));
  }
  const Life next = live();
  EXPECT_EQ(next.unresolved, 0);
  EXPECT_EQ(spent(*next.gateway, "gateway"), Money{});
}

TEST_F(ServerDurable, KeepsTheLogOfCalls) {
  {
    const Life life = live();
    ASSERT_TRUE(life.gateway->call(ask(), {.project = "web", .tags = {{"key", "alice"}}}));
  }
  const Life next = live();
  const auto page = next.durable->usage().page({.project = "web"}, std::nullopt, 10);
  ASSERT_TRUE(page) << page.error();
  ASSERT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->rows[0].caller, "alice");
}

}  // namespace
}  // namespace omnillm::server
