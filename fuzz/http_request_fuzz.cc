// A request from anybody: however it is cut, it is the same request or the same refusal; and what
// is accepted can be written again and is read as it was.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "http/body_reader.h"
#include "http/chars.h"
#include "http/head_writer.h"
#include "http/request_head.h"

namespace {

using namespace omnillm;
using namespace omnillm::http;

void check(bool holds) {
  if (!holds) std::abort();
}

// What comes out of bytes that arrive in pieces of one size.
struct Seen {
  int status = 0;  // of the refusal
  std::string method{}, target{}, body{};
  Headers headers{};
  bool complete = false;

  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen read(std::string_view bytes, std::size_t at_a_time) {
  Seen seen;
  RequestHead head;
  std::size_t size = 0;
  std::unique_ptr<std::string> moved;
  while (size < bytes.size()) {
    size = std::min(size + at_a_time, bytes.size());
    moved = std::make_unique<std::string>(bytes.substr(0, size));
    const auto parsed = head.parse(*moved);
    if (!parsed) return Seen{.status = parsed.error().status};
    if (!*parsed) continue;
    seen.method = head.method();
    seen.target = head.target();
    head.copy_fields_to(seen.headers);
    BodyReader reader(head.framing(), 1 << 16);
    std::string_view rest = bytes.substr(**parsed);
    while (!rest.empty() && !reader.done()) {
      std::string_view piece = rest.substr(0, at_a_time);
      rest.remove_prefix(piece.size());
      while (!piece.empty() && !reader.done()) {
        const auto taken = reader.take(piece);
        if (!taken) return Seen{.status = taken.error().status};
        seen.body += *taken;
      }
    }
    seen.complete = reader.done();
    return seen;
  }
  return seen;
}

void check_written(const Seen& seen) {
  std::string out;
  Headers headers{};
  for (const auto [name, value] : seen.headers)
    if (name.size() == 1) headers.add(name, value);  // none of those that frame the message
  const RequestLine line{.method = HttpMethod::Post, .target = seen.target, .host = "a"};
  if (seen.target == "*") return;
  check(append_request_head(line, headers, seen.body.size(), out).has_value());
  const std::size_t head_size = out.size();
  out += seen.body;
  RequestHead head;
  check(head.parse(out).value() == head_size);
  check(head.target() == seen.target);
  check(head.fields().size() == headers.size() + 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Seen whole = read(bytes, size == 0 ? 1 : size);
  for (const std::size_t at_a_time : {1U, 2U, 7U, 64U}) check(read(bytes, at_a_time) == whole);
  if (!whole.method.empty()) check_written(whole);
  return 0;
}
