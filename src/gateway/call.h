// One call, from when it was made until its record is written.

#ifndef OMNILLM_GATEWAY_CALL_H_
#define OMNILLM_GATEWAY_CALL_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core.h"
#include "gateway/live_attempt.h"
#include "gateway/recorder.h"
#include "gateway/stream_reply.h"
#include "limit/backoff.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/rng.h"

namespace omnillm::gateway {

// What the steps of the pipeline hand to each other. It stays where it is: attempts refer to it.
//
// Thread safety: one thread at a time, that of its loop.
struct Call {
  Call(CallPass leave, EventLoop& on, ApiRequest what, CallOptions how, bool as_stream);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  CallPass pass;  // the last to go
  Core& core;
  EventLoop& loop;
  std::unique_ptr<ApiRequest> request;  // let go when a stream has begun: nothing is tried again
  CallOptions options;
  bool streamed;
  Rng rng;
  Instant started;
  Instant deadline;
  Recorder recorder;

  // The reply: whole, or a stream that has shown its first event.
  std::optional<ApiResponse> response{};
  std::unique_ptr<StreamReply> stream{};
  // The provider's next token, fetched beside the request while the old one serves; where the call
  // ends first, another fetches it.
  net::Task<void> token_refresh{};
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_CALL_H_
