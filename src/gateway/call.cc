#include "gateway/call.h"

#include <utility>

namespace omnillm::gateway {

Call::Call(CallPass leave, EventLoop& on, ApiRequest what, CallOptions how, bool as_stream)
    : pass(std::move(leave)),
      core(pass.core()),
      loop(on),
      request(std::make_unique<ApiRequest>(std::move(what))),
      options(std::move(how)),
      streamed(as_stream),
      rng(Rng(core.seed).child(core.next_number())),
      started(core.clock->now()),
      recorder(*core.clock, *core.observer) {
  const TimeoutPolicy& policy = core.timeouts;
  deadline =
      limit::later(started, options.timeout.value_or(streamed ? policy.stream : policy.call));
  recorder.begun(RequestId::make(core.clock->wall(), rng), *request, options, streamed);
}

Call::~Call() {
  stream.reset();  // it writes into the record
  if (!recorder.is_finished()) {
    const Error error(ErrorKind::Cancelled, "the caller dropped the call");
    recorder.finished(&error);
  }
}

}  // namespace omnillm::gateway
