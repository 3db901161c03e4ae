// Floor: 2 registry
//
// What models cost: Rate, ModelPrice, PriceBook, PricePolicy. The arithmetic is in cost.h.
//
//   const PriceBook book = PriceBook::embedded();
//   if (auto price = book.find("openai", "gpt-4o-2024-08-06"))
//     Result<Bill> bill = cost_of(*price, usage);

#ifndef OMNILLM_PRICES_H_
#define OMNILLM_PRICES_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm {

// The price of one token, or of one of another unit, in pico-dollars (10^-12 USD). A fresh Rate is
// unknown, which is not free.
//
//   constexpr Rate two_fifty_a_million = Rate::from_pico(2'500'000);
class Rate {
 public:
  constexpr Rate() = default;
  // Requires: pico >= 0.
  [[nodiscard]] static constexpr Rate from_pico(std::int64_t pico) { return Rate(pico); }

  [[nodiscard]] constexpr bool known() const { return pico_ >= 0; }
  // Requires: known().
  [[nodiscard]] constexpr std::int64_t pico() const { return pico_; }

  // This rate, or `other` when this one is unknown.
  [[nodiscard]] constexpr Rate or_else(Rate other) const { return known() ? *this : other; }
  // The dearer of two; an unknown rate loses against a known one.
  [[nodiscard]] constexpr Rate dearer(Rate other) const {
    return pico_ >= other.pico_ ? *this : other;
  }

  friend constexpr bool operator==(Rate, Rate) = default;

 private:
  explicit constexpr Rate(std::int64_t pico) : pico_(pico) {}

  std::int64_t pico_ = -1;
};

// Prices by the token. What is unknown here falls back as rate_schedule() in cost.h says: a cache
// price to the input's, a reasoning price to the output's.
struct TokenRates {
  Rate input{};
  Rate output{};
  Rate cache_read{};
  Rate cache_write_5m{};
  Rate cache_write_1h{};
  Rate reasoning{};
  Rate audio_in{};
  Rate audio_out{};
  Rate image_in{};
  Rate image_out{};

  friend constexpr bool operator==(const TokenRates&, const TokenRates&) = default;
};

// Prices by the piece, as counted by BillableUnits.
struct UnitPrices {
  Rate image_out{};
  Rate image_in{};
  Rate pixel{};
  Rate audio_in_second{};
  Rate audio_out_second{};
  Rate character{};
  Rate query{};
  Rate page{};
  Rate request{};
  Rate web_search_low{};
  Rate web_search{};
  Rate web_search_high{};

  friend constexpr bool operator==(const UnitPrices&, const UnitPrices&) = default;
};

// What a model is asked to do.
enum class ModelMode : std::uint8_t {
  Chat,
  Completion,
  Responses,
  Embedding,
  ImageGeneration,
  ImageEdit,
  AudioTranscription,
  AudioSpeech,
  Realtime,
  Moderation,
  Rerank,
  Search,
  Ocr,
};
[[nodiscard]] std::string_view to_string(ModelMode mode);

// How urgently a provider serves a request, which some of them price.
enum class ServiceTier : std::uint8_t { Standard, Batch, Flex, Priority };
[[nodiscard]] std::string_view to_string(ServiceTier tier);

// Other rates for a service tier, for long prompts, or for both. A long-context tier applies to the
// WHOLE request once its prompt, cached tokens included, exceeds the threshold.
struct RateTier {
  std::int64_t above_prompt_tokens = 0;  // 0: any prompt
  ServiceTier service = ServiceTier::Standard;
  TokenRates rates{};

  friend constexpr bool operator==(const RateTier&, const RateTier&) = default;
};

// How a price was found, from the surest down.
enum class PriceMatch : std::uint8_t {
  Exact,     // the name is in the book
  Alias,     // an operator's alias names it
  Spelling,  // the same model and version, written another way: a prefix, an ARN, `@date`
  Version,   // the model without its date, version or region, or the newest of it
  Fallback,  // nothing is known; the operator's fallback is charged
};
[[nodiscard]] std::string_view to_string(PriceMatch match);

// What is known of one model at one provider: prices and limits.
//
// Thread safety: a value. Lifetime: a price found in a PriceBook keeps alive what its views point
// to; one written by hand points to whatever its writer keeps.
struct ModelPrice {
  std::string_view provider{};
  std::string_view model{};  // as the book spells it, lower case
  ModelMode mode = ModelMode::Chat;
  PriceMatch match = PriceMatch::Exact;
  TokenRates rates{};
  UnitPrices units{};
  std::span<const RateTier> tiers{};
  std::optional<std::int64_t> context_window{};     // prompt tokens the model takes
  std::optional<std::int64_t> max_output_tokens{};  // completion tokens it can give
  std::string_view version{};                       // of the book or override the prices come from
  std::string_view valid_from{};                    // YYYY-MM-DD
  std::shared_ptr<const void> keep_alive{};         // of the views; empty for the embedded book

