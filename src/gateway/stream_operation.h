// Running a call whose answer is a stream: what stands behind LlmStream.

#ifndef OMNILLM_GATEWAY_STREAM_OPERATION_H_
#define OMNILLM_GATEWAY_STREAM_OPERATION_H_

#include <absl/functional/any_invocable.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/mutex.h"
#include "gateway/call.h"
#include "gateway/loop_pool.h"
#include "gateway/stopping.h"
#include "net/task.h"
#include "omnillm/llm_stream.h"

namespace omnillm::gateway {

// A stream that runs on a loop: one that is borrowed and run by whoever pulls, or one of the
// gateway's own that runs by itself.
//
// Thread safety: next(), async_next(), cancel() and give_up() belong to the owner of the stream;
// everything else to the loop's thread.
class StreamOperation : public std::enable_shared_from_this<StreamOperation> {
 public:
  using Event = LlmStream::Event;
  using Opened = absl::AnyInvocable<void(Result<LlmStream>)>;
  using Begun = absl::AnyInvocable<void(Result<void>)>;

  // On the calling thread.
  [[nodiscard]] static Result<LlmStream> open(const std::shared_ptr<Core>& core, LlmRequest request,
                                              CallOptions options);
  // On a thread of the gateway's.
  static void open_detached(const std::shared_ptr<Core>& core, LlmRequest request,
                            CallOptions options, Opened done);

  // One that stands still, on a loop that somebody else runs.
  [[nodiscard]] static std::shared_ptr<StreamOperation> make(const std::shared_ptr<Core>& core,
                                                             CallPass pass, EventLoop& loop,
                                                             LlmRequest request,
                                                             CallOptions options);

  ~StreamOperation();

  // ---- On the loop's thread. What they are given is called once, now or later, unless the stream
  // is abandoned before.
  void begin(Begun done);
  void pull(absl::AnyInvocable<void(Event)> done);
  [[nodiscard]] bool has_next() const;
  [[nodiscard]] std::shared_ptr<const CallRecord> record_so_far() const;
  // Ends it where it stands; nobody hears of it any more.
  void abandon();

  // ---- Of the owner of a LlmStream.
  [[nodiscard]] Event next();
  void async_next(absl::AnyInvocable<void(Event)> done);
  void cancel();
  // The owner has gone: whatever it still holds is given back, on the loop's thread.
  void give_up();
  // Null before the end.
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const;

 private:
  StreamOperation(const std::shared_ptr<Core>& core, CallPass pass, LoopPool::Borrowed borrowed,
                  EventLoop& loop, LlmRequest request, CallOptions options);

  void opened(Result<void> carried);
  // Answers whoever pulls, if somebody does.
  void deliver(bool has_event);
  [[nodiscard]] Event take_event();
  // Ends it with this error, whatever was going on.
  void end(Error why);
  void finish(const Error* error);
  // Whether what it costs is still covered; where it is not, more is reserved if there is more.
  [[nodiscard]] bool is_covered();

  static net::Task<void> open_and_tell(StreamOperation* self);

  std::shared_ptr<Core> core_;
  LoopPool::Borrowed borrowed_;  // its loop, when whoever pulls runs it
  EventLoop& loop_;
  std::unique_ptr<Call> call_;
  net::Task<void> opening_{};
  Begun opened_{};
  std::optional<Error> ending_{};  // the last event is this error
  bool ended_ = false;
  absl::AnyInvocable<void(Event)> waiting_{};
  std::vector<Reservation> extensions_{};
  Money covered_{};
  EventLoop::TimerId timer_{};
  std::optional<std::stop_callback<std::function<void()>>> stop_{};

  mutable Mutex mu_;
  std::shared_ptr<const CallRecord> record_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_STREAM_OPERATION_H_
