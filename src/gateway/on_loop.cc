#include "gateway/on_loop.h"

#include <optional>
#include <utility>

#include "gateway/call.h"
#include "gateway/pipeline.h"
#include "gateway/stopping.h"
#include "net/await.h"
#include "net/until.h"

namespace omnillm::gateway {

net::Task<Outcome> call_on(std::shared_ptr<Core> core, EventLoop* loop, ApiRequest request,
                           CallOptions options) {
  auto pass = CallPass::enter(std::move(core), options.budgets);
  if (!pass) co_return Outcome{tl::unexpected(std::move(pass.error()))};
  Call call(*std::move(pass), *loop, std::move(request), std::move(options), false);
  net::Until<Result<void>> until(*loop, last_moment(call.deadline), carry(call));
  std::optional<Result<void>> carried = co_await until;
  if (!carried) carried = tl::unexpected(deadline_error());
  call.recorder.finished(*carried ? nullptr : &carried->error());
  if (!*carried)
    co_return Outcome{tl::unexpected(std::move(carried->error())), call.recorder.record()};
  co_return Outcome{*std::move(call.response), call.recorder.record()};
}

net::Task<OpenedStream> stream_on(std::shared_ptr<Core> core, EventLoop* loop, LlmRequest request,
                                  CallOptions options) {
  auto pass = CallPass::enter(core, options.budgets);
  if (!pass) co_return OpenedStream{tl::unexpected(std::move(pass.error()))};
  auto operation =
      StreamOperation::make(core, *std::move(pass), *loop, std::move(request), std::move(options));
  StreamOnLoop stream(operation);  // from here on it is given up with the frame
  Result<void> begun = co_await net::called_back<Result<void>>(
      [&operation](auto done) { operation->begin(std::move(done)); });
  if (!begun) co_return OpenedStream{tl::unexpected(std::move(begun.error())), operation->record()};
  co_return OpenedStream{std::move(stream)};
}

net::Task<LlmStream::Event> StreamOnLoop::next() {
  StreamOperation* operation = operation_.get();
  LlmStream::Event event = co_await net::called_back<LlmStream::Event>(
      [operation](auto done) { operation->pull(std::move(done)); });
  co_return event;
}

}  // namespace omnillm::gateway
