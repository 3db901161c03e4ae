// Reads an operator's price file; docs/prices.md describes it.

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "registry/exact_decimal.h"
#include "registry/exact_json.h"
#include "registry/model_name.h"
#include "registry/price_overlay.h"

namespace omnillm {
namespace {

using registry::DecimalError;
using registry::ExactJson;
using registry::ExactMember;

template <class Owner>
struct RateField {
  std::string_view name;
  Rate Owner::*rate;
  int power;  // from the dollars written to pico-dollars for one
};

constexpr int kPerMillion = 6;  // dollars a million tokens -> pico-dollars a token
constexpr int kPerPiece = 12;

constexpr RateField<TokenRates> kRateFields[] = {
    {"input", &TokenRates::input, kPerMillion},
    {"output", &TokenRates::output, kPerMillion},
    {"cache_read", &TokenRates::cache_read, kPerMillion},
    {"cache_write_5m", &TokenRates::cache_write_5m, kPerMillion},
    {"cache_write_1h", &TokenRates::cache_write_1h, kPerMillion},
    {"reasoning", &TokenRates::reasoning, kPerMillion},
    {"audio_in", &TokenRates::audio_in, kPerMillion},
    {"audio_out", &TokenRates::audio_out, kPerMillion},
    {"image_in", &TokenRates::image_in, kPerMillion},
    {"image_out", &TokenRates::image_out, kPerMillion},
};

constexpr RateField<UnitPrices> kUnitFields[] = {
    {"per_image", &UnitPrices::image_out, kPerPiece},
    {"per_input_image", &UnitPrices::image_in, kPerPiece},
    {"per_million_pixels", &UnitPrices::pixel, kPerMillion},
    {"per_input_audio_second", &UnitPrices::audio_in_second, kPerPiece},
    {"per_output_audio_second", &UnitPrices::audio_out_second, kPerPiece},
    {"per_million_characters", &UnitPrices::character, kPerMillion},
    {"per_query", &UnitPrices::query, kPerPiece},
    {"per_page", &UnitPrices::page, kPerPiece},
    {"per_request", &UnitPrices::request, kPerPiece},
    {"per_web_search_low", &UnitPrices::web_search_low, kPerPiece},
    {"per_web_search", &UnitPrices::web_search, kPerPiece},
    {"per_web_search_high", &UnitPrices::web_search_high, kPerPiece},
};

constexpr std::string_view kModelMembers[] = {"extends", "mode", "context_window",
                                              "max_output_tokens", "tiers"};
constexpr std::string_view kTierMembers[] = {"above_prompt_tokens", "service"};
constexpr std::string_view kTopMembers[] = {"version", "valid_from", "models", "aliases"};

constexpr ModelMode kModes[] = {ModelMode::Chat,
                                ModelMode::Completion,
                                ModelMode::Responses,
                                ModelMode::Embedding,
                                ModelMode::ImageGeneration,
                                ModelMode::ImageEdit,
                                ModelMode::AudioTranscription,
                                ModelMode::AudioSpeech,
                                ModelMode::Realtime,
                                ModelMode::Moderation,
                                ModelMode::Rerank,
                                ModelMode::Search,
                                ModelMode::Ocr};
constexpr ServiceTier kServices[] = {ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Flex,
                                     ServiceTier::Priority};

using Problem = tl::unexpected<Error>;

// Where in the file something is wrong: `models."openai/gpt-4o".input`.
Problem problem(std::string_view where, std::string_view what) {
  return fail(ErrorKind::Configuration,
              "price file: " + std::string(where) + ": " + std::string(what));
}

std::string inside(std::string_view where, std::string_view name) {
  return std::string(where) + (where.empty() ? "" : ".") + std::string(name);
}

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

// How many letters must change to make one of the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

Problem unknown_member(std::string_view where, std::string_view name,
                       std::span<const std::string_view> known) {
  std::string_view nearest;
  std::size_t nearest_distance = 5;
  if (name.size() < 64)
    for (const std::string_view candidate : known) {
      const std::size_t distance = edit_distance(name, candidate);
      if (distance < nearest_distance) {
        nearest = candidate;
        nearest_distance = distance;
      }
    }
  return problem(
      inside(where, quoted(name)),
      nearest.empty() ? "no such member" : "no such member; did you mean " + quoted(nearest) + "?");
}

template <class Fields>
void add_names(std::vector<std::string_view>& names, const Fields& fields) {
  for (const auto& field : fields) names.push_back(field.name);
}

std::string_view why(DecimalError error) {
  switch (error) {
    case DecimalError::Negative:
      return "a price cannot be negative";
    case DecimalError::TooFine:
      return "finer than a pico-dollar each, which is the finest kept";
    case DecimalError::TooLarge:
      return "larger than a million dollars each";
    default:
      return "write a price as a number or as \"digits\", or null for unknown";
  }
}

// A price; null makes it unknown.
Result<Rate> read_rate(const ExactJson& value, int power, const std::string& where) {
  if (value.kind == ExactJson::Kind::Null) return Rate{};
  const bool is_text =
      value.kind == ExactJson::Kind::Number || value.kind == ExactJson::Kind::String;
  if (!is_text) return problem(where, why(DecimalError::NotANumber));
  const auto [pico, error] = registry::scaled_decimal(value.text, power);
  if (error != DecimalError::None) return problem(where, why(error));
  return Rate::from_pico(pico);
}

// Reads `member` into the field it names. False when no field has that name.
template <class Owner, std::size_t N>
Result<bool> read_field(const RateField<Owner> (&fields)[N], const ExactMember& member,
                        Owner& owner, std::string_view where) {
  for (const auto& field : fields) {
    if (field.name != member.name) continue;
    const auto rate = read_rate(member.value, field.power, inside(where, member.name));
    if (!rate) return tl::unexpected(rate.error());
    owner.*field.rate = *rate;
    return true;
  }
  return false;
}

Result<std::int64_t> read_count(const ExactJson& value, const std::string& where) {
  const auto [count, error] = registry::scaled_decimal(
      value.kind == ExactJson::Kind::Number ? std::string_view(value.text) : "", 0);
  if (error != DecimalError::None) return problem(where, "write a whole number of tokens");
  return count;
}

Result<std::string> read_text(const ExactJson& value, const std::string& where) {
  if (value.kind != ExactJson::Kind::String || value.text.empty() || value.text.size() > 256)
    return problem(where, "write a short text in quotes");
  return value.text;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const registry::VersionedName name = registry::split_version("x-" + std::string(text), false);
  return name.date != 0;
}

// One of an enumeration's names.
template <class Value, std::size_t N>
Result<Value> read_name(const Value (&values)[N], const ExactJson& json, const std::string& where) {
  std::vector<std::string_view> names;
  for (const Value value : values) {
    if (json.kind == ExactJson::Kind::String && json.text == to_string(value)) return value;
    names.push_back(to_string(value));
  }
  std::string list;
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return problem(where, "write one of: " + list);
}

Result<RateTier> read_tier(const ExactJson& json, const std::string& where) {
  if (json.kind != ExactJson::Kind::Object) return problem(where, "write an object of rates");
  RateTier tier;
  for (const ExactMember& member : json.members) {
    const std::string here = inside(where, member.name);
    const auto read = read_field(kRateFields, member, tier.rates, where);
    if (!read) return tl::unexpected(read.error());
    if (*read) continue;
    if (member.name == "above_prompt_tokens") {
      const auto count = read_count(member.value, here);
      if (!count) return tl::unexpected(count.error());
      tier.above_prompt_tokens = *count;
    } else if (member.name == "service") {
      const auto service = read_name(kServices, member.value, here);
      if (!service) return tl::unexpected(service.error());
      tier.service = *service;
    } else {
      std::vector<std::string_view> known(std::begin(kTierMembers), std::end(kTierMembers));
      add_names(known, kRateFields);
      return unknown_member(where, member.name, known);
    }
  }
  if (tier.above_prompt_tokens == 0 && tier.service == ServiceTier::Standard)
    return problem(where, "a tier needs above_prompt_tokens, a service, or both");
  return tier;
}

Result<std::vector<RateTier>> read_tiers(const ExactJson& json, const std::string& where) {
  std::vector<RateTier> tiers;
  if (json.kind == ExactJson::Kind::Null) return tiers;
  if (json.kind != ExactJson::Kind::Array) return problem(where, "write a list of tiers");
  for (const ExactJson& item : json.items) {
    const std::string here = std::string(where) + "[" + std::to_string(tiers.size()) + "]";
    auto tier = read_tier(item, here);
    if (!tier) return tl::unexpected(tier.error());
    for (const RateTier& other : tiers)
      if (other.above_prompt_tokens == tier->above_prompt_tokens && other.service == tier->service)
        return problem(here, "the same threshold and service stand in an earlier tier");
    tiers.push_back(*tier);
  }
  return tiers;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

// "Azure_OpenAI/My-Deployment" -> "azure/my-deployment"; empty when there is no provider.
std::string canonical_key(std::string_view written) {
  const std::string lower = lower_case(written);
  const auto slash = lower.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == lower.size()) return {};
  return std::string(registry::canonical_provider(lower.substr(0, slash))) + lower.substr(slash);
}

}  // namespace

// Builds an overlay over a book. One object reads one file.
class PriceOverrides {
 public:
  explicit PriceOverrides(const PriceBook& book) : book_(book) {
    if (book.overlay_) overlay_ = *book.overlay_;
  }

