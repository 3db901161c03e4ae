#include "omnillm/cost.h"

#include <algorithm>

#include "base/wide.h"
#include "registry/money_sum.h"
#include "registry/unit_lines.h"

namespace omnillm {
namespace {

using registry::MoneySum;

struct TokenLine {
  LineKind kind;
  std::int64_t count;
  Rate rate;
};

// The prompt, each token in one line. Audio and images are looked for among the uncached tokens.
std::array<TokenLine, 6> prompt_lines(const TokenUsage& usage, const TokenRates& rates) {
  const Int128 cached =
      Int128{usage.cache_read_tokens} + usage.cache_write_5m_tokens + usage.cache_write_1h_tokens;
  const auto uncached =
      static_cast<std::int64_t>(std::max<Int128>(0, usage.prompt_tokens - cached));
  const std::int64_t audio = std::min(usage.audio_prompt_tokens, uncached);
  const std::int64_t images = std::min(usage.image_prompt_tokens, uncached - audio);
  return {{{LineKind::Input, uncached - audio - images, rates.input},
           {LineKind::CacheRead, usage.cache_read_tokens, rates.cache_read},
           {LineKind::CacheWrite5m, usage.cache_write_5m_tokens, rates.cache_write_5m},
           {LineKind::CacheWrite1h, usage.cache_write_1h_tokens, rates.cache_write_1h},
           {LineKind::AudioIn, audio, rates.audio_in},
           {LineKind::ImageTokensIn, images, rates.image_in}}};
}

std::array<TokenLine, 4> completion_lines(const TokenUsage& usage, const TokenRates& rates) {
  const Int128 special = Int128{usage.reasoning_tokens} + usage.audio_completion_tokens +
                         usage.image_completion_tokens;
  const auto text =
      static_cast<std::int64_t>(std::max<Int128>(0, usage.completion_tokens - special));
  return {{{LineKind::Output, text, rates.output},
           {LineKind::Reasoning, usage.reasoning_tokens, rates.reasoning},
           {LineKind::AudioOut, usage.audio_completion_tokens, rates.audio_out},
           {LineKind::ImageTokensOut, usage.image_completion_tokens, rates.image_out}}};
}

// Writes the lines that have a price; true when a count had none.
template <class Lines>
bool add_token_lines(const Lines& lines, Bill& bill, MoneySum& sum) {
  bool unpriced = false;
  for (const TokenLine& line : lines) {
    if (line.count == 0) continue;
    if (!line.rate.known()) {
      unpriced = true;
      continue;
    }
    sum.add(line.count, line.rate);
    bill.add_line({line.kind, line.count, line.rate});
  }
  return unpriced;
}

void add_unit_lines(const UnitPrices& prices, const BillableUnits& units, Bill& bill,
                    MoneySum& sum) {
  for (const registry::UnitLine& line : registry::kUnitLines) {
    const std::int64_t count = units.*line.count;
    const Rate rate = prices.*line.rate;
    if (count <= 0 || !rate.known()) continue;
    registry::add_unit_line(sum, line, count, rate);
    bill.add_line({line.kind, count, rate});
  }
}

}  // namespace

Result<Bill> cost_of(const ModelPrice& price, const TokenUsage& usage, const BillableUnits& units,
                     ServiceTier tier) {
  if (!price.has_price()) return registry::unknown_price(price, "anything");
  const bool consistent = usage.is_consistent();
  const TokenUsage counted = consistent ? usage : usage.repaired();
  const auto rates = rates_for(price, counted.prompt_tokens, tier);
  if (!rates) return tl::unexpected(rates.error());

  Bill bill;
  MoneySum sum;
  const bool prompt_unpriced = add_token_lines(prompt_lines(counted, *rates), bill, sum);
  const bool completion_unpriced = add_token_lines(completion_lines(counted, *rates), bill, sum);
  if (!registry::charges_a_measure(price.units, units)) {
    if (prompt_unpriced) return registry::unknown_price(price, "prompt tokens");
    if (completion_unpriced) return registry::unknown_price(price, "completion tokens");
    if (registry::is_sold_by_unit(price))
      return registry::unknown_price(price,
                                     "tokens: it is sold by the piece, and none was counted");
  }
  add_unit_lines(price.units, units, bill, sum);

  const auto total = sum.nearest();
  if (!total) return registry::beyond_money(price);
  bill.total = *total;
  bill.price_version = price.version;
  bill.price_valid_from = price.valid_from;
  bill.price_match = price.match;
  bill.tier = tier;
  bill.usage_repaired = !consistent;
  return bill;
}

std::string_view to_string(LineKind kind) {
  switch (kind) {
    case LineKind::Input:
      return "input";
    case LineKind::CacheRead:
      return "cache_read";
    case LineKind::CacheWrite5m:
      return "cache_write_5m";
    case LineKind::CacheWrite1h:
      return "cache_write_1h";
    case LineKind::AudioIn:
      return "audio_in";
    case LineKind::ImageTokensIn:
      return "image_tokens_in";
    case LineKind::Output:
      return "output";
    case LineKind::Reasoning:
      return "reasoning";
    case LineKind::AudioOut:
      return "audio_out";
    case LineKind::ImageTokensOut:
      return "image_tokens_out";
    case LineKind::Images:
      return "images";
    case LineKind::ImagesIn:
      return "images_in";
    case LineKind::Pixels:
      return "pixels";
    case LineKind::AudioInMilliseconds:
      return "audio_in_milliseconds";
    case LineKind::AudioOutMilliseconds:
      return "audio_out_milliseconds";
    case LineKind::Characters:
      return "characters";
    case LineKind::Queries:
      return "queries";
    case LineKind::Pages:
      return "pages";
    case LineKind::Requests:
      return "requests";
    case LineKind::WebSearchesLow:
      return "web_searches_low";
    case LineKind::WebSearches:
      return "web_searches";
    case LineKind::WebSearchesHigh:
      return "web_searches_high";
  }
  return "unknown";
}

}  // namespace omnillm
