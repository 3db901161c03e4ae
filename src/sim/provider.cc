#include "sim/provider.h"

#include <algorithm>

#include "base/wide.h"

namespace omnillm::sim {
namespace {

std::int64_t part_of(std::int64_t whole, std::int64_t millionths) {
  return static_cast<std::int64_t>(static_cast<Int128>(whole) * millionths / 1'000'000);
}

bool names_key(const std::string& target, const std::string& label) {
  if (!target.empty() && target.back() == '*')
    return label.compare(0, target.size() - 1, target, 0, target.size() - 1) == 0;
  return label == target;
}

}  // namespace

Money price_of(const ProviderPlan& plan, const TokenUse& use) {
  constexpr int kPicoPerNano = 1'000;
  const Int128 pico = static_cast<Int128>(plan.pico_per_input) * use.input +
                      static_cast<Int128>(plan.pico_per_output) * use.output;
  const Int128 nanos = (pico + kPicoPerNano / 2) / kPicoPerNano;
  return Money::from_nanos(static_cast<std::int64_t>(nanos));
}

SimulatedProviders::SimulatedProviders(const Scenario& scenario, Rng rng)
    : scenario_(scenario), rng_(rng) {
  for (std::size_t i = 0; i < scenario.providers.size(); ++i) {
    phases_.push_back(Duration(static_cast<std::int64_t>(rng_.below(60'000'000'000))));
    for (const KeyGroup& group : scenario.providers[i].keys) add_group(i, group);
  }
}

void SimulatedProviders::add_group(std::size_t provider, const KeyGroup& group) {
  for (std::int64_t i = 0; i < group.count; ++i) {
    Key key;
    key.provider = provider;
    key.group = &group;
    key.label = group.label(i);
    key.account = account_for(provider, group);
    keys_.push_back(std::move(key));
  }
}

// Keys of one quota group share what their organisation may use; the first key says how much.
std::size_t SimulatedProviders::account_for(std::size_t provider, const KeyGroup& group) {
  const std::string name = std::to_string(provider) + ' ' + group.quota_group;
  if (!group.quota_group.empty())
    for (const auto& [known, account] : shared_accounts_)
      if (known == name) return account;
  const Enforcement how = scenario_.providers[provider].enforcement;
  const Duration phase = phases_[provider];
  accounts_.push_back({.tokens = Quota::make(how, group.limits.tpm, phase),
                       .requests = Quota::make(how, group.limits.rpm, phase)});
  if (!group.quota_group.empty()) shared_accounts_.emplace_back(name, accounts_.size() - 1);
  return accounts_.size() - 1;
}

const ProviderPlan& SimulatedProviders::plan_of(std::size_t key) const {
  return scenario_.providers[keys_[key].provider];
}

Answer SimulatedProviders::receive(Instant now, std::size_t key, const TokenUse& use) {
  Answer answer = decide(now, keys_[key], use);
  if (plan_of(key).headers && (answer.status == 200 || answer.status == 429))
    add_headers(now, keys_[key], answer);
  return answer;
}

Answer SimulatedProviders::decide(Instant now, const Key& key, const TokenUse& use) {
  if (key.outage) return {.status = *key.outage};
  if (key.revoked) return {.status = 401};
  if (key.refuse_share > 0 && static_cast<std::int64_t>(rng_.below(1'000'000)) < key.refuse_share)
    return {.status = 429};
  Account& account = accounts_[key.account];
  if (!account.tokens->fits(now, use.total()) || !account.requests->fits(now, 1))
    return refuse(now, key, use);
  account.tokens->use(now, use.total());
  account.requests->use(now, 1);
  return {};
}

Answer SimulatedProviders::refuse(Instant now, const Key& key, const TokenUse& use) {
  const ProviderPlan& plan = scenario_.providers[key.provider];
  Account& account = accounts_[key.account];
  if (plan.counts_refused) account.requests->use(now, 1);
  Answer answer{.status = 429};
  if (plan.retry_after)
    answer.retry_after = std::max(account.tokens->fits_after(now, use.total()),
                                  account.requests->fits_after(now, 1));
  return answer;
}

void SimulatedProviders::add_headers(Instant now, const Key& key, Answer& answer) {
  Account& account = accounts_[key.account];
  answer.limit_tokens = account.tokens->limit();
  answer.remaining_tokens = account.tokens->remaining(now);
  answer.limit_requests = account.requests->limit();
  answer.remaining_requests = account.requests->remaining(now);
}

Money SimulatedProviders::bill(std::size_t key, const TokenUse& use, bool heard) {
  const Money cost = price_of(plan_of(key), use);
  Money& total = heard ? billed_ : unheard_;
  total = total.checked_add(cost).value_or(Money::max());
  return cost;
}

void SimulatedProviders::use_elsewhere(Instant now, std::size_t key, std::int64_t tokens,
                                       std::int64_t requests) {
  Account& account = accounts_[keys_[key].account];
  const std::int64_t got = std::min(tokens, account.tokens->remaining(now));
  if (got > 0) account.tokens->use(now, got);
  const std::int64_t calls = std::min(requests, account.requests->remaining(now));
  if (calls > 0) account.requests->use(now, calls);
}

void SimulatedProviders::begin(Instant now, std::size_t place, const Event& event) {
  Key& key = keys_[place];
  Account& account = accounts_[key.account];
  switch (event.kind) {
    case Event::Kind::Outage:
      key.outage = event.status;
      break;
    case Event::Kind::Revoke:
      key.revoked = true;
      break;
    case Event::Kind::Refusals:
      key.refuse_share = event.share;
      break;
    case Event::Kind::CutLimit:
      account.tokens->set_limit(now, part_of(key.group->limits.tpm, event.share));
      account.requests->set_limit(now, part_of(key.group->limits.rpm, event.share));
      break;
    case Event::Kind::Restore:
      key.outage.reset();
      key.revoked = false;
      key.refuse_share = 0;
      account.tokens->set_limit(now, key.group->limits.tpm);
      account.requests->set_limit(now, key.group->limits.rpm);
      break;
    case Event::Kind::OtherConsumer:
      break;
  }
}

void SimulatedProviders::end(Instant now, std::size_t place, const Event& event) {
  Key& key = keys_[place];
  Account& account = accounts_[key.account];
  switch (event.kind) {
    case Event::Kind::Outage:
      key.outage.reset();
      break;
    case Event::Kind::Revoke:
      key.revoked = false;
      break;
    case Event::Kind::Refusals:
      key.refuse_share = 0;
      break;
    case Event::Kind::CutLimit:
      account.tokens->set_limit(now, key.group->limits.tpm);
      account.requests->set_limit(now, key.group->limits.rpm);
      break;
    case Event::Kind::Restore:
    case Event::Kind::OtherConsumer:
      break;
  }
}

std::vector<std::size_t> SimulatedProviders::keys_named(const std::string& target) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < keys_.size(); ++i)
    if (plan_of(i).name == target || names_key(target, keys_[i].label)) found.push_back(i);
  return found;
}

}  // namespace omnillm::sim