  Result<PriceBook> read(const ExactJson& root) {
    if (root.kind != ExactJson::Kind::Object) return problem("the file", "write an object");
    for (const auto step :
         {&PriceOverrides::read_head, &PriceOverrides::read_models, &PriceOverrides::read_aliases})
      for (const ExactMember& member : root.members)
        if (auto done = (this->*step)(member); !done) return tl::unexpected(done.error());
    PriceBook result = book_;
    result.overlay_ = std::make_shared<const PriceBook::Overlay>(std::move(overlay_));
    return result;
  }

 private:
  using Entry = PriceBook::Overlay::Entry;

  // The names of the members, and what is said about the whole file.
  Result<void> read_head(const ExactMember& member) {
    if (std::find(std::begin(kTopMembers), std::end(kTopMembers), member.name) ==
        std::end(kTopMembers))
      return unknown_member("", member.name, kTopMembers);
    const bool is_version = member.name == "version";
    if (!is_version && member.name != "valid_from") return {};
    auto text = read_text(member.value, member.name);
    if (!text) return tl::unexpected(text.error());
    if (!is_version && !is_date(*text)) return problem(member.name, "write a date as 2026-08-01");
    (is_version ? version_ : valid_from_) = *std::move(text);
    return {};
  }

  Result<void> read_models(const ExactMember& top) {
    if (top.name != "models") return {};
    if (top.value.kind != ExactJson::Kind::Object)
      return problem("models", "write an object of provider/model entries");
    for (const ExactMember& member : top.value.members) {
      const std::string where = inside("models", quoted(member.name));
      const std::string key = canonical_key(member.name);
      if (key.empty()) return problem(where, "name a model as provider/model");
      if (std::find(keys_.begin(), keys_.end(), key) != keys_.end())
        return problem(where, "another entry is about the same model, " + key);
      keys_.push_back(key);
      if (auto done = read_model(key, member.value, where); !done) return done;
    }
    return {};
  }

