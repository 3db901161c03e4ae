// The bytes of a stream in the frames that its address asks for.

#ifndef OMNILLM_SIM_HTTP_FRAMING_H_
#define OMNILLM_SIM_HTTP_FRAMING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace omnillm::sim {

enum class StreamShape : std::uint8_t {
  ServerSentEvents,  // as encoders write them
  AwsEvents,         // Converse's, as its encoder writes them
  JsonArray,         // Gemini without alt=sse: one array that grows
  AwsChunks,         // Anthropic's events in AWS frames, as Bedrock's InvokeModel has them
};

[[nodiscard]] std::string_view content_type_of(StreamShape shape);

// Puts the server-sent events of one piece after the other into the shape.
class StreamFramer {
 public:
  explicit StreamFramer(StreamShape shape) : shape_(shape) {}

  // Whole events in, whole frames out.
  [[nodiscard]] std::string frame(std::string events);
  // What closes the body.
  [[nodiscard]] std::string end() const;
  // A frame that no reader takes.
  [[nodiscard]] std::string malformed();

 private:
  StreamShape shape_;
  bool begun_ = false;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_FRAMING_H_
