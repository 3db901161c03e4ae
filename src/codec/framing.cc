#include "codec/framing.h"

#include "http/sse.h"

namespace omnillm::codec {

namespace {

class SseFrameReader final : public FrameReader {
 public:
  explicit SseFrameReader(std::size_t max_frame_bytes) : parser_(max_frame_bytes) {}

  void feed(std::string_view bytes) override { parser_.feed(bytes); }
  Result<std::optional<Frame>> next() override { return to_frame(parser_.next()); }
  Result<std::optional<Frame>> finish() override { return to_frame(parser_.finish()); }

 private:
  static Result<std::optional<Frame>> to_frame(Result<std::optional<http::SseEvent>> event) {
    if (!event) return tl::unexpected(std::move(event.error()));
    if (!*event) return std::optional<Frame>();
    return Frame{.event = (*event)->event, .data = (*event)->data};
  }

  http::SseParser parser_;
};

}  // namespace

std::unique_ptr<FrameReader> make_frame_reader(Framing framing, std::size_t max_frame_bytes) {
  if (framing == Framing::AwsEventStream) return make_event_stream_reader(max_frame_bytes);
  return std::make_unique<SseFrameReader>(max_frame_bytes);
}

}  // namespace omnillm::codec