  Result<void> read_model(const std::string& key, const ExactJson& json, const std::string& where) {
    if (json.kind != ExactJson::Kind::Object)
      return problem(where, "write an object of prices and limits");
    Entry entry;
    if (auto done = start_entry(entry, key, json, where); !done) return done;
    entry.provider = key.substr(0, key.find('/'));
    entry.model = key.substr(key.find('/') + 1);
    entry.version = version_;
    entry.valid_from = valid_from_;
    for (const ExactMember& member : json.members)
      if (auto done = read_model_member(entry, member, where); !done) return done;
    overlay_.models[key] = std::move(entry);
    return {};
  }

  // What the entry changes: the model it extends, else what the book says of it.
  Result<void> start_entry(Entry& entry, const std::string& key, const ExactJson& json,
                           const std::string& where) {
    auto base = find(key);
    for (const ExactMember& member : json.members) {
      if (member.name != "extends") continue;
      const auto name = read_text(member.value, inside(where, "extends"));
      if (!name) return tl::unexpected(name.error());
      base = find(canonical_key(*name));
      if (!base)
        return problem(inside(where, "extends"),
                       "no price of " + quoted(*name) + " is known here or further up");
    }
    if (!base) return {};
    entry.tiers.assign(base->tiers.begin(), base->tiers.end());
    entry.price = *base;
    entry.price.match = PriceMatch::Exact;
    entry.price.tiers = {};
    entry.price.keep_alive = nullptr;
    return {};
  }

