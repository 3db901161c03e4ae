// Floor: 4 gateway

#ifndef OMNILLM_LLM_STREAM_H_
#define OMNILLM_LLM_STREAM_H_

#include <absl/functional/any_invocable.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>

#include "omnillm/call_record.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"

namespace omnillm {

namespace gateway {
class StreamOperation;
}

// An answer that comes piece by piece, as fast as it is pulled: nothing is read ahead of who reads.
//
//   for (Result<LlmStreamEvent>& event : stream) {
//     if (!event) return complain(event.error());             // it is the last one then
//     if (const auto* text = event->get_if<event::TextDelta>()) std::cout << text->delta;
//   }
//
// The last event is event::Completed, with the whole answer, or an error. Leaving the loop, or
// destroying the stream, closes the connection and charges what was seen.
//
// Thread safety: one thread at a time; it may be moved between threads.
class LlmStream {
 public:
  LlmStream(LlmStream&&) noexcept;
  LlmStream& operator=(LlmStream&&) noexcept;
  ~LlmStream();

  using Event = std::optional<Result<LlmStreamEvent>>;

  // Waits for the next event; empty after the last one.
  [[nodiscard]] Event next();
  // The same with a callback, for streams that async_stream() made: `done` is called once, on a
  // thread of the gateway's. One at a time.
  void async_next(absl::AnyInvocable<void(Event)> done);

  // Reads to the end. An error is the stream's own.
  [[nodiscard]] Result<LlmResponse> collect();

  // Closes the connection now. The next event is Cancelled, and the last.
  void cancel();

  // How the call went: complete once the last event was given, null before.
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const;

  // For range-based for. Single pass.
  class Iterator {
   public:
    using value_type = Result<LlmStreamEvent>;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = value_type*;
    using reference = value_type&;

    [[nodiscard]] reference operator*() const { return **stream_->current_; }
    [[nodiscard]] pointer operator->() const { return &**stream_->current_; }
    Iterator& operator++() {
      stream_->advance();
      return *this;
    }
    void operator++(int) { stream_->advance(); }
    friend bool operator==(const Iterator& i, std::default_sentinel_t) { return i.at_end(); }

   private:
    [[nodiscard]] bool at_end() const { return !stream_->current_->has_value(); }
    friend class LlmStream;
    explicit Iterator(LlmStream* stream) : stream_(stream) {}
    LlmStream* stream_;
  };
  [[nodiscard]] Iterator begin();
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

  // For the gateway.
  explicit LlmStream(std::shared_ptr<gateway::StreamOperation> operation);

 private:
  void advance();

  std::shared_ptr<gateway::StreamOperation> operation_;
  std::unique_ptr<Event> current_;  // what an iterator stands on
};

}  // namespace omnillm

#endif  // OMNILLM_LLM_STREAM_H_
