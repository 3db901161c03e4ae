// The first byte chooses a parser, the rest is the header's value.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "limit/rate_headers.h"
#include "limit/retry_hints.h"

namespace {

using namespace omnillm;
using namespace omnillm::limit;

constexpr HintClock kClock{.now = WallTime(std::chrono::seconds(1'717'761'600))};

void check(std::optional<Duration> wait) {
  if (wait && (*wait < Duration::zero() || *wait > kClock.cap)) std::abort();
}

// Spaces around a value never change what it means.
template <class Parser>
void check(Parser parse, std::string_view value) {
  const auto wait = parse(value, kClock);
  check(wait);
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!value.empty() && blank(value.front())) value.remove_prefix(1);
  if (parse(value, kClock) != wait) std::abort();
}

void check_headers(std::string_view value) {
  const HeaderField fields[] = {{"retry-after", value},
                                {"x-ratelimit-reset-tokens", value},
                                {"x-ratelimit-remaining-tokens", value},
                                {value, "1"},
                                {"date", value}};
  const RateHeaders rates = read_rate_headers(kClock.now, fields);
  check(rates.retry_after);
  check(rates.reset_tokens);
  if (rates.remaining_tokens.value_or(0) < 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      check(parse_retry_after, value);
      break;
    case 1:
      check(parse_retry_after_ms, value);
      break;
    case 2:
      check(parse_reset, value);
      break;
    case 3:
      check(parse_retry_delay, value);
      break;
    default:
      check_headers(value);
  }
  return 0;
}
