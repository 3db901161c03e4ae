#include "auth/token_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "auth/scripted_transport.h"
#include "base/virtual_time.h"
#include "net/virtual_loop.h"

namespace omnillm::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using Call = net::Task<Result<TokenRef>>;

constexpr seconds kSlow{2};

class TokenSourceTest : public testing::Test {
 protected:
  Call start(EventLoop& on) {
    Call call = source.token(on);
    call.start();
    return call;
  }
  Call start() { return start(loop); }
  void run() {
    while (time.run_next()) {
    }
  }
  // What a caller who waits as long as it takes is given.
  Result<TokenRef> ask() {
    Call call = start();
    run();
    return call.take();
  }
  std::string ask_for_text() {
    const auto token = ask();
    return token ? std::string((*token)->reveal()) : token.error().to_string();
  }
  std::size_t asked() const { return transport.requests.size(); }

  static TokenPolicy policy() {
    TokenPolicy out;
    out.backoff.jitter = limit::Jitter::None;
    return out;
  }
  static std::unique_ptr<TokenGrant> grant() {
    return *client_secret_grant(
        {.tenant_id = "t", .client_id = "c", .client_secret = Secret("canary-secret")}, "scope");
  }

  VirtualTime time;
  net::VirtualLoop loop{time}, other_loop{time};
  ScriptedTransport transport;
  TokenSource source{grant(), transport, time, policy(), Rng(1)};
};

TEST_F(TokenSourceTest, FetchesATokenOnceAndKeepsIt) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  EXPECT_EQ(source.cached(), nullptr);
  EXPECT_EQ(ask_for_text(), "one");
  EXPECT_EQ(ask_for_text(), "one");
  EXPECT_EQ(source.cached()->reveal(), "one");
  EXPECT_EQ(asked(), 1u);
  EXPECT_EQ(transport.open_exchanges, 0);
}

TEST_F(TokenSourceTest, FetchesTheNextWhenTheFirstIsAboutToEnd) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600));
  ask();
  time.advance(seconds(3600 - 60) - Duration(1));
  EXPECT_EQ(source.cached()->reveal(), "one");
  time.advance(Duration(1));
  EXPECT_EQ(source.cached(), nullptr);
  EXPECT_EQ(ask_for_text(), "two");
}

TEST_F(TokenSourceTest, CountsALifetimeFromBeforeTheAnswerWasWritten) {
  transport.answer(ScriptedAnswer::token("one", 3600, seconds(15)));
  ask();
  time.advance(seconds(3600 - 60 - 15));
  EXPECT_EQ(source.cached(), nullptr);
}

TEST_F(TokenSourceTest, LetsEverybodyOnEveryLoopWaitForOneFetch) {
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  std::vector<Call> calls;
  for (int i = 0; i < 50; ++i) calls.push_back(start(i % 2 == 0 ? loop : other_loop));
  EXPECT_EQ(asked(), 1u);
  run();
  for (Call& call : calls) {
    ASSERT_TRUE(call.done());
    EXPECT_EQ((*call.take())->reveal(), "one");
  }
  EXPECT_EQ(asked(), 1u);
}

TEST_F(TokenSourceTest, TellsEverybodyWhoWaitsOfOneFailure) {
  transport.answer(ScriptedAnswer::of(400, R"({"error":"invalid_client"})", kSlow));
  std::vector<Call> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(start());
  run();
  for (Call& call : calls) EXPECT_EQ(call.take().error().kind(), ErrorKind::Auth);
  EXPECT_EQ(asked(), 1u);
}

TEST_F(TokenSourceTest, LetsAWaiterLeave) {
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  Call first = start(), second = start(), third = start(other_loop);
  second.reset();
  run();
  EXPECT_EQ((*first.take())->reveal(), "one");
  EXPECT_EQ((*third.take())->reveal(), "one");
}

// A loop that counts what is posted to it.
class CountingLoop final : public EventLoop {
 public:
  explicit CountingLoop(EventLoop& real) : real_(real) {}
  Instant now() const override { return real_.now(); }
  void post(Callback callback) override {
    ++posts;
    real_.post(std::move(callback));
  }
  TimerId call_at(Instant when, Callback callback) override {
    return real_.call_at(when, std::move(callback));
  }
  void cancel(TimerId timer) override { real_.cancel(timer); }
  bool is_here() const override { return real_.is_here(); }

  int posts = 0;

 private:
  EventLoop& real_;
};

// The loop of a waiter that has left may be gone.
TEST_F(TokenSourceTest, PostsNothingToTheLoopOfAWaiterThatHasLeft) {
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  CountingLoop left(other_loop), stayed(other_loop);
  Call first = start(), second = start(left), third = start(stayed);
  second.reset();
  run();
  EXPECT_TRUE(third.done());
  EXPECT_EQ(left.posts, 0);
  EXPECT_EQ(stayed.posts, 1);
}

TEST_F(TokenSourceTest, LetsAWaiterLeaveThatHasBeenWokenAlready) {
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  Call first = start(), second = start(other_loop);
  while (!first.done()) time.run_next();
  EXPECT_FALSE(second.done());
  second.reset();
  run();
  EXPECT_EQ((*first.take())->reveal(), "one");
}

