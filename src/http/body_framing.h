// How long the body of a message is.

#ifndef OMNILLM_HTTP_BODY_FRAMING_H_
#define OMNILLM_HTTP_BODY_FRAMING_H_

#include <cstdint>

namespace omnillm::http {

struct BodyFraming {
  enum class Kind : std::uint8_t {
    None,        // there is no body
    Length,      // so many bytes
    Chunked,     // until the last chunk
    UntilClose,  // until the connection ends: answers only
  };
  Kind kind = Kind::None;
  std::uint64_t length = 0;  // of Kind::Length

  [[nodiscard]] static BodyFraming none() { return {}; }
  [[nodiscard]] static BodyFraming of_length(std::uint64_t bytes) { return {Kind::Length, bytes}; }
  [[nodiscard]] static BodyFraming chunked() { return {Kind::Chunked, 0}; }
  [[nodiscard]] static BodyFraming until_close() { return {Kind::UntilClose, 0}; }

  friend bool operator==(const BodyFraming&, const BodyFraming&) = default;
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_BODY_FRAMING_H_
