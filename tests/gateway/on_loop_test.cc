#include "gateway/on_loop.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/support/gateway_fixture.h"
#include "net/reactor.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;
using gateway::OpenedStream;
using gateway::Outcome;

// A coroutine of a server's, and the loop it is on.
class OnLoop : public ::testing::Test {
 protected:
  void run_until(const std::function<bool()>& there) {
    for (int i = 0; i < 1000 && !there(); ++i) loop_->run_once(loop_->now() + 10ms);
    ASSERT_TRUE(there());
  }

  PreciseClock clock_;
  std::unique_ptr<net::Reactor> loop_ = net::Reactor::create(clock_).value();
};

net::Task<void> call_and_keep(Gateway gateway, EventLoop* loop, CallOptions options,
                              std::optional<Outcome>* outcome) {
  *outcome = co_await gateway::call_on(gateway.core(), loop, hello(), std::move(options));
}

net::Task<void> read_text(Gateway gateway, EventLoop* loop, std::string* text, bool* ended) {
  CallOptions options;  // not a temporary: GCC 12 destroys those of a co_await twice
  OpenedStream opened =
      co_await gateway::stream_on(gateway.core(), loop, hello(), std::move(options));
  while (opened.stream) {
    LlmStream::Event event = co_await opened.stream->next();
    if (!event) break;
    if (!*event)
      text->append("!");
    else if (const auto* delta = (*event)->get_if<event::TextDelta>())
      text->append(delta->delta.str());
  }
  *ended = true;
}

TEST_F(OnLoop, AnswersACall) {
  auto provider = std::make_shared<ScriptedTransport>(
      std::vector<ScriptedAnswer>{ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  std::optional<Outcome> outcome;
  auto task = call_and_keep(gateway, loop_.get(), {}, &outcome);
  task.start();
  run_until([&] { return outcome.has_value(); });
  EXPECT_TRUE(outcome->response) << outcome->response.error();
  ASSERT_TRUE(outcome->record);
  expect_at_rest(gateway, *provider);
}

TEST_F(OnLoop, EndsACallThatTakesTooLong) {
  ScriptedAnswer slow = ScriptedAnswer::json(kChatAnswer);
  slow.head_after = 1h;
  auto provider = std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{slow});
  Gateway gateway = chat_gateway(provider).build().value();
  std::optional<Outcome> outcome;
  auto task = call_and_keep(gateway, loop_.get(), {.timeout = 20ms}, &outcome);
  task.start();
  run_until([&] { return outcome.has_value(); });
  ASSERT_FALSE(outcome->response);
  EXPECT_EQ(outcome->response.error().kind(), ErrorKind::Timeout);
  expect_at_rest(gateway, *provider);
}

TEST_F(OnLoop, GivesUpWhatADestroyedCoroutineWaitedFor) {
  ScriptedAnswer slow = ScriptedAnswer::json(kChatAnswer);
  slow.head_after = 1h;
  auto provider = std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{slow, slow});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  std::optional<Outcome> outcome;
  std::string text;
  bool ended = false;
  auto call = call_and_keep(gateway, loop_.get(), {}, &outcome);
  auto stream = read_text(gateway, loop_.get(), &text, &ended);
  call.start();
  stream.start();
  EXPECT_EQ(gateway.calls_running(), 2);
  call.reset();
  stream.reset();
  loop_->run_once(loop_->now());
  EXPECT_FALSE(outcome);
  EXPECT_FALSE(ended);
  expect_at_rest(gateway, *provider);
}

TEST_F(OnLoop, GivesTheEventsOfAStream) {
  auto provider = std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{
      ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  std::string text;
  bool ended = false;
  auto task = read_text(gateway, loop_.get(), &text, &ended);
  task.start();
  run_until([&] { return ended; });
  EXPECT_EQ(text, "Hello");
  expect_at_rest(gateway, *provider);
}

TEST_F(OnLoop, ChargesWhatWasSeenOfAStreamThatIsDestroyed) {
  ScriptedAnswer slow = ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo")});
  slow.hang_after_pieces = true;
  auto provider = std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{slow});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  std::string text;
  bool ended = false;
  auto task = read_text(gateway, loop_.get(), &text, &ended);
  task.start();
  run_until([&] { return !text.empty(); });
  task.reset();
  loop_->run_once(loop_->now());
  EXPECT_FALSE(ended);
  EXPECT_GT(gateway.budget_used_usd(), 0);
  expect_at_rest(gateway, *provider);
}

}  // namespace
}  // namespace omnillm