TEST_F(TokenSourceTest, HasAnotherAskWhenTheOneWhoAskedIsDestroyed) {
  transport.answer(ScriptedAnswer::token("lost", 3600, kSlow));
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  Call first = start(), second = start(other_loop), third = start();
  first.reset();
  EXPECT_EQ(transport.open_exchanges, 0);
  run();
  EXPECT_EQ((*second.take())->reveal(), "one");
  EXPECT_EQ((*third.take())->reveal(), "one");
  EXPECT_EQ(asked(), 2u);
}

TEST_F(TokenSourceTest, HasAThirdAskWhenTheSuccessorIsDestroyedBeforeItRuns) {
  transport.answer(ScriptedAnswer::token("lost", 3600, kSlow));
  transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
  Call first = start(), second = start(other_loop), third = start();
  first.reset();
  second.reset();
  run();
  EXPECT_EQ((*third.take())->reveal(), "one");
}

TEST_F(TokenSourceTest, StartsAnewAfterEverybodyHasGone) {
  transport.answer(ScriptedAnswer::token("lost", 3600, kSlow));
  transport.answer(ScriptedAnswer::token("one", 3600));
  Call first = start(), second = start();
  first.reset();
  second.reset();
  run();
  EXPECT_EQ(ask_for_text(), "one");
}

TEST_F(TokenSourceTest, SurvivesTheLossOfItsFetchAtEveryStep) {
  for (int step = 0;; ++step) {
    const std::size_t before = asked();
    transport.answer(ScriptedAnswer::token("lost", 3600, kSlow));
    Call first = start();
    Call second = start(other_loop);
    int steps = 0;
    while (steps < step && time.run_next()) ++steps;
    const bool finished = first.done();
    first.reset();
    if (!finished) transport.answer(ScriptedAnswer::token("one", 3600, kSlow));
    run();
    ASSERT_TRUE(second.done());
    EXPECT_EQ((*second.take())->reveal(), finished ? "lost" : "one");
    EXPECT_EQ(asked() - before, finished ? 1u : 2u);
    if (finished) break;
    source.reject("one");
    time.advance(minutes(1));
  }
}

TEST_F(TokenSourceTest, RefreshesWhileTheOldTokenServes) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600, kSlow));
  ask();
  time.advance(seconds(3600 - 240) - Duration(1));
  EXPECT_FALSE(source.refresh_due());
  time.advance(Duration(1));
  EXPECT_TRUE(source.refresh_due());
  net::Task<void> refresh = source.refresh(loop);
  refresh.start();
  EXPECT_FALSE(source.refresh_due());  // somebody does
  EXPECT_EQ(ask_for_text(), "one");
  run();
  EXPECT_TRUE(refresh.done());
  EXPECT_EQ(source.cached()->reveal(), "two");
  EXPECT_FALSE(source.refresh_due());
}

TEST_F(TokenSourceTest, DoesNotRefreshTwiceAtOnce) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600, kSlow));
  ask();
  time.advance(seconds(3600 - 240));
  net::Task<void> first = source.refresh(loop), second = source.refresh(other_loop);
  first.start();
  second.start();
  EXPECT_TRUE(second.done());
  run();
  EXPECT_EQ(asked(), 2u);
}

TEST_F(TokenSourceTest, IsDueAgainWhenARefreshIsDestroyed) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600, kSlow));
  ask();
  time.advance(seconds(3600 - 240));
  net::Task<void> refresh = source.refresh(loop);
  refresh.start();
  refresh.reset();
  EXPECT_TRUE(source.refresh_due());
  EXPECT_EQ(transport.open_exchanges, 0);
}

TEST_F(TokenSourceTest, ServesTheOldTokenWhenARefreshFailsAndTriesAgainLater) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::of(503, ""));
  ask();
  time.advance(seconds(3600 - 240));
  net::Task<void> refresh = source.refresh(loop);
  refresh.start();
  run();
  EXPECT_EQ(source.cached()->reveal(), "one");
  EXPECT_FALSE(source.refresh_due());
  time.advance(seconds(1));
  EXPECT_TRUE(source.refresh_due());
}

TEST_F(TokenSourceTest, LetsCallersWaitForARefreshWhenTheOldTokenEndsMeanwhile) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600, seconds(15)));
  ask();
  time.advance(seconds(3600 - 60 - 5));
  net::Task<void> refresh = source.refresh(loop);
  refresh.start();
  time.advance(seconds(10));
  EXPECT_EQ(source.cached(), nullptr);
  EXPECT_EQ(ask_for_text(), "two");
  EXPECT_EQ(asked(), 2u);
}

