// Live changes: keys come, go and change while calls are in flight.

#include <algorithm>

#include "pool/orders.h"
#include "pool/pool_core.h"

namespace omnillm::pool {
namespace {

tl::unexpected<Error> no_such_key(std::string_view label) {
  std::string message = "no key is labelled '";
  message += label;
  message += "' in this pool";
  return fail(ErrorKind::NotFound, message);
}

tl::unexpected<Error> bad_key(std::string_view label, std::string_view why) {
  return fail(ErrorKind::Configuration, "key '" + std::string(label) + "': " + std::string(why));
}

std::unique_ptr<Extras> make_extras(const KeyLimits& limits, QuotaGroup* group) {
  if (group == nullptr && !limits.tpd && !limits.rpd) return nullptr;
  auto extras = std::make_unique<Extras>();
  extras->group = group;
  if (limits.tpd) extras->day_tokens.emplace(*limits.tpd);
  if (limits.rpd) extras->day_requests.emplace(*limits.rpd);
  return extras;
}

bool fits_a_header(std::string_view key) {
  return std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<GateLimits> check(const KeyConfig& config) {
  if (config.label.empty())
    return fail(ErrorKind::Configuration, "every key needs a label: KeyConfig(key, \"prod-1\")");
  if (config.label.size() > 200) return bad_key(config.label, "the label is longer than 200 bytes");
  if (config.key.empty()) return bad_key(config.label, "the key itself is empty");
  if (!fits_a_header(config.key.reveal()))
    return bad_key(config.label,
                   "the key has a space, a line end or another byte no header can carry");
  if (config.priority < 0 || config.priority >= kPriorities)
    return bad_key(config.label, "priority must be between 0 and 7");
  if (config.weight < 1 || config.weight > 1000)
    return bad_key(config.label, "weight must be between 1 and 1000");
  auto limits = gate_limits(config.limits);
  if (!limits) return bad_key(config.label, limits.error().message());
  return limits;
}

}  // namespace

ColdKey* PoolCore::find(std::string_view label, std::uint32_t* index) {
  // Adding a key looks at all of them anyway, and nothing else that needs a label is frequent.
  for (std::uint32_t i = 0; i < cold_.size(); ++i) {
    if (cold_[i].removed || cold_[i].label != label) continue;
    *index = i;
    return &cold_[i];
  }
  return nullptr;
}

Result<std::uint32_t> PoolCore::free_index() {
  const std::uint32_t used = used_.load(kRelaxed);
  if (used < capacity_) return used;
  for (std::uint32_t i = 0; i < used; ++i)
    if (cold_[i].removed && hot_[i].gate.use(clock_.now()).in_flight == 0) return i;
  return fail(ErrorKind::Configuration, "the pool has no room for another key; raise max_keys");
}

Result<QuotaGroup*> PoolCore::join_group(const KeyConfig& config, const GateLimits& limits,
                                         std::uint32_t i) {
  if (config.quota_group.empty()) return nullptr;
  for (const auto& group : groups_) {
    if (group->name != config.quota_group) continue;
    if (group->limits != config.limits)
      return bad_key(config.label,
                     "keys of one quota group share their limits, so they must be equal");
    group->members.push_back(i);
    return group.get();
  }
  groups_.push_back(std::make_unique<QuotaGroup>());
  QuotaGroup* group = groups_.back().get();
  group->name = config.quota_group;
  group->limits = config.limits;
  group->gate.set_limits(limits);
  group->gate.fill(clock_.now());
  group->members.push_back(i);
  return group;
}

Result<void> PoolCore::add(KeyConfig config) {
  std::vector<KeyConfig> one;
  one.push_back(std::move(config));
  return add_all(std::move(one));
}

Result<void> PoolCore::add_all(std::vector<KeyConfig> configs) {
  const Instant now = clock_.now();
  {
    MutexLock lock(&mu_);
    if (auto fresh = check_labels(configs); !fresh) return fresh;
    if (configs.size() > 1) cold_.reserve(cold_.size() + configs.size());
    for (KeyConfig& config : configs)
      if (auto added = add_one(std::move(config), now); !added) return added;
    keys_changed();
  }
  serve_line(now);
  return {};
}

void PoolCore::keys_changed() {
  rebuild_models();
  update_largest();
  update_slices();
}

Result<void> PoolCore::check_labels(const std::vector<KeyConfig>& configs) const {
  std::vector<std::string_view> labels;
  labels.reserve(cold_.size() + configs.size());
  for (const ColdKey& cold : cold_)
    if (!cold.removed) labels.push_back(cold.label);
  for (const KeyConfig& config : configs) labels.push_back(config.label);
  std::sort(labels.begin(), labels.end());
  const auto twice = std::adjacent_find(labels.begin(), labels.end());
  if (twice != labels.end() && !twice->empty()) return bad_key(*twice, "the label is taken");
  return {};
}

Result<void> PoolCore::add_one(KeyConfig config, Instant now) {
  const auto limits = check(config);
  if (!limits) return tl::unexpected(limits.error());
  const auto index = free_index();
  if (!index) return tl::unexpected(index.error());
  const std::uint32_t i = *index;
  auto group = join_group(config, *limits, i);
  if (!group) return tl::unexpected(group.error());

  ColdKey cold;
  cold.label = std::move(config.label);
  cold.secret = std::make_shared<const Secret>(std::move(config.key));
  cold.order = added_++;
  cold.terms = terms_of(std::move(config));
  if (auto extras = make_extras(cold.terms->limits, *group)) {
    cold.details = std::make_unique<KeyDetails>(cold.terms->limits, breaker_config_);
    cold.details->extras = std::move(extras);
  }
  HotKey& hot = hot_[i];
  hot.gate.set_limits(*limits);
  hot.gate.fill(now);
  hot.latency_ms.store(0, kRelaxed);
  note_told(i, {});
  hot.flags.store(cold.extras() ? std::uint16_t{HotKey::kExtras} : std::uint16_t{0}, kRelaxed);

  auto& level = ready_[static_cast<std::size_t>(cold.terms->priority)];
  if (level.load(kRelaxed) == nullptr) {
    ready_owned_.push_back(std::make_unique<ReadySet>(capacity_));
    level.store(ready_owned_.back().get(), std::memory_order_release);
  }
  counts_[static_cast<std::size_t>(KeyState::Ready)].fetch_add(1, kRelaxed);
  if (i == cold_.size()) {
    cold_.push_back(std::move(cold));
    used_.store(i + 1, std::memory_order_release);
  } else {
    counts_[static_cast<std::size_t>(KeyState::Removed)].fetch_sub(1, kRelaxed);
    cold_[i] = std::move(cold);
  }
  reassess(i, now);
  return {};
}

const KeyTerms* PoolCore::terms_of(KeyConfig config) {
  return &*terms_
               .insert({.limits = config.limits,
                        .weight = config.weight,
                        .priority = config.priority,
                        .models = std::move(config.models),
                        .quota_group = std::move(config.quota_group)})
               .first;
}

void PoolCore::change_terms(ColdKey& cold, const KeyLimits& limits) {
  KeyTerms terms = *cold.terms;
  terms.limits = limits;
  cold.terms = &*terms_.insert(std::move(terms)).first;
  if (cold.details == nullptr) return;
  cold.details->effective = limits;
  cold.details->pace = Pace();
}

Result<void> PoolCore::remove(std::string_view label) {
  MutexLock lock(&mu_);
  std::uint32_t i = 0;
  ColdKey* cold = find(label, &i);
  if (cold == nullptr) return no_such_key(label);
  cold->removed = true;
  if (QuotaGroup* const group = cold->group()) {
    auto& members = group->members;
    members.erase(std::remove(members.begin(), members.end(), i), members.end());
  }
  reassess(i, clock_.now());
  keys_changed();
  return {};
}

Result<void> PoolCore::rotate(std::string_view label, Secret key) {
  MutexLock lock(&mu_);
  std::uint32_t i = 0;
  ColdKey* cold = find(label, &i);
  if (cold == nullptr) return no_such_key(label);
  if (key.empty() || !fits_a_header(key.reveal()))
    return bad_key(label, "the new key is empty or has a byte no header can carry");
  cold->secret = std::make_shared<const Secret>(std::move(key));
  return {};
}

Result<void> PoolCore::set_limits(std::string_view label, const KeyLimits& limits) {
  const auto gate = gate_limits(limits);
  if (!gate) return tl::unexpected(gate.error());
  const Instant now = clock_.now();
  {
    MutexLock lock(&mu_);
    std::uint32_t i = 0;
    ColdKey* cold = find(label, &i);
    if (cold == nullptr) return no_such_key(label);
    if (limits.tpd.has_value() != cold->terms->limits.tpd.has_value() ||
        limits.rpd.has_value() != cold->terms->limits.rpd.has_value())
      return bad_key(label,
                     "a limit per day cannot be added or dropped live; remove the key and add it");
    change_terms(*cold, limits);
    note_told(i, {});
    hot_[i].gate.set_limits(*gate);
    if (Extras* extras = cold->extras()) {
      if (extras->day_tokens) extras->day_tokens->set_limit(*limits.tpd);
      if (extras->day_requests) extras->day_requests->set_limit(*limits.rpd);
      if (extras->group != nullptr) {
        extras->group->limits = limits;
        extras->group->pace = Pace();
        extras->group->gate.set_limits(*gate);
        for (const std::uint32_t member : extras->group->members) {
          change_terms(cold_[member], limits);
          note_told(member, {});
          hot_[member].gate.set_limits(*gate);
          reassess(member, now);
        }
      }
    }
    reassess(i, now);
    update_largest();
  }
  serve_line(now);
  return {};
}

Result<void> PoolCore::revive(std::string_view label) {
  const Instant now = clock_.now();
  {
    MutexLock lock(&mu_);
    std::uint32_t i = 0;
    ColdKey* cold = find(label, &i);
    if (cold == nullptr) return no_such_key(label);
    if (cold->details != nullptr) cold->details->health.revive(now);
    reassess(i, now);
  }
  serve_line(now);
  return {};
}

void PoolCore::rebuild_models() {
  const bool any = std::any_of(cold_.begin(), cold_.end(), [](const ColdKey& cold) {
    return !cold.removed && !cold.terms->models.empty();
  });
  if (!any && models_.load(kRelaxed) == nullptr) return;
  std::vector<std::vector<std::string>> lists;
  lists.reserve(cold_.size());
  for (const ColdKey& cold : cold_)
    lists.push_back(cold.removed ? std::vector<std::string>{} : cold.terms->models);
  // Readers hold no reference, so old tables stay until the pool goes; they change as rarely as
  // keys do.
  models_owned_.push_back(std::make_unique<const ModelMasks>(lists));
  models_.store(models_owned_.back().get(), std::memory_order_release);
}

std::vector<KeyStatus> PoolCore::status(Instant now) const {
  const WallTime wall = clock_.wall();
  const auto unix_millis = [&](Instant until) -> std::int64_t {
    if (until <= now) return 0;
    if (until == Instant::max()) return INT64_MAX;
    return std::chrono::ceil<std::chrono::milliseconds>(wall.time_since_epoch() + (until - now))
        .count();
  };
  std::vector<std::pair<std::uint64_t, KeyStatus>> rows;
  MutexLock lock(&mu_);
  for (std::uint32_t i = 0; i < used_.load(kRelaxed); ++i) {
    const ColdKey& cold = cold_[i];
    if (cold.removed) continue;
    const HotKey& hot = hot_[i];
    const Standing standing = assess(i, now);
    KeyStatus row;
    row.label = cold.label;
    row.state = standing.state;
    row.available = standing.state == KeyState::Ready && endpoint_.admits(now);
    row.tpm_inflight = hot.gate.missing_tokens(now);
    row.tpm_limit = cold.limits().tpm;
    row.rpm_inflight = hot.gate.missing_requests(now);
    row.rpm_limit = cold.limits().rpm;
    row.pace_permille = pace_of(i).permille();
    row.in_flight = hot.gate.use(now).in_flight;
    const bool health = standing.state == KeyState::Open || standing.state == KeyState::Probing;
    if (standing.state != KeyState::Ready && standing.until != Instant::max())
      (health ? row.failure_cool_down_until : row.cool_down_until) = unix_millis(standing.until);
    row.consecutive_failures = details(i).health.consecutive_failures();
    row.latency = std::chrono::milliseconds(hot.latency_ms.load(kRelaxed));
    row.failed = details(i).failed;
    row.limited = details(i).limited;
    row.priority = cold.terms->priority;
    row.weight = cold.terms->weight;
    row.quota_group = cold.terms->quota_group;
    rows.emplace_back(cold.order, std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<KeyStatus> result;
  result.reserve(rows.size());
  for (auto& [order, row] : rows) result.push_back(std::move(row));
  return result;
}

std::size_t PoolCore::size() const {
  return used_.load(kRelaxed) -
         static_cast<std::size_t>(
             counts_[static_cast<std::size_t>(KeyState::Removed)].load(kRelaxed));
}

std::int64_t PoolCore::in_flight() const {
  const Instant now = clock_.now();
  std::int64_t calls = 0;
  for (std::uint32_t i = 0; i < used_.load(std::memory_order_acquire); ++i)
    calls += hot_[i].gate.use(now).in_flight;
  return calls;
}

std::string PoolCore::label(std::uint32_t i) const {
  MutexLock lock(&mu_);
  return cold_[i].label;
}

std::shared_ptr<const Secret> PoolCore::secret(std::uint32_t i) const {
  MutexLock lock(&mu_);
  return cold_[i].secret;
}

}  // namespace omnillm::pool