  // Whether anything at all can be billed. A model can be known by its limits alone.
  [[nodiscard]] bool has_price() const;
};

// Every price we know, as one immutable value.
//
//   Result<PriceBook> book = PriceBook::embedded().with_overrides(json);   // see docs/prices.md
//   std::optional<ModelPrice> price = book->find("bedrock", "us.anthropic.claude-sonnet-4-6");
//
// Thread safety: immutable; any threads may read one book, and copies are cheap handles to it. Who
// replaces a book while others read keeps it in a SnapshotCell.
// Lifetime: the embedded prices are static data; overrides live as long as a book or price that
// uses them.
class PriceBook {
 public:
  // The prices compiled in. Costs nothing.
  [[nodiscard]] static PriceBook embedded();
  // A book without any price, for those who write their own.
  [[nodiscard]] static PriceBook empty();

  // This book with an operator's JSON laid over it: entries change or add models, aliases add
  // names. The format is that of docs/prices.md; prices are read exactly from the digits written.
  // Errors: Configuration, naming the entry and the member, and what was probably meant. This book
  // stays as it was.
  [[nodiscard]] Result<PriceBook> with_overrides(std::string_view json_text) const;

  // The price of a model at a provider, or nothing: an unknown price stays unknown.
  //
  // Names are compared without case. `model` may be the bare name, carry the provider
  // (`openai/gpt-4o`), a date or version (`-2024-08-06`, `-20250929`, `@20250929`, `-v1:0`, `-001`,
  // `-latest`), a path (`models/...`, `publishers/google/models/...`), a Bedrock region or ARN, or
  // be an operator's alias. A model never answers for another: only dates, versions and these
  // prefixes are ever taken off. `provider` may be empty when the model names it or is known by its
  // bare name; a provider that the book does not know has no prices.
  // Does not allocate.
  [[nodiscard]] std::optional<ModelPrice> find(std::string_view provider,
                                               std::string_view model) const;

  // The price to settle at: the model that answered can be another than the one that was asked
  // for. An operator's own entry or alias for the requested name wins; then the response's model;
  // then the requested one.
  [[nodiscard]] std::optional<ModelPrice> find_for_response(std::string_view provider,
                                                            std::string_view requested_model,
                                                            std::string_view response_model) const;

  // Of the embedded prices: their version and the day they are taken from.
  [[nodiscard]] std::string_view version() const;
  [[nodiscard]] std::string_view valid_from() const;
  // How many models have an entry.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Overlay;
  explicit PriceBook(bool with_embedded) : with_embedded_(with_embedded) {}

  [[nodiscard]] std::optional<ModelPrice> find_exact(std::string_view key) const;
  [[nodiscard]] std::optional<ModelPrice> find_own(std::string_view provider,
                                                   std::string_view model) const;
  [[nodiscard]] std::optional<ModelPrice> find_by_operator(std::string_view provider,
                                                           std::string_view model) const;
  [[nodiscard]] std::optional<ModelPrice> find_without_provider(std::string_view model) const;

  bool with_embedded_;
  std::shared_ptr<const Overlay> overlay_;

  friend class PriceOverrides;
};

// What to do about a model without a price.
enum class OnUnknownPrice : std::uint8_t { Refuse, ChargeFallback };

// An operator's answer to unknown prices: refuse the request, or charge a price of their choosing,
// which the bill shows as PriceMatch::Fallback. Never a silent zero.
//
//   PricePolicy policy{OnUnknownPrice::ChargeFallback, {.input = Rate::from_pico(5'000'000),
//                                                       .output = Rate::from_pico(15'000'000)}};
//   Result<ModelPrice> price = policy.price_for(book, "azure", "our-deployment");
struct PricePolicy {
  OnUnknownPrice on_unknown = OnUnknownPrice::Refuse;
  TokenRates fallback{};

  // Errors: Configuration, when nothing is known and the policy refuses, or its fallback lacks an
  // input or output rate.
  [[nodiscard]] Result<ModelPrice> price_for(const PriceBook& book, std::string_view provider,
                                             std::string_view model) const;
};

}  // namespace omnillm

#endif  // OMNILLM_PRICES_H_
