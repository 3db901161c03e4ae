#include "omnillm/asio.h"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <string>
#include <thread>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

namespace asio = boost::asio;

std::shared_ptr<ScriptedTransport> answering(ScriptedAnswer answer) {
  return std::make_shared<ScriptedTransport>(std::vector<ScriptedAnswer>{std::move(answer)});
}

TEST(GatewayAsio, GivesAFuture) {
  Gateway gateway = chat_gateway(answering(ScriptedAnswer::json(kChatAnswer))).build().value();
  auto reply = async_call(gateway, hello(), {}, asio::use_future).get();
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->content_text, "Hello back!");
}

TEST(GatewayAsio, CallsTheHandlerOnItsExecutor) {
  Gateway gateway = chat_gateway(answering(ScriptedAnswer::json(kChatAnswer))).build().value();
  asio::io_context context;
  std::thread::id where;
  async_call(gateway, hello(), {},
             asio::bind_executor(context, [&](const Result<Reply<LlmResponse>>& reply) {
               EXPECT_TRUE(reply);
               where = std::this_thread::get_id();
             }));
  context.run();  // the call is work of the context's
  EXPECT_EQ(where, std::this_thread::get_id());
}

asio::awaitable<void> read_stream(Gateway gateway, std::string* text) {
  LlmRequest request = hello();
  CallOptions options;
  auto stream = co_await async_stream(gateway, request, options, asio::use_awaitable);
  if (!stream) co_return;
  while (auto event = co_await async_next(*stream, asio::use_awaitable)) {
    if (!*event) break;
    if (const auto* delta = (*event)->get_if<event::TextDelta>()) *text += delta->delta.str();
  }
}

TEST(GatewayAsio, IsAwaitedByCoroutines) {
  Gateway gateway =
      chat_gateway(
          answering(ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})))
          .build()
          .value();
  asio::io_context context;
  std::string text;
  asio::co_spawn(context, read_stream(gateway, &text), asio::detached);
  context.run();
  EXPECT_EQ(text, "Hello");
}

TEST(GatewayAsio, EndsACallWhoseSlotIsSignalled) {
  ScriptedAnswer hanging;
  hanging.hang_before_head = true;
  auto provider = answering(hanging);
  Gateway gateway = chat_gateway(provider).build().value();
  asio::io_context context;
  asio::cancellation_signal signal;
  std::optional<ErrorKind> kind;
  async_call(
      gateway, hello(), {},
      asio::bind_cancellation_slot(
          signal.slot(), asio::bind_executor(context, [&](const Result<Reply<LlmResponse>>& reply) {
            kind = reply.error().kind();
          })));
  while (provider->open_exchanges() == 0) std::this_thread::yield();
  signal.emit(asio::cancellation_type::terminal);
  context.run();
  EXPECT_EQ(kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace omnillm
