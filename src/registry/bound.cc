// The upper bound of a request's cost; the promise stands at bound_of().

#include <algorithm>
#include <limits>
#include <string>

#include "base/wide.h"
#include "omnillm/cost.h"
#include "registry/money_sum.h"
#include "registry/unit_lines.h"

namespace omnillm {
namespace {

using registry::MoneySum;

// The dearest rates of either side over everything that can apply.
struct DearestRates {
  Rate prompt;
  Rate output;
  bool prompt_text_known = true;
  bool output_text_known = true;
};

bool any_negative(const BoundInput& input) {
  const BoundAllowances& extra = input.allowances;
  const std::int64_t counts[] = {input.prompt_bytes,
                                 input.messages,
                                 input.tools,
                                 input.images,
                                 input.audio_milliseconds,
                                 input.pages,
                                 input.choices,
                                 input.uncapped_output_tokens,
                                 input.max_output_tokens.value_or(0),
                                 extra.per_request,
                                 extra.per_message,
                                 extra.per_tool,
                                 extra.any_tools,
                                 extra.per_image,
                                 extra.per_audio_second,
                                 extra.per_page};
  if (std::any_of(std::begin(counts), std::end(counts), [](std::int64_t n) { return n < 0; }))
    return true;
  return std::any_of(std::begin(registry::kUnitLines), std::end(registry::kUnitLines),
                     [&](const registry::UnitLine& line) { return input.units.*line.count < 0; });
}

// No sum of these products leaves 128 bits: each is below 2^126, and the large ones are few.
std::optional<std::int64_t> prompt_tokens(const BoundInput& input) {
  const BoundAllowances& extra = input.allowances;
  const Int128 parts[] = {
      Int128{input.prompt_bytes},
      Int128{extra.per_request},
      Int128{input.messages} * extra.per_message,
      Int128{input.tools} * extra.per_tool + (input.tools > 0 ? extra.any_tools : 0),
      Int128{input.images} * extra.per_image,
      (Int128{input.audio_milliseconds} * extra.per_audio_second + 999) / 1'000,
      Int128{input.pages} * extra.per_page};
  Int128 sum = 0;
  for (const Int128 part : parts) {
    if (part > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    sum += part;
  }
  if (sum > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(sum);
}

bool writes_tokens(ModelMode mode) {
  return mode != ModelMode::Embedding && mode != ModelMode::Rerank && mode != ModelMode::Moderation;
}

// Modes whose tokens may be of any kind, whatever the caller says.
bool mixes_media(ModelMode mode) {
  return mode == ModelMode::ImageGeneration || mode == ModelMode::ImageEdit ||
         mode == ModelMode::AudioTranscription || mode == ModelMode::AudioSpeech ||
         mode == ModelMode::Realtime;
}

void consider(DearestRates& dearest, const TokenRates& rates, const BoundInput& input,
              ModelMode mode) {
  const bool any_media = mixes_media(mode);
  Rate prompt = rates.input.dearer(rates.cache_read);
  if (input.cache_writes >= CacheWrites::FiveMinutes) prompt = prompt.dearer(rates.cache_write_5m);
  if (input.cache_writes >= CacheWrites::OneHour) prompt = prompt.dearer(rates.cache_write_1h);
  if (any_media || input.foreign_content || input.audio_milliseconds > 0)
    prompt = prompt.dearer(rates.audio_in);
  if (any_media || input.foreign_content || input.images > 0 || input.pages > 0)
    prompt = prompt.dearer(rates.image_in);
  Rate output = rates.output.dearer(rates.reasoning);
  if (any_media || input.audio_output) output = output.dearer(rates.audio_out);
  if (any_media || input.image_output) output = output.dearer(rates.image_out);
  dearest.prompt = dearest.prompt.dearer(prompt);
  dearest.output = dearest.output.dearer(output);
  dearest.prompt_text_known = dearest.prompt_text_known && rates.input.known();
  dearest.output_text_known = dearest.output_text_known && rates.output.known();
}

Result<DearestRates> dearest_rates(const ModelPrice& price, const BoundInput& input,
                                   std::int64_t prompt) {
  DearestRates dearest;
  for (const ServiceTier tier : {input.tier, ServiceTier::Standard}) {
    const auto consider_prompt = [&](std::int64_t tokens) -> Result<void> {
      const auto rates = rates_for(price, tokens, tier);
      if (!rates) return tl::unexpected(rates.error());
      consider(dearest, *rates, input, price.mode);
      return {};
    };
    if (auto done = consider_prompt(0); !done) return tl::unexpected(done.error());
    for (const RateTier& level : price.tiers)
      if (level.above_prompt_tokens < prompt)
        if (auto done = consider_prompt(level.above_prompt_tokens + 1); !done)
          return tl::unexpected(done.error());
    if (tier == ServiceTier::Standard) break;
  }
  return dearest;
}

// How many completion tokens there can be; an error when nothing says.
Result<std::int64_t> output_tokens(const ModelPrice& price, const BoundInput& input) {
  const auto cap = input.max_output_tokens ? input.max_output_tokens : price.max_output_tokens;
  if (!cap)
    return fail(ErrorKind::Configuration,
                "nothing bounds the output of " + std::string(price.provider) + "/" +
                    std::string(price.model) +
                    ": set max_output_tokens, or the model's in the price file");
  const Int128 sum = Int128{*cap} + input.uncapped_output_tokens;
  if (sum > std::numeric_limits<std::int64_t>::max()) return registry::beyond_money(price);
  const Int128 tokens = sum * input.choices;
  if (tokens > std::numeric_limits<std::int64_t>::max()) return registry::beyond_money(price);
  return static_cast<std::int64_t>(tokens);
}

}  // namespace

Result<Bound> bound_of(const ModelPrice& price, const BoundInput& input) {
  if (any_negative(input))
    return fail(ErrorKind::BadRequest, "a request cannot have a negative count");
  if (!price.has_price()) return registry::unknown_price(price, "anything");

  const auto own_prompt = prompt_tokens(input);
  if (!own_prompt) return registry::beyond_money(price);
  Bound bound{.prompt_tokens = *own_prompt};
  if (input.foreign_content) {
    if (!price.context_window)
      return fail(ErrorKind::Configuration,
                  "the provider adds to the prompt and nothing bounds it: the context window of " +
                      std::string(price.model) + " is not known");
    bound.prompt_tokens = std::max(bound.prompt_tokens, *price.context_window);
  }

  const auto rates = dearest_rates(price, input, bound.prompt_tokens);
  if (!rates) return tl::unexpected(rates.error());
  const bool by_measure = registry::charges_a_measure(price.units, input.units);
  if (!by_measure) {
    if (!rates->prompt_text_known && bound.prompt_tokens > 0)
      return registry::unknown_price(price, "prompt tokens");
    if (registry::is_sold_by_unit(price))
      return registry::unknown_price(price,
                                     "tokens: it is sold by the piece, and none was counted");
  }
  const bool output_costs = rates->output.known() && rates->output.pico() > 0;
  if (writes_tokens(price.mode) && (output_costs || (!rates->output_text_known && !by_measure))) {
    const auto tokens = output_tokens(price, input);
    if (!tokens) return tl::unexpected(tokens.error());
    if (!rates->output_text_known && !by_measure && *tokens > 0)
      return registry::unknown_price(price, "completion tokens");
    bound.output_tokens = *tokens;
  }

  MoneySum sum;
  if (rates->prompt.known()) sum.add(bound.prompt_tokens, rates->prompt);
  if (rates->output.known()) sum.add(bound.output_tokens, rates->output);
  for (const registry::UnitLine& line : registry::kUnitLines)
    if ((price.units.*line.rate).known())
      registry::add_unit_line(sum, line, input.units.*line.count, price.units.*line.rate);
  const auto amount = sum.up();
  if (!amount) return registry::beyond_money(price);
  bound.amount = *amount;
  return bound;
}

}  // namespace omnillm
