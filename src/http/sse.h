// Server-sent events, to the letter of the HTML standard: CR, LF and CRLF end a line, one byte
// order mark in front is skipped, one space after the colon is not part of the value, `data` lines
// are joined by a line feed, an event is complete at its empty line.
//
//   SseParser parser;
//   parser.feed(bytes);                       // cut anywhere
//   for (;;) {
//     Result<std::optional<SseEvent>> event = parser.next();
//     if (!event || !*event) break;
//   }
//
// Thread safety: none. Lifetime: the views of an event are valid until the next call.

#ifndef OMNILLM_HTTP_SSE_H_
#define OMNILLM_HTTP_SSE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm::http {

struct SseEvent {
  std::string_view event;  // empty when not said: "message"
  std::string_view data;
  std::string_view id;  // empty when this event has none
  std::optional<std::int64_t> retry_milliseconds;
};

class SseParser {
 public:
  static constexpr std::size_t kMaxEventBytes = std::size_t{16} << 20;

  // No event may be longer than `max_event_bytes`, so a peer cannot make us hold more than that.
  explicit SseParser(std::size_t max_event_bytes = kMaxEventBytes)
      : max_event_bytes_(max_event_bytes) {}

  void feed(std::string_view bytes);

  // The next complete event; empty when more bytes are needed. Events without data are passed over,
  // as the standard says.
  // Errors: Protocol, for an event beyond the limit; the parser stays failed.
  [[nodiscard]] Result<std::optional<SseEvent>> next();

  // The body has ended: the event that is left, where the sender spared the last empty line, as
  // many do. Whether it is whole is for its reader to say.
  [[nodiscard]] Result<std::optional<SseEvent>> finish();

 private:
  [[nodiscard]] bool find_block();
  [[nodiscard]] std::optional<SseEvent> read_block(std::string_view block);

  std::size_t max_event_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;       // of the event that is not complete yet
  std::size_t line_begin_ = 0;  // of the line that is not complete yet
  std::size_t scanned_ = 0;     // no line ends between line_begin_ and here
  std::size_t block_end_ = 0;   // of the event that find_block() found
  bool at_start_ = true;        // a byte order mark may still come
  bool after_carriage_return_ = false;
  bool failed_ = false;
  std::string joined_data_;  // of an event with several data lines
};

// Appends one event as a server writes it: "event: x\ndata: y\n\n", the first line left out when
// `event` is empty. Requires: no line end in `event`.
void append_sse(std::string_view event, std::string_view data, std::string& out);
// The same around data that the caller appends in between. Requires: no line end in it.
void begin_sse(std::string_view event, std::string& out);
void end_sse(std::string& out);
// Puts blanks for the line ends from `begin` on. In JSON, where they can stand between values
// alone, that changes nothing, and it is one line of data.
void blank_line_ends(std::size_t begin, std::string& out);

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_SSE_H_
