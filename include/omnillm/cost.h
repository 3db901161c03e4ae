// Floor: 2 registry
//
// What a request costs: the bill of what it used, and the bound of what it can use. Pure functions;
// sums are exact in 128 bits and rounded once, at the end: a bill to the nearest nano-dollar, a
// bound up.
//
//   Result<Bound> hold = bound_of(*price, {.prompt_bytes = 4'200, .max_output_tokens = 1'024});
//   Result<Bill> bill = cost_of(*price, usage);   // bill->total <= hold->amount

#ifndef OMNILLM_COST_H_
#define OMNILLM_COST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "omnillm/money.h"
#include "omnillm/prices.h"
#include "omnillm/result.h"
#include "omnillm/usage.h"

namespace omnillm {

// The rates in force for one request: long-context and service tiers chosen, fallbacks applied.
// What stays unknown has no price at all.
//
// - Of the tiers whose threshold the prompt exceeds, the highest applies, to the whole request.
// - A rate that is unknown falls back to the plain one beside it: cache reads and five-minute
//   writes to input, one-hour writes to five-minute writes, audio and images to input or output,
//   reasoning to output. In a long-context tier it is at least the ordinary rate of its kind.
// - Batch and flex without a rate of their own cost what standard costs. Priority falls back to its
//   own plain rate or the standard one, whichever is dearer.
// Errors: Configuration for priority at a model that has no priority price.
[[nodiscard]] Result<TokenRates> rates_for(const ModelPrice& price, std::int64_t prompt_tokens,
                                           ServiceTier tier = ServiceTier::Standard);

// What a line of a bill charges for.
enum class LineKind : std::uint8_t {
  Input,
  CacheRead,
  CacheWrite5m,
  CacheWrite1h,
  AudioIn,
  ImageTokensIn,
  Output,
  Reasoning,
  AudioOut,
  ImageTokensOut,
  Images,
  ImagesIn,
  Pixels,
  AudioInMilliseconds,
  AudioOutMilliseconds,
  Characters,
  Queries,
  Pages,
  Requests,
  WebSearchesLow,
  WebSearches,
  WebSearchesHigh,
};
[[nodiscard]] std::string_view to_string(LineKind kind);

// `count` at `rate` each; sound is counted in milliseconds and priced by the second.
struct BillLine {
  LineKind kind = LineKind::Input;
  std::int64_t count = 0;
  Rate rate{};
};

// What a request cost, and why.
class Bill {
 public:
  static constexpr std::size_t kMaxLines = 22;

  Money total{};
  std::string price_version{};     // of the prices used
  std::string price_valid_from{};  // YYYY-MM-DD
  PriceMatch price_match = PriceMatch::Exact;
  ServiceTier tier = ServiceTier::Standard;
  // The usage contradicted itself and TokenUsage::repaired() was billed.
  bool usage_repaired = false;
  // Set by whoever bills a bound or a guess because the provider never told.
  bool estimated = false;

  // One line for every kind that was charged.
  [[nodiscard]] std::span<const BillLine> lines() const { return {lines_.data(), line_count_}; }
  void add_line(const BillLine& line) {
    if (line_count_ < kMaxLines) lines_[line_count_++] = line;
  }

 private:
  std::array<BillLine, kMaxLines> lines_{};
  std::size_t line_count_ = 0;
};

// The bill for a usage. Inconsistent usage is repaired as TokenUsage::repaired() says; negative
// units count as zero.
//
// Cached tokens are billed at cache rates; audio and image tokens are taken to be among the ones
// that were not cached, as far as those reach. A unit that the model does not price adds nothing
// (it sells that by the token). Tokens that the model does not price are refused, unless the bill
// charges units instead.
// Errors: Configuration when the price is unknown; OwnBudget when the amount is beyond what Money
// can hold. Never a wrapped amount and never a silent zero.
[[nodiscard]] Result<Bill> cost_of(const ModelPrice& price, const TokenUsage& usage,
                                   const BillableUnits& units = {},
                                   ServiceTier tier = ServiceTier::Standard);

// The longest-lived cache a request may write.
enum class CacheWrites : std::uint8_t {
  None,  // only for providers that write when asked
  FiveMinutes,
  OneHour,
};

// Tokens that a prompt can have beyond its bytes. A tokenizer yields at most one token a byte; what
// providers add around the text, and images, are counted here.
struct BoundAllowances {
  std::int64_t per_request = 64;
  std::int64_t per_message = 32;
  std::int64_t per_tool = 64;
  std::int64_t any_tools = 1'024;  // the instructions providers put before the first tool
  std::int64_t per_image = 49'152;
  std::int64_t per_audio_second = 64;
  std::int64_t per_page = 8'192;  // of a document: its text and its picture
};

// What is known of a request before it is sent.
struct BoundInput {
  // Every byte of the prompt: system, messages, tool definitions, schemas. Media sent inline may
  // be left out when it is counted below.
  std::int64_t prompt_bytes = 0;
  std::int64_t messages = 0;
  std::int64_t tools = 0;
  std::int64_t images = 0;
  std::int64_t audio_milliseconds = 0;
  std::int64_t pages = 0;
  // The provider brings content into the prompt by itself (a search, a link, an earlier response):
  // only the model's context window bounds the prompt then.
  bool foreign_content = false;
  // The cap that is sent with the request; the model's own limit when empty.
  std::optional<std::int64_t> max_output_tokens{};
  std::int64_t choices = 1;
  // What can be used beyond the cap, where a provider does not count reasoning against it.
  std::int64_t uncapped_output_tokens = 0;
  bool audio_output = false;
  bool image_output = false;
  CacheWrites cache_writes = CacheWrites::OneHour;
  ServiceTier tier = ServiceTier::Standard;
  // At most so many pieces: images to make, seconds to speak, searches allowed.
  BillableUnits units{};
  BoundAllowances allowances{};
};

// The most a request can cost, and the tokens this assumes.
struct Bound {
  Money amount{};
  std::int64_t prompt_tokens = 0;
  std::int64_t output_tokens = 0;
};

// An upper bound of cost_of() for every usage that stays within `input`: all prompt tokens at the
// dearest rate that can apply to any of them, all output tokens likewise, over every long-context
// tier within reach and over both the tier asked for and standard, which providers fall back to.
// Errors: Configuration when there is no output cap, when nothing bounds foreign content, or when
// the price is unknown; OwnBudget when the amount or a count is beyond what fits, which no budget
// can hold. A negative count is refused as BadRequest.
[[nodiscard]] Result<Bound> bound_of(const ModelPrice& price, const BoundInput& input);

}  // namespace omnillm

#endif  // OMNILLM_COST_H_
