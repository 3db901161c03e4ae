// Floor: 4 gateway
//
// The gateway's calls as Asio has them: any completion token, the handler's executor, per-operation
// cancellation. Not part of omnillm.h: who wants it has Boost.Asio.
//
//   boost::asio::awaitable<void> ask(Gateway gateway, LlmRequest request) {
//     auto reply = co_await async_call(gateway, request, {}, boost::asio::use_awaitable);
//     auto stream = co_await async_stream(gateway, request, {}, boost::asio::use_awaitable);
//     while (auto event = co_await async_next(*stream, boost::asio::use_awaitable)) ...
//   }
//
// Errors come in the Result, never as an exception. The work runs on the gateway's threads; the
// handler is called on its own executor. A call whose slot is signalled ends with Cancelled, and is
// settled like any other.

#ifndef OMNILLM_ASIO_H_
#define OMNILLM_ASIO_H_

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/system_executor.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include "omnillm/cancellation.h"
#include "omnillm/gateway.h"

namespace omnillm {

namespace asio_detail {

// Calls the handler on its executor, once, and keeps that executor busy until then.
template <class Handler>
class Completion {
 public:
  explicit Completion(Handler handler)
      : executor_(
            boost::asio::prefer(boost::asio::any_io_executor(boost::asio::get_associated_executor(
                                    handler, boost::asio::system_executor())),
                                boost::asio::execution::outstanding_work.tracked)),
        handler_(std::move(handler)) {}

  template <class Value>
  void operator()(Value value) {
    const auto executor = std::move(executor_);
    boost::asio::post(executor,
                      [handler = std::move(handler_), value = std::move(value)]() mutable {
                        auto slot = boost::asio::get_associated_cancellation_slot(handler);
                        if (slot.is_connected()) slot.clear();
                        std::move(handler)(std::move(value));
                      });
  }

 private:
  boost::asio::any_io_executor executor_;
  Handler handler_;
};

// Has the handler's slot, and whatever the options already listen to, cancel the call.
template <class Handler>
void listen_to_slot(const Handler& handler, CallOptions& options) {
  auto slot = boost::asio::get_associated_cancellation_slot(handler);
  if (!slot.is_connected()) return;
  CancellationToken token;
  using Forward = std::stop_callback<std::function<void()>>;
  auto forward = std::make_shared<Forward>(options.cancel, [token]() mutable { token.cancel(); });
  options.cancel = token;
  slot.assign([token, forward](boost::asio::cancellation_type) mutable { token.cancel(); });
}

}  // namespace asio_detail

// void(Result<Reply<LlmResponse>>)
template <class CompletionToken>
auto async_call(const Gateway& gateway, LlmRequest request, CallOptions options,
                CompletionToken&& token) {
  return boost::asio::async_initiate<CompletionToken, void(Result<Reply<LlmResponse>>)>(
      [gateway](auto handler, LlmRequest what, CallOptions how) {
        asio_detail::listen_to_slot(handler, how);
        gateway.async_call(std::move(what), std::move(how),
                           asio_detail::Completion(std::move(handler)));
      },
      token, std::move(request), std::move(options));
}

// void(Result<LlmStream>)
template <class CompletionToken>
auto async_stream(const Gateway& gateway, LlmRequest request, CallOptions options,
                  CompletionToken&& token) {
  return boost::asio::async_initiate<CompletionToken, void(Result<LlmStream>)>(
      [gateway](auto handler, LlmRequest what, CallOptions how) {
        asio_detail::listen_to_slot(handler, how);
        gateway.async_stream(std::move(what), std::move(how),
                             asio_detail::Completion(std::move(handler)));
      },
      token, std::move(request), std::move(options));
}

// void(LlmStream::Event): the next event of a stream that async_stream() gave; empty after the
// last. Signalling its slot ends the stream. Lifetime: the stream outlives the operation.
template <class CompletionToken>
auto async_next(LlmStream& stream, CompletionToken&& token) {
  return boost::asio::async_initiate<CompletionToken, void(LlmStream::Event)>(
      [&stream](auto handler) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
          slot.assign([&stream](boost::asio::cancellation_type) { stream.cancel(); });
        stream.async_next(asio_detail::Completion(std::move(handler)));
      },
      token);
}

}  // namespace omnillm

#endif  // OMNILLM_ASIO_H_
