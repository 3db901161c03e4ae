#include "gateway/stream_reply.h"

#include <algorithm>
#include <utility>

#include "gateway/failure.h"
#include "registry/token_estimate.h"

namespace omnillm::gateway {

StreamReply::StreamReply(std::unique_ptr<LiveAttempt> attempt, WireFormat format,
                         const Dialect& dialect, const Clock& clock, EventLoop& loop)
    : attempt_(std::move(attempt)), clock_(clock), loop_(loop), decoder_(format, dialect) {}

StreamReply::~StreamReply() {
  loop_.cancel(patience_);
  if (shown_ && !ended_) attempt_->saw(cost_so_far());
}

void StreamReply::fill_for(Wanted wanted, Filled done) {
  wanted_ = wanted;
  filled_ = std::move(done);
  pump();
}

// A loop and not a recursion: pieces that are there at once must not pile up on the stack.
void StreamReply::pump() {
  if (pumping_) return;
  pumping_ = true;
  while (!has_enough()) {
    if (next_ == events_.size()) {
      events_.clear();
      next_ = 0;
    }
    reading_ = true;
    attempt_->exchange().read([this](Result<std::string_view> piece) {
      reading_ = false;
      on_piece(std::move(piece));
      pump();
    });
    if (!reading_) continue;
    // Who waits keeps no more than the next piece is likely to need.
    if (events_.empty() && events_.capacity() > 1) events_ = {};
    break;
  }
  if (std::exchange(completed_, false) && !body_ended_) await_end();
  pumping_ = false;
  deliver();
}

void StreamReply::deliver() {
  if (!filled_ || holds_back() || !has_enough()) return;
  Filled done = std::exchange(filled_, {});
  done(next_ < events_.size());  // it may destroy this
}

// The end of the body follows the last event at once, mostly in the same packet. Whoever keeps it
// back is not waited for: then the connection is closed.
void StreamReply::await_end() {
  constexpr Duration kPatience = std::chrono::milliseconds(20);
  awaits_end_ = true;
  patience_ = loop_.call_at(clock_.now() + kPatience, [this] {
    awaits_end_ = false;
    deliver();
  });
  attempt_->exchange().read([this](const Result<std::string_view>&) {
    loop_.cancel(patience_);
    awaits_end_ = false;
    if (!pumping_) deliver();
  });
}

void StreamReply::on_piece(Result<std::string_view> piece) {
  const std::size_t from = events_.size();
  if (!piece) {
    fail(std::move(piece.error()).with_provider(attempt_->provider().name()));
    return;
  }
  body_ended_ = piece->empty();
  if (body_ended_)
    decoder_.finish(events_);
  else
    decoder_.feed(*piece, events_);
  look_at(from);
}

void StreamReply::look_at(std::size_t from) {
  for (std::size_t i = from; i < events_.size(); ++i) {
    events_[i].match(
        [&](const event::TextDelta& e) {
          bytes_seen_ += static_cast<std::int64_t>(e.delta.held_bytes());
        },
        [&](const event::RefusalDelta& e) {
          bytes_seen_ += static_cast<std::int64_t>(e.delta.held_bytes());
        },
        [&](const event::ReasoningDelta& e) {
          bytes_seen_ += static_cast<std::int64_t>(e.delta.held_bytes());
        },
        [&](const event::ToolCallDelta& e) {
          bytes_seen_ += static_cast<std::int64_t>(e.delta.held_bytes());
        },
        [&](const event::Usage& e) { usage_ = e; }, [](const auto&) {});
    const bool says_something = !events_[i].is<event::ResponseStarted>() &&
                                !events_[i].is<event::Usage>() && !events_[i].is<event::Raw>() &&
                                !events_[i].is<event::Error>();
    shown_ = shown_ || says_something;
    if (const auto* completed = events_[i].get_if<event::Completed>()) {
      complete(completed->response);
      return;
    }
    if (const auto* error = events_[i].get_if<event::Error>()) {
      Error said = error_of_stream(error->error, attempt_->provider().name(),
                                   *attempt_->admission().lease().secret());
      events_.resize(i);  // the failure is told as such, not as an event
      fail(std::move(said));
      return;
    }
  }
}

void StreamReply::complete(const LlmResponse& response) {
  ended_ = completed_ = true;
  const ReportedUse use{response.model, response.usage, response.units};
  attempt_->settle(clock_.now(), attempt_->bill(use, bytes_seen_ / registry::kBytesPerToken + 1));
  attempt_->learn(response.usage);
}

void StreamReply::fail(Error error) {
  ended_ = true;
  const Instant now = clock_.now();
  attempt_->failed(now, error);
  // What the caller has been shown was made, and is paid for, whoever broke it off.
  if (shown_) {
    Settled so_far = cost_so_far();
    so_far.estimated = true;
    attempt_->settle(now, so_far);
  }
  failure_ = std::move(error);
}

Settled StreamReply::cost_so_far() const {
  ReportedUse use{.model = attempt_->model_name()};
  if (usage_) {
    use.usage = usage_->usage;
    use.units = usage_->units;
  }
  const std::int64_t seen = bytes_seen_ / registry::kBytesPerToken + (bytes_seen_ > 0);
  // A report in mid-stream may be of the prompt alone.
  if (use.usage) use.usage->completion_tokens = std::max(use.usage->completion_tokens, seen);
  return attempt_->bill(use, seen);
}

LlmStreamEvent StreamReply::take() { return std::move(events_[next_++]); }

void StreamReply::stop(Instant now) {
  if (ended_) return;
  ended_ = true;
  Settled so_far = cost_so_far();
  so_far.estimated = true;
  attempt_->settle(now, so_far);
  events_.resize(next_);
}

}  // namespace omnillm::gateway
