#include "gateway/whole_operation.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

#include "gateway/call.h"
#include "gateway/pipeline.h"
#include "gateway/stopping.h"
#include "net/task.h"

namespace omnillm::gateway {

namespace {

// A call that has begun: its way through the pipeline, and how it ends.
class Running {
 public:
  Running(CallPass pass, EventLoop& loop, ApiRequest request, CallOptions options)
      : call_(std::move(pass), loop, std::move(request), std::move(options), false) {}

  [[nodiscard]] Call& call() { return call_; }

  void start(net::Task<Result<void>> task) {
    task_ = std::move(task);
    task_.start();
  }
  [[nodiscard]] bool done() const { return task_.done(); }
  [[nodiscard]] net::Task<Result<void>>& task() { return task_; }

  // Whatever it still holds is given back; `why` is the outcome unless it was done.
  Outcome finish(std::optional<Error> why) {
    Result<void> carried;
    if (task_.done())
      carried = task_.take();
    else if (why)
      carried = tl::unexpected(*std::move(why));
    task_.reset();
    Recorder& recorder = call_.recorder;
    if (!carried) {
      recorder.finished(&carried.error());
      return {tl::unexpected(std::move(carried.error())), recorder.record()};
    }
    recorder.finished(nullptr);
    return {*std::move(call_.response), recorder.record()};
  }

 private:
  Call call_;
  net::Task<Result<void>> task_;
};

Outcome refused(Error error) { return {tl::unexpected(std::move(error)), nullptr}; }

}  // namespace

Outcome run_whole(const std::shared_ptr<Core>& core, ApiRequest request, CallOptions options) {
  auto pass = CallPass::enter(core, options.budgets);
  if (!pass) return refused(std::move(pass.error()));
  auto loop = core->loops->borrow();
  if (!loop) return refused(std::move(loop.error()));

  // Nobody has run this loop since it was given back: connections that were closed meanwhile are
  // found out now, and not by sending a request on them.
  (*loop)->run_once(core->clock->now());
  Running running(*std::move(pass), **loop, std::move(request), std::move(options));
  Call& call = running.call();
  StopBell bell(call.options.cancel, **loop);
  running.start(carry(call));
  const Instant end = last_moment(call.deadline);
  while (!running.done()) {
    if (bell.rung()) return running.finish(cancelled_error());
    if (core->clock->now() >= end) return running.finish(deadline_error());
    (*loop)->run_once(end);
  }
  return running.finish(std::nullopt);
}

namespace {

// The same on a loop that others run. It owns itself until it is done.
class Detached : public std::enable_shared_from_this<Detached> {
 public:
  Detached(CallPass pass, EventLoop& loop, ApiRequest request, CallOptions options,
           absl::AnyInvocable<void(Outcome)> done)
      : loop_(loop),
        running_(std::in_place, std::move(pass), loop, std::move(request), std::move(options)),
        done_(std::move(done)) {}

  [[nodiscard]] Call& call() { return running_->call(); }

  // On the loop's thread from here on.
  void start() {
    self_ = shared_from_this();
    Call& running_call = call();
    timer_ = loop_.call_at(last_moment(running_call.deadline), [this] { end(deadline_error()); });
    stop_.emplace(running_call.options.cancel, [weak = weak_from_this(), loop = &loop_] {
      loop->post([weak] {
        if (const auto self = weak.lock()) self->end(cancelled_error());
      });
    });
    running_->start(carry_and_tell(this));
  }

 private:
  using OnStop = std::function<void()>;

  static net::Task<Result<void>> carry_and_tell(Detached* self) {
    Result<void> carried = co_await carry(self->call());
    // The frame cannot destroy itself.
    self->loop_.post([weak = self->weak_from_this()] {
      if (const auto still_there = weak.lock()) still_there->end(std::nullopt);
    });
    co_return carried;
  }

  void end(std::optional<Error> why) {
    if (!self_) return;
    const auto self = std::exchange(self_, nullptr);
    loop_.cancel(timer_);
    stop_.reset();
    Outcome outcome = running_->finish(std::move(why));
    running_.reset();  // the call is over before anybody hears of it
    done_(std::move(outcome));
  }

  EventLoop& loop_;
  std::optional<Running> running_;
  absl::AnyInvocable<void(Outcome)> done_;
  EventLoop::TimerId timer_{};
  std::optional<std::stop_callback<OnStop>> stop_;
  std::shared_ptr<Detached> self_;
};

}  // namespace

void start_whole(const std::shared_ptr<Core>& core, ApiRequest request, CallOptions options,
                 absl::AnyInvocable<void(Outcome)> done) {
  auto pass = CallPass::enter(core, options.budgets);
  if (!pass) return done(refused(std::move(pass.error())));
  auto loop = core->loops->background();
  if (!loop) return done(refused(std::move(loop.error())));
  auto detached = std::make_shared<Detached>(*std::move(pass), **loop, std::move(request),
                                             std::move(options), std::move(done));
  (*loop)->post([detached] { detached->start(); });
}

}  // namespace omnillm::gateway
