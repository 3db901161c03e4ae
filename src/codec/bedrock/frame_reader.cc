#include <utility>

#include "codec/bedrock/event_stream.h"
#include "codec/framing.h"
#include "json/document.h"

namespace omnillm::codec {

namespace {

class EventStreamFrameReader final : public FrameReader {
 public:
  explicit EventStreamFrameReader(std::size_t max_frame_bytes) : parser_(max_frame_bytes) {}

  void feed(std::string_view bytes) override { parser_.feed(bytes); }

  Result<std::optional<Frame>> next() override {
    const auto message = parser_.next();
    if (!message) return tl::unexpected(message.error());
    if (!*message) return std::optional<Frame>();
    return to_frame(**message);
  }

  Result<std::optional<Frame>> finish() override {
    auto last = next();
    if (last && !*last && parser_.has_rest())
      return fail(ErrorKind::Protocol, "the event stream ended inside a message: it was cut off");
    return last;
  }

 private:
  static Frame to_frame(const bedrock::EventStreamMessage& message) {
    const std::string_view kind = message.header(":message-type");
    if (kind == "exception")
      return {.event = message.header(":exception-type"),
              .data = message.payload,
              .is_exception = true};
    if (kind == "error")
      return {.event = message.header(":error-code"),
              .data = message.header(":error-message"),
              .is_exception = true};
    return {.event = message.header(":event-type"), .data = message.payload};
  }

  bedrock::EventStreamParser parser_;
};

}  // namespace

std::unique_ptr<FrameReader> make_event_stream_reader(std::size_t max_frame_bytes) {
  return std::make_unique<EventStreamFrameReader>(max_frame_bytes);
}

}  // namespace omnillm::codec
