// The bytes of a stream in the frames that its address asks for.

#ifndef OMNILLM_CODEC_STREAM_FRAMER_H_
#define OMNILLM_CODEC_STREAM_FRAMER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "omnillm/protocol.h"

namespace omnillm::codec {

enum class StreamShape : std::uint8_t {
  ServerSentEvents,  // as encoders write them
  AwsEvents,         // Converse's, as its encoder writes them
  JsonArray,         // Gemini without alt=sse: one array that grows
  AwsChunks,         // Anthropic's events in AWS frames, as Bedrock's InvokeModel has them
};

// What a client of this protocol expects. `alt` is the parameter by which Gemini's choose; null
// where the address has none. Requires: is_generation(format).
[[nodiscard]] StreamShape stream_shape_of(WireFormat format, const std::string* alt);

[[nodiscard]] std::string_view content_type_of(StreamShape shape);

// One of Anthropic's events in an AWS frame.
void append_aws_chunk(std::string_view event, std::string& out);

// Puts the server-sent events of one piece after the other into the shape.
class StreamFramer {
 public:
  explicit StreamFramer(StreamShape shape) : shape_(shape) {}

  // Whole events in, whole frames out.
  [[nodiscard]] std::string frame(std::string events);
  // What closes the body.
  [[nodiscard]] std::string end() const;

 private:
  StreamShape shape_;
  bool begun_ = false;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_STREAM_FRAMER_H_