TEST_F(TokenSourceTest, AsksLessAndLessOftenWhileItFails) {
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    transport.answer(ScriptedAnswer::of(503, ""));
    const std::size_t before = asked();
    const auto failed = ask();
    EXPECT_EQ(failed.error().kind(), ErrorKind::Network);
    EXPECT_EQ(failed.error().retry_after(), seconds(wait));
    time.advance(seconds(wait) - Duration(1));
    EXPECT_EQ(ask().error().retry_after(), Duration(1));
    EXPECT_EQ(asked(), before + 1);
    time.advance(Duration(1));
  }
  transport.answer(ScriptedAnswer::token("one", 3600));
  EXPECT_EQ(ask_for_text(), "one");
}

TEST_F(TokenSourceTest, ForgetsFailuresAfterASuccess) {
  transport.answer(ScriptedAnswer::of(503, ""));
  transport.answer(ScriptedAnswer::token("one", 100));
  transport.answer(ScriptedAnswer::of(503, ""));
  ask();
  time.advance(seconds(1));
  ask();
  time.advance(seconds(100));
  EXPECT_EQ(ask().error().retry_after(), seconds(1));
}

TEST_F(TokenSourceTest, GivesNobodyATokenThatTheProviderRefused) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600));
  ask();
  time.advance(minutes(1));
  source.reject("one");
  EXPECT_EQ(source.cached(), nullptr);
  EXPECT_EQ(ask_for_text(), "two");
  source.reject("one");  // by somebody who is late
  EXPECT_EQ(source.cached()->reveal(), "two");
}

TEST_F(TokenSourceTest, DoesNotAskAgainAndAgainForTokensThatAreRefusedAtOnce) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600));
  ask();
  source.reject("one");
  const auto refused = ask();
  EXPECT_EQ(refused.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(refused.error().retry_after(), seconds(10));
  EXPECT_EQ(asked(), 1u);
  time.advance(seconds(10));
  EXPECT_EQ(ask_for_text(), "two");
}

TEST_F(TokenSourceTest, UsesAShortTokenForMostOfItsLife) {
  transport.answer(ScriptedAnswer::token("one", 100));
  ask();
  time.advance(seconds(89));
  EXPECT_NE(source.cached(), nullptr);
  time.advance(seconds(1));
  EXPECT_EQ(source.cached(), nullptr);
}

TEST_F(TokenSourceTest, UsesATokenOfUnknownLifetimeForAFewMinutes) {
  transport.answer(ScriptedAnswer::of(200, R"({"access_token":"one"})"));
  ask();
  time.advance(minutes(4));
  EXPECT_NE(source.cached(), nullptr);
  time.advance(minutes(1));
  EXPECT_EQ(source.cached(), nullptr);
}

TEST_F(TokenSourceTest, RefusesATokenThatHasEndedWhenItComes) {
  transport.answer(ScriptedAnswer::token("one", 0));
  EXPECT_EQ(ask().error().kind(), ErrorKind::Network);
  EXPECT_EQ(source.cached(), nullptr);
}

TEST_F(TokenSourceTest, ReadsAnAnswerInPieces) {
  ScriptedAnswer answer = ScriptedAnswer::of(200, R"({"access_tok)");
  answer.body.emplace_back(R"(en":"one","expires_in":60})");
  transport.answer(std::move(answer));
  EXPECT_EQ(ask_for_text(), "one");
}

TEST_F(TokenSourceTest, FailsWhenTheTransportFailsAtAnyStep) {
  const Error broken(ErrorKind::Timeout, "no answer");
  ScriptedAnswer in_body = ScriptedAnswer::of(200, R"({"access_token")");
  in_body.body.emplace_back(tl::unexpected(broken));
  for (ScriptedAnswer& answer : std::vector{ScriptedAnswer::failure(broken), in_body}) {
    transport.answer(answer);
    const auto failed = ask();
    EXPECT_EQ(failed.error().kind(), ErrorKind::Network);
    EXPECT_EQ(failed.error().message(),
              "cannot fetch a token from login.microsoftonline.com: no answer");
    time.advance(minutes(1));
  }
  transport.answer(ScriptedAnswer::failure(Error(ErrorKind::Configuration, "no route")));
  EXPECT_EQ(ask().error().kind(), ErrorKind::Configuration);
}

TEST_F(TokenSourceTest, RefusesAnAnswerWithoutEnd) {
  ScriptedAnswer answer;
  for (int i = 0; i < 100; ++i) answer.body.emplace_back(std::string(1000, ' '));
  transport.answer(std::move(answer));
  EXPECT_THAT(ask_for_text(), HasSubstr("no end"));
}

TEST_F(TokenSourceTest, GivesOneFetchAWhileAndNoMore) {
  ask();
  EXPECT_EQ(transport.last_timeouts.deadline, VirtualTime::kStart + seconds(20));
}

TEST_F(TokenSourceTest, PutsNoSecretIntoAnError) {
  transport.answer(ScriptedAnswer::of(
      401, R"({"error":"invalid_client","error_description":"canary-secret is wrong"})"));
  EXPECT_THAT(ask_for_text(), Not(HasSubstr("canary")));
  EXPECT_THAT(ask_for_text(), HasSubstr("*** is wrong"));  // what is kept
  EXPECT_THAT(transport.requests.front().body, HasSubstr("client_secret=canary-secret"));
}

}  // namespace
}  // namespace omnillm::auth