  Result<void> read_model_member(Entry& entry, const ExactMember& member,
                                 const std::string& where) {
    const std::string here = inside(where, member.name);
    const auto rate = read_field(kRateFields, member, entry.price.rates, where);
    if (!rate) return tl::unexpected(rate.error());
    const auto unit = read_field(kUnitFields, member, entry.price.units, where);
    if (!unit) return tl::unexpected(unit.error());
    if (*rate || *unit || member.name == "extends") return {};
    if (member.name == "context_window")
      return read_limit(entry.price.context_window, member.value, here);
    if (member.name == "max_output_tokens")
      return read_limit(entry.price.max_output_tokens, member.value, here);
    if (member.name == "mode") {
      const auto mode = read_name(kModes, member.value, here);
      if (!mode) return tl::unexpected(mode.error());
      entry.price.mode = *mode;
      return {};
    }
    if (member.name == "tiers") {
      auto tiers = read_tiers(member.value, here);
      if (!tiers) return tl::unexpected(tiers.error());
      entry.tiers = *std::move(tiers);
      return {};
    }
    std::vector<std::string_view> known(std::begin(kModelMembers), std::end(kModelMembers));
    add_names(known, kRateFields);
    add_names(known, kUnitFields);
    return unknown_member(where, member.name, known);
  }

  static Result<void> read_limit(std::optional<std::int64_t>& limit, const ExactJson& value,
                                 const std::string& where) {
    limit.reset();
    if (value.kind == ExactJson::Kind::Null) return {};
    const auto count = read_count(value, where);
    if (!count) return tl::unexpected(count.error());
    limit = *count;
    return {};
  }

  Result<void> read_aliases(const ExactMember& top) {
    if (top.name != "aliases") return {};
    if (top.value.kind != ExactJson::Kind::Object)
      return problem("aliases", "write an object of names");
    for (const ExactMember& member : top.value.members) {
      const std::string where = inside("aliases", quoted(member.name));
      const auto target = read_text(member.value, where);
      if (!target) return tl::unexpected(target.error());
      const std::string name = canonical_key(member.name);
      const std::string key = canonical_key(*target);
      if (member.name.empty()) return problem(where, "an alias needs a name");
      if (!find(key))
        return problem(where, "no price of " + quoted(*target) +
                                  " is known; write provider/model as the book does");
      overlay_.aliases[name.empty() ? lower_case(member.name) : name] = key;
    }
    return {};
  }

  // What is known of exactly this key by now.
  std::optional<ModelPrice> find(const std::string& key) const {
    if (const auto at = overlay_.models.find(key); at != overlay_.models.end())
      return at->second.view(nullptr);
    return book_.find_exact(key);
  }

  const PriceBook& book_;
  PriceBook::Overlay overlay_;
  std::string version_ = "overrides";
  std::string valid_from_;
  std::vector<std::string> keys_;
};

Result<PriceBook> PriceBook::with_overrides(std::string_view json_text) const {
  auto root = registry::parse_exact_json(json_text);
  if (!root) return problem("the file", root.error().message());
  return PriceOverrides(*this).read(*root);
}

}  // namespace omnillm
