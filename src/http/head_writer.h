// The heads of messages as they are sent.
//
// What a caller names reaches the wire only if it cannot be taken for something else: a field with
// a line end or another control character in it is refused, and so are the fields that say how the
// message is framed, which are written here and nowhere else.

#ifndef OMNILLM_HTTP_HEAD_WRITER_H_
#define OMNILLM_HTTP_HEAD_WRITER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_framing.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm::http {

struct RequestLine {
  HttpMethod method = HttpMethod::Post;
  std::string_view target;  // "/path?query"; one that is empty or begins with '?' gets its '/'
  std::string_view host;    // as Host has it
  // Of a request that a proxy passes on: "http://example.com", and what Proxy-Authorization holds.
  std::string_view origin{};
  std::string_view proxy_authorization{};
};

// Appends the head of a request with a body of so many bytes. The connection is kept: HTTP/1.1 says
// so by saying nothing.
// Errors: Configuration, for a field that cannot be sent; it names the field, never its value.
// `out` is then as it was.
[[nodiscard]] Result<void> append_request_head(const RequestLine& line, const Headers& headers,
                                               std::uint64_t body_bytes, std::string& out);

struct StatusLine {
  int status = 200;
  BodyFraming framing{};
  bool close = false;        // the connection ends with this answer
  bool to_http_1_0 = false;  // which keeps connections only when both say so
};

// Appends the head of an answer. Errors: as above.
[[nodiscard]] Result<void> append_response_head(const StatusLine& line, const Headers& headers,
                                                std::string& out);

// "HTTP/1.1 100 Continue", complete.
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// What stands in front of the data of a chunk. Behind it stands kChunkEnd.
class ChunkStart {
 public:
  // Requires: not 0, which would end the body.
  explicit ChunkStart(std::size_t bytes);
  [[nodiscard]] std::string_view text() const {
    return std::string_view(text_.data() + begin_, text_.size() - begin_);
  }

 private:
  std::array<char, 18> text_{};
  std::size_t begin_;
};
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// The words that stand behind a status: "Not Found". Empty for one nobody has named.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_HEAD_WRITER_H_
