// Server-sent events, to the letter of the HTML standard: CR, LF and CRLF end a line, one byte
// order mark in front is skipped, one space after the colon is not part of the value, `data` lines
// are joined by a line feed, and an event that no empty line ends is not an event.
//
//   SseParser parser;
//   parser.feed(bytes);                       // cut anywhere
//   while (auto event = parser.next()) ...    // Result<SseEvent>
//
// Thread safety: none. Lifetime: the views of an event are valid until the next feed() or next().

#ifndef OMNILLM_HTTP_SSE_H_
#define OMNILLM_HTTP_SSE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm::http {

struct SseEvent {
  std::string_view event;  // empty when not said: "message"
  std::string_view data;
  std::string_view id;
};

class SseParser {
 public:
  // No event is longer than this, and no line is.
  static constexpr std::size_t kMaxEventBytes = std::size_t{16} << 20;

  explicit SseParser(std::size_t max_event_bytes = kMaxEventBytes)
      : max_event_bytes_(max_event_bytes) {}

  void feed(std::string_view bytes);

  // The next complete event; empty when more bytes are needed. Events without data are passed over,
  // as the standard says.
  // Errors: Protocol, for an event beyond the limit; the parser then stays failed.
  [[nodiscard]] Result<std::optional<SseEvent>> next();

  // What was fed and is not part of a complete event: more than nothing at the end of a body means
  // that it was cut off, or that the sender left out the last empty line.
  [[nodiscard]] bool has_rest() const;
  // The body has ended: what is left, if it is a complete event but for its last empty line. Many
  // servers end so.
  [[nodiscard]] Result<std::optional<SseEvent>> finish();

 private:
  std::size_t max_event_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of what has not been read
  std::size_t scanned_ = 0;  // up to here there is no end of a line
  bool at_start_ = true;
  bool skip_line_feed_ = false;
  bool failed_ = false;
  std::string event_;
  std::string data_;
  std::string id_;
};

// Appends one event as a server writes it: "event: x\ndata: y\n\n". Requires: no line end in
// `event`.
void append_sse(std::string_view event, std::string_view data, std::string& out);

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_SSE_H_
