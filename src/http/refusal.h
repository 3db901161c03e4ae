// Why a message is refused: what a server answers, and what is wrong with the bytes.

#ifndef OMNILLM_HTTP_REFUSAL_H_
#define OMNILLM_HTTP_REFUSAL_H_

#include <string_view>
#include <tl/expected.hpp>

#include "omnillm/result.h"

namespace omnillm::http {

struct Refusal {
  int status = 400;      // of the answer, when it was a request
  std::string_view why;  // a literal: "two lengths"

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
using Parsed = tl::expected<T, Refusal>;

[[nodiscard]] inline tl::unexpected<Refusal> refuse(int status, std::string_view why) {
  return tl::unexpected(Refusal{status, why});
}

// The same as what a client makes of it.
[[nodiscard]] inline Error protocol_error(const Refusal& refusal) {
  return Error(ErrorKind::Protocol, refusal.why);
}

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_REFUSAL_H_
