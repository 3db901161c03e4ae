// A reply that comes as a stream: pulled, piece by piece, and never ahead of who reads it.

#ifndef OMNILLM_GATEWAY_STREAM_REPLY_H_
#define OMNILLM_GATEWAY_STREAM_REPLY_H_

#include <absl/functional/any_invocable.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/live_attempt.h"
#include "net/event_loop.h"
#include "omnillm/stream_event.h"
#include "omnillm/streams.h"

namespace omnillm::gateway {

// Reads one attempt's answer as events.
//
// Thread safety: one thread at a time, that of its loop.
class StreamReply {
 public:
  StreamReply(std::unique_ptr<LiveAttempt> attempt, WireFormat format, const Dialect& dialect,
              const Clock& clock, EventLoop& loop);
  // A stream that is dropped is charged for what was seen of it.
  ~StreamReply();

  // Calls `done` with true when there is an event to take, with false at the end.
  using Filled = absl::AnyInvocable<void(bool)>;
  void fill(Filled done) { fill_for(Wanted::AnEvent, std::move(done)); }
  // The same, but waits until something has been shown, and keeps what came before it.
  void fill_until_shown(Filled done) { fill_for(Wanted::SomethingShown, std::move(done)); }

  // Requires: fill() said true.
  [[nodiscard]] LlmStreamEvent take();
  [[nodiscard]] const LlmStreamEvent* peek() const {
    return next_ < events_.size() ? &events_[next_] : nullptr;
  }
  // Whether something the caller would have seen has come: from here on nothing is retried.
  [[nodiscard]] bool has_shown() const { return shown_; }
  // How the provider failed, if it did.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] LiveAttempt& attempt() { return *attempt_; }
  [[nodiscard]] LlmResponse response_so_far() const { return decoder_.response_so_far(); }
  // What it has cost so far, by what was reported or else by what was seen.
  [[nodiscard]] Settled cost_so_far() const;
  // Ends it here: what was seen is charged, the connection closes.
  void stop(Instant now);

 private:
  enum class Wanted : std::uint8_t { AnEvent, SomethingShown };
  void fill_for(Wanted wanted, Filled done);
  [[nodiscard]] bool has_enough() const {
    return ended_ || (wanted_ == Wanted::AnEvent ? next_ < events_.size() : shown_);
  }
  void pump();
  void await_end();
  void deliver();
  [[nodiscard]] bool holds_back() const { return awaits_end_ && next_ + 1 == events_.size(); }
  void on_piece(Result<std::string_view> piece);
  void look_at(std::size_t from);
  void fail(Error error);
  void complete(const LlmResponse& response);

  std::unique_ptr<LiveAttempt> attempt_;
  const Clock& clock_;
  EventLoop& loop_;
  StreamDecoder decoder_;
  std::vector<LlmStreamEvent> events_;  // [next_..) wait to be taken
  std::size_t next_ = 0;
  Wanted wanted_ = Wanted::AnEvent;
  Filled filled_{};
  bool reading_ = false;  // a piece was asked for and has not come
  bool pumping_ = false;
  // The stream is complete, but not the body: its end is waited for, a moment, before the last
  // event is given, so that the connection can be used again.
  bool awaits_end_ = false;
  EventLoop::TimerId patience_{};
  bool ended_ = false;
  bool body_ended_ = false;
  bool completed_ = false;  // just now
  bool shown_ = false;
  std::optional<Error> failure_{};
  std::optional<event::Usage> usage_{};
  std::int64_t bytes_seen_ = 0;  // of text, thoughts and arguments
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_STREAM_REPLY_H_
