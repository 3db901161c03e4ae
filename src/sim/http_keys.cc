#include "sim/http_keys.h"

#include <algorithm>
#include <utility>

namespace omnillm::sim {
namespace {

std::unique_ptr<Quota> quota(const SimKey& key, std::optional<std::int64_t> limit) {
  return limit ? Quota::make(key.enforcement, *limit, Duration(0)) : nullptr;
}

std::optional<LimitView> view(Instant now, Quota* quota) {
  if (!quota) return std::nullopt;
  return LimitView{quota->limit(), quota->remaining(now), quota->fits_after(now, quota->limit())};
}

tl::unexpected<Error> no_key(std::string_view provider, std::string_view label) {
  return fail(ErrorKind::Configuration, "provider '" + std::string(provider) +
                                            "' has no key labelled '" + std::string(label) + "'");
}

}  // namespace

KeyLedger::KeyLedger(std::string provider, const std::vector<SimKey>& keys)
    : provider_(std::move(provider)), takes_strangers_(keys.empty()) {
  const MutexLock lock(&mu_);
  for (const SimKey& key : keys) add_locked(key);
}

KeyLedger::Id KeyLedger::add_locked(SimKey key) {
  if (key.label.empty()) key.label = provider_ + '-' + std::to_string(keys_.size() + 1);
  auto tokens = quota(key, key.tpm);
  auto requests = quota(key, key.rpm);
  keys_.push_back(
      {.config = std::move(key), .tokens = std::move(tokens), .requests = std::move(requests)});
  return keys_.size() - 1;
}

Result<void> KeyLedger::add(SimKey key) {
  const MutexLock lock(&mu_);
  if (key.key.empty()) return fail(ErrorKind::Configuration, "a key needs its 'key'");
  if (find(key.key) || (!key.label.empty() && named(key.label)))
    return fail(ErrorKind::Configuration,
                "provider '" + provider_ + "' has this key, or its label, already");
  add_locked(std::move(key));
  return {};
}

Result<void> KeyLedger::revoke(std::string_view label) {
  const MutexLock lock(&mu_);
  Key* key = named(label);
  if (!key) return no_key(provider_, label);
  key->revoked = true;
  return {};
}

Result<void> KeyLedger::set_limits(Instant now, std::string_view label,
                                   std::optional<std::int64_t> tpm,
                                   std::optional<std::int64_t> rpm) {
  const MutexLock lock(&mu_);
  Key* key = named(label);
  if (!key) return no_key(provider_, label);
  const auto change = [&](std::unique_ptr<Quota>& quota_now, std::optional<std::int64_t> limit) {
    if (limit && quota_now)
      quota_now->set_limit(now, *limit);
    else
      quota_now = quota(key->config, limit);
  };
  change(key->tokens, tpm);
  change(key->requests, rpm);
  return {};
}

std::optional<KeyLedger::Id> KeyLedger::find(std::string_view credential) const {
  for (std::size_t i = 0; i < keys_.size(); ++i)
    if (keys_[i].config.key == credential) return i;
  return std::nullopt;
}

KeyLedger::Key* KeyLedger::named(std::string_view label) {
  for (Key& key : keys_)
    if (key.config.label == label) return &key;
  return nullptr;
}

std::optional<KeyLedger::Id> KeyLedger::arrive(std::string_view credential) {
  const MutexLock lock(&mu_);
  std::optional<Id> id = find(credential);
  if (!id && takes_strangers_ && keys_.size() < kMostStrangers)
    id = add_locked({.key = std::string(credential)});
  if (!id) return std::nullopt;
  Key& key = keys_[*id];
  ++key.counts.requests;
  if (!key.revoked) return id;
  ++key.counts.refused_other;
  return std::nullopt;
}

std::string KeyLedger::label(Id key) const {
  const MutexLock lock(&mu_);
  return keys_[key].config.label;
}

std::string KeyLedger::secret_of(std::string_view credential) const {
  const MutexLock lock(&mu_);
  const auto id = find(credential);
  return id ? keys_[*id].config.secret : std::string();
}

std::optional<LimitRefusal> KeyLedger::refusal(Instant now, Key& key, std::int64_t tokens) {
  using What = LimitRefusal::What;
  if (key.requests && !key.requests->fits(now, 1))
    return LimitRefusal{What::Requests, key.requests->limit(), key.requests->fits_after(now, 1)};
  if (key.tokens && !key.tokens->fits(now, tokens))
    return LimitRefusal{What::Tokens, key.tokens->limit(), key.tokens->fits_after(now, tokens)};
  if (key.config.max_concurrency && key.counts.in_flight >= *key.config.max_concurrency)
    return LimitRefusal{What::Concurrency, *key.config.max_concurrency, std::nullopt};
  return std::nullopt;
}

std::optional<LimitRefusal> KeyLedger::admit(Instant now, Id id, std::int64_t tokens) {
  const MutexLock lock(&mu_);
  Key& key = keys_[id];
  if (auto refused = refusal(now, key, tokens)) {
    ++key.counts.refused_limit;
    return refused;
  }
  if (key.requests) key.requests->use(now, 1);
  if (key.tokens) key.tokens->use(now, tokens);
  ++key.counts.accepted;
  ++key.counts.in_flight;
  key.counts.most_in_flight = std::max(key.counts.most_in_flight, key.counts.in_flight);
  return std::nullopt;
}

void KeyLedger::end(Id id, Ending ending, const Charge& charge) {
  const MutexLock lock(&mu_);
  SimCounts& counts = keys_[id].counts;
  --counts.in_flight;
  if (ending == Ending::Completed) ++counts.completed;
  if (ending == Ending::Aborted) ++counts.aborted;
  if (ending == Ending::Broken) ++counts.broken;
  if (ending == Ending::Failed) ++counts.refused_other, --counts.accepted;
  counts.prompt_tokens += charge.prompt_tokens;
  counts.completion_tokens += charge.completion_tokens;
  counts.cached_tokens += charge.cached_tokens;
}

void KeyLedger::refuse(Id id) {
  const MutexLock lock(&mu_);
  ++keys_[id].counts.refused_other;
}

LimitsView KeyLedger::limits(Instant now, Id id) const {
  const MutexLock lock(&mu_);
  const Key& key = keys_[id];
  return {view(now, key.requests.get()), view(now, key.tokens.get())};
}

SimCounts KeyLedger::counts(std::string_view label) const {
  const MutexLock lock(&mu_);
  SimCounts sum;
  for (const Key& key : keys_)
    if (label.empty() || key.config.label == label) sum += key.counts;
  return sum;
}

void KeyLedger::each(const std::function<void(const std::string&, const SimCounts&)>& tell) const {
  const MutexLock lock(&mu_);
  for (const Key& key : keys_) tell(key.config.label, key.counts);
}

}  // namespace omnillm::sim
