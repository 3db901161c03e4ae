// Looking prices up. Names are made lower case in a buffer on the stack; nothing is allocated.

#include <algorithm>
#include <array>
#include <cstring>

#include "omnillm/prices.h"
#include "registry/embedded_prices.h"
#include "registry/model_name.h"
#include "registry/price_overlay.h"

namespace omnillm {
namespace {

using registry::EmbeddedModel;
using registry::EmbeddedPrices;
using registry::VersionedName;

// A name put together on the stack, lower case and without blanks around it. Names longer than the
// longest ARN are nobody's.
class Name {
 public:
  static constexpr std::size_t kMaxSize = 512;

  bool assign(std::string_view text) {
    size_ = 0;
    return append(trimmed(text));
  }
  bool assign(std::string_view provider, std::string_view model) {
    size_ = 0;
    return append(provider) && append("/") && append(model);
  }
  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }

 private:
  static std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }
  bool append(std::string_view text) {
    if (text.size() > kMaxSize - size_) return false;
    for (const char c : text) text_[size_++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return true;
  }

  std::array<char, kMaxSize> text_;
  std::size_t size_ = 0;
};

std::optional<std::int64_t> limit_of(std::uint32_t stored) {
  if (stored == 0) return std::nullopt;
  return stored;
}

ModelPrice embedded_price(const EmbeddedPrices& prices, std::size_t index) {
  const EmbeddedModel& row = prices.models[index];
  const std::string_view name = prices.name(index);
  ModelPrice price;
  price.provider = name.substr(0, row.provider_size);
  price.model = name.substr(row.provider_size + std::size_t{1});
  price.mode = static_cast<ModelMode>(row.mode);
  price.rates = prices.rates[row.rates];
  price.units = prices.units[row.units];
  price.tiers = prices.tiers.subspan(row.first_tier, row.tier_count);
  price.context_window = limit_of(row.context_window);
  price.max_output_tokens = limit_of(row.max_output_tokens);
  price.version = prices.version;
  price.valid_from = prices.valid_from;
  return price;
}

// Where `key` is or would be among the embedded names.
std::size_t lower_bound(const EmbeddedPrices& prices, std::string_view key) {
  std::size_t low = 0;
  std::size_t high = prices.models.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (prices.name(middle) < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::optional<ModelPrice> matched(std::optional<ModelPrice> price, PriceMatch match) {
  if (price) price->match = match;
  return price;
}

// Which of the versions of one model a request means.
class VersionChoice {
 public:
  // `date` 0: the newest.
  VersionChoice(std::string_view base, std::int32_t date, bool vendor_ids)
      : base_(base), date_(date), vendor_ids_(vendor_ids) {}

  // Whether `key` is that model, and a better answer than those offered before.
  bool offer(std::string_view key) {
    const VersionedName name = registry::split_version(key, vendor_ids_);
    if (name.base != base_ || !name.versioned) return false;
    // An undated "-v2:0" is another model to Bedrock, not a later version of the first.
    if (name.date == 0 && vendor_ids_ && !key.ends_with("-v1:0")) return false;
    if (date_ != 0 ? name.date != date_ : !is_newer(name)) return false;
    best_ = name;
    return true;
  }

 private:
  [[nodiscard]] bool is_newer(const VersionedName& name) const {
    return std::pair(name.date, name.order) >= std::pair(best_.date, best_.order);
  }

  std::string_view base_;
  std::int32_t date_;
  bool vendor_ids_;
  VersionedName best_;
};

// The names of one provider, in a book that may have an overlay.
template <class Exact, class Versions>
std::optional<ModelPrice> resolve(std::string_view provider, std::string_view name,
                                  const Exact& exact, const Versions& versions) {
  const bool vendor_ids = provider == "bedrock";
  const registry::Spellings spellings = registry::spellings_of(provider, name);
  for (std::size_t i = 0; i < spellings.count; ++i) {
    const std::string_view spelling = spellings.names[i];
    const auto sure = i == 0                          ? PriceMatch::Exact
                      : i < spellings.regionless_from ? PriceMatch::Spelling
                                                      : PriceMatch::Version;
    if (auto price = exact(spelling)) return matched(std::move(price), sure);
    const VersionedName split = registry::split_version(spelling, vendor_ids);
    if (split.date != 0)
      if (auto price = versions(split.base, split.date, vendor_ids))
        return matched(std::move(price), std::max(sure, PriceMatch::Spelling));
  }
  for (const std::string_view spelling : spellings.all()) {
    const VersionedName split = registry::split_version(spelling, vendor_ids);
    if (split.versioned || split.latest)
      if (auto price = exact(split.base)) return matched(std::move(price), PriceMatch::Version);
    if (!split.versioned)
      if (auto price = versions(split.base, 0, vendor_ids))
        return matched(std::move(price), PriceMatch::Version);
  }
  return std::nullopt;
}

// Models that are known without a provider.
std::optional<std::size_t> find_bare(const EmbeddedPrices& prices, std::string_view model) {
  const auto model_at = [&](std::size_t index) {
    return prices.name(index).substr(prices.models[index].provider_size + std::size_t{1});
  };
  const auto at = std::lower_bound(
      prices.bare.begin(), prices.bare.end(), model,
      [&](std::uint16_t index, std::string_view wanted) { return model_at(index) < wanted; });
  if (at == prices.bare.end() || model_at(*at) != model) return std::nullopt;
  return *at;
}

}  // namespace

PriceBook PriceBook::embedded() { return PriceBook(true); }
PriceBook PriceBook::empty() { return PriceBook(false); }

std::string_view PriceBook::version() const { return registry::embedded_prices().version; }
std::string_view PriceBook::valid_from() const { return registry::embedded_prices().valid_from; }

std::size_t PriceBook::size() const {
  const EmbeddedPrices prices = registry::embedded_prices();
  std::size_t count = with_embedded_ ? prices.models.size() : 0;
  if (overlay_)
    for (const auto& [name, entry] : overlay_->models) {
      const std::size_t at = lower_bound(prices, name);
      const bool replaces = with_embedded_ && at < prices.models.size() && prices.name(at) == name;
      count += replaces ? 0 : 1;
    }
  return count;
}

std::optional<ModelPrice> PriceBook::find_exact(std::string_view key) const {
  if (overlay_)
    if (const auto at = overlay_->models.find(key); at != overlay_->models.end())
      return at->second.view(overlay_);
  if (!with_embedded_) return std::nullopt;
  const EmbeddedPrices prices = registry::embedded_prices();
  const std::size_t at = lower_bound(prices, key);
  if (at == prices.models.size() || prices.name(at) != key) return std::nullopt;
  return embedded_price(prices, at);
}

std::optional<ModelPrice> PriceBook::find_own(std::string_view provider,
                                              std::string_view model) const {
  const auto exact = [&](std::string_view name) -> std::optional<ModelPrice> {
    Name key;
    if (!key.assign(provider, name)) return std::nullopt;
    return find_exact(key.view());
  };
  const auto versions = [&](std::string_view base, std::int32_t date,
                            bool vendor_ids) -> std::optional<ModelPrice> {
    Name key;
    if (!key.assign(provider, base)) return std::nullopt;
    VersionChoice choice(key.view(), date, vendor_ids);
    std::optional<ModelPrice> best;
    if (with_embedded_) {
      const EmbeddedPrices prices = registry::embedded_prices();
      std::optional<std::size_t> index;
      for (std::size_t i = lower_bound(prices, key.view());
           i < prices.models.size() && prices.name(i).starts_with(key.view()); ++i)
        if (choice.offer(prices.name(i))) index = i;
      if (index) best = embedded_price(prices, *index);
    }
    if (overlay_)
      for (auto at = overlay_->models.lower_bound(key.view());
           at != overlay_->models.end() && at->first.starts_with(key.view()); ++at)
        if (choice.offer(at->first)) best = at->second.view(overlay_);
    return best;
  };
  return resolve(provider, model, exact, versions);
}

std::optional<ModelPrice> PriceBook::find_by_operator(std::string_view provider,
                                                      std::string_view model) const {
  if (!overlay_) return std::nullopt;
  Name key;
  if (provider.empty() ? !key.assign(model) : !key.assign(provider, model)) return std::nullopt;
  auto alias = overlay_->aliases.find(key.view());
  if (alias == overlay_->aliases.end()) alias = overlay_->aliases.find(model);
  if (alias != overlay_->aliases.end())
    return matched(find_exact(alias->second), PriceMatch::Alias);
  const auto own = overlay_->models.find(key.view());
  if (own == overlay_->models.end()) return std::nullopt;
  return own->second.view(overlay_);
}

std::optional<ModelPrice> PriceBook::find(std::string_view provider, std::string_view model) const {
  Name provider_name;
  Name model_name;
  if (!provider_name.assign(provider) || !model_name.assign(model)) return std::nullopt;
  if (model_name.view().empty()) return std::nullopt;
  const std::string_view ours = registry::canonical_provider(provider_name.view());
  const std::string_view name = model_name.view();
  if (auto price = find_by_operator(ours, name)) return price;
  if (!ours.empty())
    if (auto price = find_own(ours, name)) return price;

  const auto slash = name.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view named = registry::canonical_provider(name.substr(0, slash));
    const std::string_view rest = name.substr(slash + 1);
    if (ours.empty() || ours == named) {
      if (auto price = find_by_operator(named, rest)) return price;
      if (auto price = find_own(named, rest))
        return matched(price, std::max(price->match, PriceMatch::Spelling));
    }
  }
  return ours.empty() ? find_without_provider(name) : std::nullopt;
}

std::optional<ModelPrice> PriceBook::find_without_provider(std::string_view model) const {
  if (!with_embedded_) return std::nullopt;
  const EmbeddedPrices prices = registry::embedded_prices();
  // The name as it stands first, then without its version; who serves it decides about the rest.
  if (const auto index = find_bare(prices, model)) return find_exact(prices.name(*index));
  const VersionedName split = registry::split_version(model, false);
  if (const auto index = find_bare(prices, split.base)) {
    const std::string_view name = prices.name(*index);
    return find_own(name.substr(0, prices.models[*index].provider_size), model);
  }
  return std::nullopt;
}

std::optional<ModelPrice> PriceBook::find_for_response(std::string_view provider,
                                                       std::string_view requested_model,
                                                       std::string_view response_model) const {
  Name provider_name;
  Name requested;
  if (provider_name.assign(provider) && requested.assign(requested_model))
    if (auto price =
            find_by_operator(registry::canonical_provider(provider_name.view()), requested.view()))
      return price;
  if (auto price = find(provider, response_model)) return price;
  return find(provider, requested_model);
}

Result<ModelPrice> PricePolicy::price_for(const PriceBook& book, std::string_view provider,
                                          std::string_view model) const {
  if (auto price = book.find(provider, model); price && price->has_price())
    return *std::move(price);
  const std::string name = std::string(provider) + "/" + std::string(model);
  if (on_unknown == OnUnknownPrice::Refuse)
    return fail(ErrorKind::Configuration, "no price is known for " + name +
                                              "; add it to the price file, or charge a fallback");
  if (!fallback.input.known() || !fallback.output.known())
    return fail(ErrorKind::Configuration,
                "the fallback for unknown prices needs an input and an output rate");
  const auto limits = book.find(provider, model);
  ModelPrice price;
  price.match = PriceMatch::Fallback;
  price.rates = fallback;
  price.version = "fallback";
  if (limits) {
    price.provider = limits->provider;
    price.model = limits->model;
    price.mode = limits->mode;
    price.context_window = limits->context_window;
    price.max_output_tokens = limits->max_output_tokens;
    price.keep_alive = limits->keep_alive;
  }
  return price;
}

}  // namespace omnillm
