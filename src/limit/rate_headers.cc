#include "limit/rate_headers.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "limit/text_cursor.h"

namespace omnillm::limit {
namespace {

constexpr std::size_t kMostDigitsOfACount = 18;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `expected` is in lower case.
bool same(std::string_view name, std::string_view expected) {
  return std::equal(name.begin(), name.end(), expected.begin(), expected.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool skip(std::string_view& name, std::string_view expected) {
  if (!same(name.substr(0, expected.size()), expected)) return false;
  name.remove_prefix(expected.size());
  return true;
}

std::optional<std::int64_t> parse_count(std::string_view value) {
  TextCursor text(value);
  const auto count = text.integer(kMostDigitsOfACount);
  if (!count || !text.at_end()) return std::nullopt;
  return count;
}

// One limit's three fields, and what its headers are called.
struct Group {
  std::string_view openai;     // x-ratelimit-{limit,remaining,reset}-THIS; empty: none
  std::string_view anthropic;  // anthropic-ratelimit-THIS-{limit,remaining,reset}
  std::optional<std::int64_t> RateHeaders::*limit;
  std::optional<std::int64_t> RateHeaders::*remaining;
  std::optional<Duration> RateHeaders::*reset;
};

constexpr std::array<Group, 4> kGroups{
    {{"requests", "requests", &RateHeaders::limit_requests, &RateHeaders::remaining_requests,
      &RateHeaders::reset_requests},
     {"tokens", "tokens", &RateHeaders::limit_tokens, &RateHeaders::remaining_tokens,
      &RateHeaders::reset_tokens},
     {"", "input-tokens", &RateHeaders::limit_input_tokens, &RateHeaders::remaining_input_tokens,
      &RateHeaders::reset_input_tokens},
     {"", "output-tokens", &RateHeaders::limit_output_tokens, &RateHeaders::remaining_output_tokens,
      &RateHeaders::reset_output_tokens}}};

template <class T>
void set_first(std::optional<T>& field, std::optional<T> value) {
  if (!field) field = value;
}

// `what` is limit, remaining or reset.
void set(RateHeaders& rates, const Group& group, std::string_view what, std::string_view value,
         const HintClock& clock) {
  if (same(what, "limit"))
    set_first(rates.*group.limit, parse_count(value));
  else if (same(what, "remaining"))
    set_first(rates.*group.remaining, parse_count(value));
  else if (same(what, "reset"))
    set_first(rates.*group.reset, parse_reset(value, clock));
}

}  // namespace

namespace internal {

void RateHeaderReader::see_date(std::string_view name, std::string_view value) {
  if (!same(name, "date")) return;
  if (const auto date = parse_http_date(value, clock_.now)) clock_.now = *date;
}

void RateHeaderReader::see(std::string_view name, std::string_view value) {
  if (see_retry_hint(name, value)) return;
  if (skip(name, "x-ratelimit-")) {
    const std::size_t dash = name.find('-');
    if (dash == std::string_view::npos) return;
    for (const Group& group : kGroups)
      if (!group.openai.empty() && same(name.substr(dash + 1), group.openai))
        set(rates_, group, name.substr(0, dash), value, clock_);
  } else if (skip(name, "anthropic-ratelimit-")) {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string_view::npos) return;
    for (const Group& group : kGroups)
      if (same(name.substr(0, dash), group.anthropic))
        set(rates_, group, name.substr(dash + 1), value, clock_);
  }
}

bool RateHeaderReader::see_retry_hint(std::string_view name, std::string_view value) {
  if (same(name, "retry-after-ms"))
    set_first(retry_after_ms_, parse_retry_after_ms(value, clock_));
  else if (same(name, "retry-after"))
    set_first(retry_after_, parse_retry_after(value, clock_));
  else if (same(name, "x-amz-retry-after"))
    set_first(amz_retry_after_, parse_retry_after_ms(value, clock_));
  else
    return false;
  return true;
}

RateHeaders RateHeaderReader::finish() const {
  RateHeaders rates = rates_;
  rates.retry_after = retry_after_ms_;
  set_first(rates.retry_after, retry_after_);
  set_first(rates.retry_after, amz_retry_after_);
  const bool only_apart = !rates.limit_tokens && !rates.remaining_tokens && !rates.reset_tokens;
  if (only_apart) {
    rates.limit_tokens = rates.limit_input_tokens;
    rates.remaining_tokens = rates.remaining_input_tokens;
    rates.reset_tokens = rates.reset_input_tokens;
  }
  return rates;
}

}  // namespace internal

RateHeaders read_rate_headers(WallTime wall, std::span<const HeaderField> headers) {
  return read_rate_headers(wall, [&](auto&& see) {
    for (const auto& [name, value] : headers) see(name, value);
  });
}

}  // namespace omnillm::limit
