// What a provider says about its limits in the headers of a response.

#ifndef OMNILLM_LIMIT_RATE_HEADERS_H_
#define OMNILLM_LIMIT_RATE_HEADERS_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "limit/retry_hints.h"
#include "omnillm/clock.h"

namespace omnillm::limit {

// Everything may be missing; what cannot be read (Azure's -1, say) is missing too.
struct RateHeaders {
  std::optional<std::int64_t> limit_requests{}, remaining_requests{};
  std::optional<Duration> reset_requests{};
  // Tokens as a whole: the provider's own figure, which is the tightest of its token limits; where
  // it gives none, the one for input tokens.
  std::optional<std::int64_t> limit_tokens{}, remaining_tokens{};
  std::optional<Duration> reset_tokens{};
  // Anthropic counts input and output apart.
  std::optional<std::int64_t> limit_input_tokens{}, remaining_input_tokens{};
  std::optional<Duration> reset_input_tokens{};
  std::optional<std::int64_t> limit_output_tokens{}, remaining_output_tokens{};
  std::optional<Duration> reset_output_tokens{};
  // The most precise of retry-after-ms, retry-after and x-amz-retry-after.
  std::optional<Duration> retry_after{};

  friend bool operator==(const RateHeaders&, const RateHeaders&) = default;
};

// Reads the headers that OpenAI and those who follow it (x-ratelimit-*), Anthropic
// (anthropic-ratelimit-*), Azure and Bedrock send. Instants are measured against the response's own
// Date when it has one, else against `wall`. Of a header that comes twice, the first counts. Never
// throws, never allocates.
//
//   const RateHeaders rates = read_rate_headers(clock.wall(), [&](auto&& see) {
//     for (const auto& field : response.headers()) see(field.name, field.value);
//   });
//
// `for_each` calls its argument with a name, in any case, and a value, both as text, for every
// header; it is run twice, because Date may come last.
template <class ForEach>
requires std::invocable<ForEach&, void (*)(std::string_view, std::string_view)>
[[nodiscard]] RateHeaders read_rate_headers(WallTime wall, ForEach&& for_each);

using HeaderField = std::pair<std::string_view, std::string_view>;
[[nodiscard]] RateHeaders read_rate_headers(WallTime wall, std::span<const HeaderField> headers);

namespace internal {

class RateHeaderReader {
 public:
  explicit RateHeaderReader(WallTime wall) : clock_{.now = wall} {}

  void see_date(std::string_view name, std::string_view value);
  void see(std::string_view name, std::string_view value);
  [[nodiscard]] RateHeaders finish() const;

 private:
  bool see_retry_hint(std::string_view name, std::string_view value);

  HintClock clock_;
  RateHeaders rates_;
  std::optional<Duration> retry_after_ms_, retry_after_, amz_retry_after_;
};

}  // namespace internal

template <class ForEach>
requires std::invocable<ForEach&, void (*)(std::string_view, std::string_view)> RateHeaders
read_rate_headers(WallTime wall, ForEach&& for_each) {
  internal::RateHeaderReader reader(wall);
  for_each([&](std::string_view name, std::string_view value) { reader.see_date(name, value); });
  for_each([&](std::string_view name, std::string_view value) { reader.see(name, value); });
  return reader.finish();
}

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_RATE_HEADERS_H_
