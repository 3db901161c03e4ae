#include "gateway/stream_operation.h"

#include <algorithm>
#include <utility>

#include "gateway/pipeline.h"
#include "gateway/whole_operation.h"

namespace omnillm::gateway {

StreamOperation::StreamOperation(const std::shared_ptr<Core>& core, CallPass pass,
                                 LoopPool::Borrowed borrowed, EventLoop& loop, LlmRequest request,
                                 CallOptions options)
    : core_(core),
      borrowed_(std::move(borrowed)),
      loop_(loop),
      call_(std::make_unique<Call>(std::move(pass), loop, std::move(request), std::move(options),
                                   true)) {}

StreamOperation::~StreamOperation() = default;

std::shared_ptr<StreamOperation> StreamOperation::make(const std::shared_ptr<Core>& core,
                                                       CallPass pass, EventLoop& loop,
                                                       LlmRequest request, CallOptions options) {
  return std::shared_ptr<StreamOperation>(
      new StreamOperation(core, std::move(pass), {}, loop, std::move(request), std::move(options)));
}

// ---- Opening

Result<LlmStream> StreamOperation::open(const std::shared_ptr<Core>& core, LlmRequest request,
                                        CallOptions options) {
  auto pass = CallPass::enter(core, options.budgets);
  if (!pass) return tl::unexpected(std::move(pass.error()));
  auto borrowed = core->loops->borrow();
  if (!borrowed) return tl::unexpected(std::move(borrowed.error()));
  net::Reactor& loop = **borrowed;
  loop.run_once(core->clock->now());  // see run_whole()
  std::shared_ptr<StreamOperation> operation(new StreamOperation(
      core, *std::move(pass), *std::move(borrowed), loop, std::move(request), std::move(options)));
  std::optional<Result<void>> result;
  operation->begin([&result](Result<void> begun) { result.emplace(std::move(begun)); });
  while (!result) loop.run_once(Instant::max());  // its timer ends it, if nothing else does
  if (!*result) return tl::unexpected(std::move(result->error()));
  return LlmStream(std::move(operation));
}

void StreamOperation::open_detached(const std::shared_ptr<Core>& core, LlmRequest request,
                                    CallOptions options, Opened done) {
  auto pass = CallPass::enter(core, options.budgets);
  if (!pass) return done(tl::unexpected(std::move(pass.error())));
  auto loop = core->loops->background();
  if (!loop) return done(tl::unexpected(std::move(loop.error())));
  auto operation = make(core, *std::move(pass), **loop, std::move(request), std::move(options));
  (*loop)->post([operation, done = std::move(done)]() mutable {
    StreamOperation& begins = *operation;
    begins.begin(
        [operation = std::move(operation), done = std::move(done)](Result<void> begun) mutable {
          if (!begun) return done(tl::unexpected(std::move(begun.error())));
          done(LlmStream(std::move(operation)));
        });
  });
}

void StreamOperation::begin(Begun done) {
  opened_ = std::move(done);
  const std::weak_ptr<StreamOperation> weak = weak_from_this();
  timer_ = loop_.call_at(last_moment(call_->deadline), [weak] {
    if (const auto self = weak.lock()) self->end(deadline_error());
  });
  if (call_->options.cancel.stop_possible())
    stop_.emplace(call_->options.cancel, [weak, loop = &loop_] {
      loop->post([weak] {
        if (const auto self = weak.lock()) self->end(cancelled_error());
      });
    });
  opening_ = open_and_tell(this);
  opening_.start();
}

net::Task<void> StreamOperation::open_and_tell(StreamOperation* self) {
  Result<void> carried = co_await carry(*self->call_);
  // The frame cannot be destroyed from inside itself.
  self->loop_.post([weak = self->weak_from_this(), carried = std::move(carried)]() mutable {
    if (const auto still_there = weak.lock()) still_there->opened(std::move(carried));
  });
}

void StreamOperation::opened(Result<void> carried) {
  if (!opened_) return;  // it was ended meanwhile
  Begun done = std::exchange(opened_, {});
  opening_.reset();
  if (carried)
    covered_ = call_->stream->attempt().admission().reserved();
  else
    finish(&carried.error());
  done(std::move(carried));  // it may be the last to hold this
}

// ---- Pulling

StreamOperation::Event StreamOperation::next() {
  if (net::Reactor* loop = borrowed_.get()) {
    std::optional<Event> event;
    pull([&event](Event e) { event.emplace(std::move(e)); });
    while (!event) loop->run_once(Instant::max());
    return *std::move(event);
  }
  // It runs on a thread of the gateway's: wait for that.
  struct Handed {
    Mutex mu;
    CondVar there;
    std::optional<Event> event ABSL_GUARDED_BY(mu){};
  } handed;
  async_next([&handed](Event e) {
    MutexLock lock(&handed.mu);
    handed.event.emplace(std::move(e));
    handed.there.notify_all();
  });
  MutexLock lock(&handed.mu);
  while (!handed.event) handed.there.wait(&handed.mu);
  return *std::move(handed.event);
}

void StreamOperation::async_next(absl::AnyInvocable<void(Event)> done) {
  if (borrowed_.get() != nullptr) {
    // Nobody runs its loop but whoever pulls: that is now.
    return done(next());
  }
  loop_.post([self = shared_from_this(), done = std::move(done)]() mutable {
    self->pull(std::move(done));
  });
}

void StreamOperation::pull(absl::AnyInvocable<void(Event)> done) {
  waiting_ = std::move(done);
  if (ended_) return deliver(false);
  call_->stream->fill([this](bool has_event) { deliver(has_event); });
}

bool StreamOperation::has_next() const {
  return !ended_ && call_->stream && call_->stream->peek() != nullptr;
}

std::shared_ptr<const CallRecord> StreamOperation::record_so_far() const {
  return call_->recorder.record();
}

void StreamOperation::deliver(bool has_event) {
  if (!waiting_) return;
  if (has_event && !ended_ && !is_covered())
    end(Error(ErrorKind::OwnBudget,
              "the stream was ended: what was reserved for it is used up, and its budgets have no "
              "more"));
  if (!waiting_) return;  // end() has told
  auto waiting = std::exchange(waiting_, {});
  waiting(take_event());
}

StreamOperation::Event StreamOperation::take_event() {
  if (ended_) {
    if (!ending_) return std::nullopt;
    Event last = Result<LlmStreamEvent>(tl::unexpected(*std::move(ending_)));
    ending_.reset();
    return last;
  }
  StreamReply& reply = *call_->stream;
  if (reply.peek() == nullptr) {
    if (reply.failure()) {
      const Error error = *reply.failure();
      finish(&error);
      return Result<LlmStreamEvent>(tl::unexpected(error));
    }
    finish(nullptr);
    return std::nullopt;
  }
  LlmStreamEvent event = reply.take();
  if (event.is<event::Completed>()) finish(nullptr);
  return Result<LlmStreamEvent>(std::move(event));
}

bool StreamOperation::is_covered() {
  // Where the bound is true it cannot be passed; it is one unless nothing bounded the request.
  if (!call_->pass.payers().is_hard && !call_->options.max_cost) return true;
  StreamReply& reply = *call_->stream;
  if (reply.attempt().terms().prompt_tokens > 0) return true;
  const Money spent = reply.cost_so_far().cost;
  if (spent <= covered_) return true;
  if (call_->options.max_cost && spent > *call_->options.max_cost) return false;
  // As much again, so that few events have to ask.
  const Money more = std::max(covered_, Money::from_nanos(spent.nanos() - covered_.nanos()));
  auto held = core_->ledger->reserve(call_->pass.payers().path, more, core_->clock->wall());
  if (!held) return false;
  covered_ = covered_.checked_add(more).value_or(Money::max());
  extensions_.push_back(*std::move(held));
  return true;
}

// ---- Ending

void StreamOperation::end(Error why) {
  if (ended_) return;
  if (opened_) {
    Begun done = std::exchange(opened_, {});
    finish(&why);
    return done(tl::unexpected(std::move(why)));
  }
  finish(&why);
  ending_ = std::move(why);
  if (!waiting_) return;
  auto waiting = std::exchange(waiting_, {});
  waiting(take_event());
}

void StreamOperation::finish(const Error* error) {
  if (std::exchange(ended_, true)) return;
  loop_.cancel(timer_);
  stop_.reset();
  opening_.reset();
  if (call_->stream && error != nullptr && error->kind() == ErrorKind::OwnBudget)
    call_->stream->stop(core_->clock->now());
  // The rest of what it held is settled by what is known, and then the record is complete.
  call_->stream.reset();
  extensions_.clear();
  call_->recorder.finished(error);
  {
    MutexLock lock(&mu_);
    record_ = call_->recorder.record();
  }
  call_.reset();
}

void StreamOperation::cancel() {
  if (borrowed_.get() != nullptr) return end(cancelled_error());
  loop_.post([self = shared_from_this()] { self->end(cancelled_error()); });
}

void StreamOperation::give_up() {
  if (borrowed_.get() != nullptr || loop_.is_here()) return abandon();
  loop_.post([self = shared_from_this()] { self->abandon(); });
}

void StreamOperation::abandon() {
  opened_ = {};
  waiting_ = {};
  const Error dropped(ErrorKind::Cancelled, "the caller dropped the stream");
  finish(&dropped);
}

std::shared_ptr<const CallRecord> StreamOperation::record() const {
  MutexLock lock(&mu_);
  return record_;
}

}  // namespace omnillm::gateway
