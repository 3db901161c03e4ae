// Calls for code that is a coroutine on a loop of its own, as a server's handlers are: nothing is
// handed to another thread and back. Whoever is destroyed while it waits gives its call up, with
// all that it holds.
//
//   Outcome outcome = co_await call_on(core, &loop, request, options);
//
//   OpenedStream opened = co_await stream_on(core, &loop, request, options);
//   while (LlmStream::Event event = co_await opened.stream->next()) ...

#ifndef OMNILLM_GATEWAY_ON_LOOP_H_
#define OMNILLM_GATEWAY_ON_LOOP_H_

#include <memory>
#include <utility>

#include "gateway/stream_operation.h"
#include "gateway/whole_operation.h"
#include "net/task.h"

namespace omnillm::gateway {

[[nodiscard]] net::Task<Outcome> call_on(std::shared_ptr<Core> core, EventLoop* loop,
                                         ApiRequest request, CallOptions options);

// Thread safety: the loop's thread.
class StreamOnLoop {
 public:
  explicit StreamOnLoop(std::shared_ptr<StreamOperation> operation)
      : operation_(std::move(operation)) {}
  StreamOnLoop(StreamOnLoop&&) noexcept = default;
  StreamOnLoop& operator=(StreamOnLoop&&) = delete;
  // Charges what was seen, closes the connection.
  ~StreamOnLoop() {
    if (operation_) operation_->abandon();
  }

  // The next event; empty after the last one.
  [[nodiscard]] net::Task<LlmStream::Event> next();
  // Whether the next event is there already.
  [[nodiscard]] bool has_next() const { return operation_->has_next(); }
  // As far as it goes. Requires: the last event was not given yet.
  [[nodiscard]] std::shared_ptr<const CallRecord> record_so_far() const {
    return operation_->record_so_far();
  }
  // Complete once the last event was given; null before.
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const { return operation_->record(); }

 private:
  std::shared_ptr<StreamOperation> operation_;
};

// What came of it; the record where there is no stream.
struct OpenedStream {
  Result<StreamOnLoop> stream;
  std::shared_ptr<const CallRecord> record{};
};
[[nodiscard]] net::Task<OpenedStream> stream_on(std::shared_ptr<Core> core, EventLoop* loop,
                                                LlmRequest request, CallOptions options);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_ON_LOOP_H_
