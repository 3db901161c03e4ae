// The binary event stream of AWS: messages of typed headers and a payload, both guarded by CRC32.
//
//   EventStreamParser parser;
//   parser.feed(bytes);                         // cut anywhere
//   while (auto message = parser.next().value()) ...
//
// Thread safety: none. Lifetime: a message's views are valid until the next call.

#ifndef OMNILLM_CODEC_BEDROCK_EVENT_STREAM_H_
#define OMNILLM_CODEC_BEDROCK_EVENT_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/result.h"

namespace omnillm::codec::bedrock {

struct EventStreamHeader {
  enum class Type : std::uint8_t {
    True,
    False,
    Int8,
    Int16,
    Int32,
    Int64,
    Bytes,
    String,
    Timestamp,  // milliseconds since 1970
    Uuid,
  };

  std::string_view name;
  Type type = Type::String;
  std::int64_t number = 0;  // of the integers and timestamps
  std::string_view bytes;   // of strings, bytes and UUIDs
};

struct EventStreamMessage {
  std::vector<EventStreamHeader> headers;
  std::string_view payload;

  // The value of a string header; empty when there is none of that name.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

class EventStreamParser {
 public:
  // What AWS's own clients take at most.
  static constexpr std::size_t kMaxMessageBytes = std::size_t{24} << 20;
  static constexpr std::size_t kMaxHeadersBytes = std::size_t{128} << 10;

  explicit EventStreamParser(std::size_t max_message_bytes = kMaxMessageBytes)
      : max_message_bytes_(max_message_bytes) {}

  void feed(std::string_view bytes);
  // The next whole message; null when more bytes are needed.
  // Errors: Protocol, for a wrong checksum, lengths that cannot be, or headers that are none. The
  // parser stays failed: nobody knows where the next message begins.
  [[nodiscard]] Result<const EventStreamMessage*> next();
  // Whether part of a message was fed: at the end of a body, it was cut off.
  [[nodiscard]] bool has_rest() const { return begin_ < buffer_.size(); }

 private:
  [[nodiscard]] Result<const EventStreamMessage*> broken(std::string_view what);

  std::size_t max_message_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool failed_ = false;
  EventStreamMessage message_;
};

// Appends one message whose headers are strings, as every message of an answer is.
void append_event_stream(
    std::initializer_list<std::pair<std::string_view, std::string_view>> headers,
    std::string_view payload, std::string& out);

}  // namespace omnillm::codec::bedrock

#endif  // OMNILLM_CODEC_BEDROCK_EVENT_STREAM_H_
