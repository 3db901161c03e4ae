// An answer from anybody: however it is cut, it is the same answer or the same refusal, and never
// more than what arrived.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "http/body_reader.h"
#include "http/response_head.h"

namespace {

using namespace omnillm;
using namespace omnillm::http;

void check(bool holds) {
  if (!holds) std::abort();
}

struct Seen {
  int refused = 0;
  int status = 0;
  std::string body{};
  Headers headers{};
  bool complete = false, keep_alive = false;

  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen read(std::string_view bytes, std::size_t at_a_time) {
  ResponseHead head;
  std::unique_ptr<std::string> moved;
  for (std::size_t size = 0; size < bytes.size();) {
    size = std::min(size + at_a_time, bytes.size());
    moved = std::make_unique<std::string>(bytes.substr(0, size));
    const auto parsed = head.parse(*moved);
    if (!parsed) return Seen{.refused = parsed.error().status};
    if (!*parsed) continue;
    Seen seen{.status = head.status(), .keep_alive = head.keep_alive()};
    head.copy_fields_to(seen.headers);
    BodyReader reader(head.framing(), 1 << 16);
    std::string_view rest = bytes.substr(**parsed);
    while (!rest.empty() && !reader.done()) {
      std::string_view piece = rest.substr(0, at_a_time);
      rest.remove_prefix(piece.size());
      while (!piece.empty() && !reader.done()) {
        const auto taken = reader.take(piece);
        if (!taken) return Seen{.refused = taken.error().status};
        seen.body += *taken;
      }
    }
    seen.complete = reader.end_of_connection().has_value();
    return seen;
  }
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Seen whole = read(bytes, size == 0 ? 1 : size);
  check(whole.body.size() <= size);
  for (const std::size_t at_a_time : {1U, 2U, 7U, 64U}) check(read(bytes, at_a_time) == whole);
  return 0;
}
