// Cuts the bytes of a streamed answer into frames, whichever way its protocol marks them.
//
// Thread safety: none. Lifetime: a frame's views are valid until the next call.

#ifndef OMNILLM_CODEC_FRAMING_H_
#define OMNILLM_CODEC_FRAMING_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "codec/codec.h"
#include "omnillm/result.h"

namespace omnillm::codec {

class FrameReader {
 public:
  virtual ~FrameReader() = default;

  virtual void feed(std::string_view bytes) = 0;
  // The next whole frame; empty when more bytes are needed. Errors: Protocol, and again every time.
  [[nodiscard]] virtual Result<std::optional<Frame>> next() = 0;
  // The body has ended: a frame that only lacked its end mark. Errors: Protocol, for half a frame.
  [[nodiscard]] virtual Result<std::optional<Frame>> finish() = 0;
};

[[nodiscard]] std::unique_ptr<FrameReader> make_frame_reader(Framing framing,
                                                             std::size_t max_frame_bytes);
[[nodiscard]] std::unique_ptr<FrameReader> make_event_stream_reader(std::size_t max_frame_bytes);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_FRAMING_H_
