// Reads the body of a message out of the bytes of its connection.

#ifndef OMNILLM_HTTP_BODY_READER_H_
#define OMNILLM_HTTP_BODY_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "http/body_framing.h"
#include "http/refusal.h"

namespace omnillm::http {

//   BodyReader reader(head.framing(), max_bytes);
//   while (!bytes.empty() && !reader.done()) {
//     Parsed<std::string_view> piece = reader.take(bytes);   // takes from the front of `bytes`
//     if (piece) use(*piece);
//   }
//
// Chunk extensions are passed over and trailers dropped, both within bounds: a peer cannot have us
// read much to get little. What is left in `bytes` when the body is done is the next message's.
//
// Thread safety: none.
class BodyReader {
 public:
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  explicit BodyReader(BodyFraming framing, std::uint64_t max_bytes = kNoLimit);

  // The next piece of the body; empty when `bytes` hold no more of it. After a refusal the
  // connection is of no use.
  [[nodiscard]] Parsed<std::string_view> take(std::string_view& bytes);
  // The connection has ended; that is how some bodies end, and others do not.
  [[nodiscard]] Parsed<void> end_of_connection();

  [[nodiscard]] bool done() const { return state_ == State::Done; }
  // How many bytes of the body are still to come, as far as that is known; 0 when it is not.
  [[nodiscard]] std::uint64_t known_rest() const { return state_ == State::UntilClose ? 0 : rest_; }

 private:
  enum class State : std::uint8_t {
    Length,
    UntilClose,
    Size,          // the digits of a chunk's size
    Extension,     // behind them
    SizeLineFeed,  // the line feed behind both
    Data,
    DataReturn,  // the CRLF behind the data
    DataLineFeed,
    TrailerStart,  // of a line behind the last chunk
    TrailerName,
    TrailerValue,
    TrailerLineFeed,
    LastLineFeed,
    Done,
  };

  [[nodiscard]] Parsed<std::string_view> take_data(std::string_view& bytes, State next);
  [[nodiscard]] Parsed<void> take_byte(char c);
  [[nodiscard]] Parsed<void> take_size(char c);
  [[nodiscard]] Parsed<void> take_trailer(char c);
  [[nodiscard]] Parsed<void> end_size_line();
  [[nodiscard]] Parsed<void> waste();

  State state_;
  bool has_digit_ = false;
  std::uint64_t rest_ = 0;  // of the body, or of the chunk
  std::uint64_t allowed_;   // how much of the body may still come
  std::size_t wasted_ = 0;  // bytes of extensions and trailers
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_BODY_READER_H_
