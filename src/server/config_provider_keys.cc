// The keys of a provider, and what it grants them.

#include <array>
#include <utility>

#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using Kind = Shape::Kind;

constexpr std::array<std::string_view, 4> kEnforcements{"token_bucket", "fixed_minute",
                                                        "sliding_minute", "per_second"};
static_assert(static_cast<std::size_t>(Enforcement::PerSecond) + 1 == kEnforcements.size());

constexpr MemberRow<KeyLimits> kLimitRows[] = {
    {{"tpm", "tokens a minute, as the provider grants them", count(1)},
     [](const Place& at, KeyLimits& to) { at.read(to.tpm); }},
    {{"rpm", "requests a minute", count(1)},
     [](const Place& at, KeyLimits& to) { at.read(to.rpm); }},
    {{"tpd", "tokens a day", count(1)}, [](const Place& at, KeyLimits& to) { at.read(to.tpd); }},
    {{"rpd", "requests a day", count(1)}, [](const Place& at, KeyLimits& to) { at.read(to.rpd); }},
    {{"concurrency", "calls at once", count(1, 1'000'000)},
     [](const Place& at, KeyLimits& to) { at.read(to.max_concurrency); }},
    {{"enforcement", "how the provider counts its minutes", choice(kEnforcements)},
     [](const Place& at, KeyLimits& to) { at.read(to.enforcement); }},
    {{"tpm_burst", "tokens that may be used at once", count(1)},
     [](const Place& at, KeyLimits& to) { at.read(to.tpm_burst); }},
    {{"rpm_burst", "requests that may be sent at once", count(1)},
     [](const Place& at, KeyLimits& to) { at.read(to.rpm_burst); }},
    {{"headroom_permille", "thousandths of every limit left to other users of the key",
      count(0, 999)},
     [](const Place& at, KeyLimits& to) { at.read(to.headroom_permille); }},
};

constexpr MemberRow<KeyConfig> kKeyRows[] = {
    {{"key", "the provider's key, as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, KeyConfig& to) {
       if (!at.is_there()) return;
       std::string label;
       if (auto key = at.reading.secret(at.node(), at.path(), &label)) to.key = *std::move(key);
       if (to.label.empty()) to.label = label;
     }},
    {{"label", "what it is called in records; the variable or file it comes from if not said",
      shape(Kind::Text)},
     [](const Place& at, KeyConfig& to) { at.read(to.label); }},
    {{"weight", "a busy key of weight 2 carries twice as much as one of weight 1", count(1, 1'000)},
     [](const Place& at, KeyConfig& to) { at.read(to.weight); }},
    {{"priority", "keys of priority 1 serve what no key of priority 0 can; up to 7", count(0, 7)},
     [](const Place& at, KeyConfig& to) { at.read(to.priority); }},
    {{"models", "the models it may be used for; all if not said", shape(Kind::Texts)},
     [](const Place& at, KeyConfig& to) { at.read(to.models); }},
    {{"quota_group", "keys of one group share one organisation's limits", shape(Kind::Text)},
     [](const Place& at, KeyConfig& to) { at.read(to.quota_group); }},
};

}  // namespace

void read_provider_keys(const Place& place, std::vector<KeyConfig>& to) {
  for (const NamedNode& at : named_nodes(place)) {
    KeyConfig key("", at.name);
    if (at.node.IsScalar()) {
      std::string label;
      if (auto found = place.reading.secret(at.node, at.path, &label)) key.key = *std::move(found);
      if (key.label.empty()) key.label = label;
    } else {
      yaml::Fields fields(at.node, "a key", at.path, place.reading.problems);
      read_rows<KeyConfig>(place.reading, fields, kKeyRows, key);
      read_rows<KeyLimits>(place.reading, fields, kLimitRows, key.limits);
      fields.done();
    }
    // One without a label could not be read, which has been complained of.
    if (key.label.empty() ||
        is_new(place, at, to, key.label, [](const KeyConfig& other) { return other.label; }))
      to.push_back(std::move(key));
  }
}

void read_key_limits(const Place& place, KeyLimits& to) {
  read_section<KeyLimits>(place, "limits", kLimitRows, to);
}

SectionView provider_key_view() {
  SectionView view{"a key"};
  append_views<KeyConfig>(kKeyRows, view.members);
  append_views<KeyLimits>(kLimitRows, view.members);
  return view;
}

SectionView key_limits_view() {
  SectionView view{"limits"};
  append_views<KeyLimits>(kLimitRows, view.members);
  return view;
}

}  // namespace omnillm::server
