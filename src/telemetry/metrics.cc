#include "omnillm/metrics.h"

#include <algorithm>
#include <array>
#include <memory>
#include <tuple>
#include <utility>

#include "base/mutex.h"
#include "base/thread_index.h"
#include "omnillm/usage.h"
#include "telemetry/target_table.h"

namespace omnillm {
namespace {

using telemetry::TargetNames;
using telemetry::TargetTable;

constexpr std::size_t kShards = 16;

void add(Money& to, Money amount) { to = to.checked_add(amount).value_or(Money::max()); }

void add(std::int64_t& to, std::int64_t count) {
  to = usage_detail::saturating_sum(to, std::max<std::int64_t>(0, count));
}

void add(TokenTotals& to, const TokenTotals& more) {
  add(to.prompt, more.prompt);
  add(to.completion, more.completion);
  add(to.cache_read, more.cache_read);
  add(to.cache_write, more.cache_write);
  add(to.reasoning, more.reasoning);
}

TokenTotals tokens_of(const TokenUsage& usage) {
  TokenTotals tokens;
  add(tokens.prompt, usage.prompt_tokens);
  add(tokens.completion, usage.completion_tokens);
  add(tokens.cache_read, usage.cache_read_tokens);
  add(tokens.cache_write, usage.cache_write_5m_tokens);
  add(tokens.cache_write, usage.cache_write_1h_tokens);
  add(tokens.reasoning, usage.reasoning_tokens);
  return tokens;
}

template <std::size_t N>
void add(std::array<std::uint64_t, N>& to, const std::array<std::uint64_t, N>& more) {
  for (std::size_t i = 0; i < N; ++i) to[i] += more[i];
}

void add(CallTotals& to, const CallTotals& more) {
  to.requests += more.requests;
  to.finished += more.finished;
  to.in_flight += more.in_flight;
  to.streamed += more.streamed;
  to.attempts += more.attempts;
  to.retries += more.retries;
  add(to.errors, more.errors);
  add(to.refused_by, more.refused_by);
  add(to.tokens, more.tokens);
  to.without_usage += more.without_usage;
  add(to.charged, more.charged);
  to.charges_estimated += more.charges_estimated;
  to.latency.add(more.latency);
  to.first_token.add(more.first_token);
  to.own_time.add(more.own_time);
}

void add(AttemptTotals& to, const AttemptTotals& more) {
  to.attempts += more.attempts;
  to.answered += more.answered;
  add(to.errors, more.errors);
  add(to.tokens, more.tokens);
  add(to.charged, more.charged);
  to.latency.add(more.latency);
  to.first_token.add(more.first_token);
}

void count_error(std::array<std::uint64_t, kErrorKinds>& errors, ErrorKind kind) {
  ++errors[static_cast<std::size_t>(kind)];
}

Duration own_time(const StageTimes& times) {
  return times.route + times.encode + times.decode + times.settle;
}

// One call that ended, in the totals of all calls.
void count_call(CallTotals& to, const CallRecord& record) {
  ++to.finished;
  --to.in_flight;
  if (record.streamed) ++to.streamed;
  to.attempts += record.attempts.size();
  if (record.attempts.size() > 1) to.retries += record.attempts.size() - 1;
  if (record.error) {
    count_error(to.errors, record.error->kind());
    ++to.refused_by[static_cast<std::size_t>(refused_by(record.error->kind()))];
  }
  if (record.usage) add(to.tokens, tokens_of(*record.usage));
  if (record.ok() && !record.usage) ++to.without_usage;
  add(to.charged, record.charged);
  if (record.charge_estimated) ++to.charges_estimated;
  to.latency.record(record.times.total);
  if (record.first_token) to.first_token.record(*record.first_token);
  to.own_time.record(own_time(record.times));
}

// What became of one attempt. Tokens and money of a call are those of its last attempt.
void count_attempt(AttemptTotals& to, const CallRecord& record, const Attempt& attempt) {
  ++to.attempts;
  if (attempt.end == AttemptEnd::Answered || attempt.end == AttemptEnd::CutByCost) ++to.answered;
  if (attempt.error) count_error(to.errors, *attempt.error);
  if (attempt.sent) to.latency.record(attempt.total);
  if (attempt.first_token) to.first_token.record(*attempt.first_token);
  if (&attempt != &record.attempts.back()) return;
  if (record.usage) add(to.tokens, tokens_of(*record.usage));
  add(to.charged, record.charged);
}

TargetNames names_of(const Attempt& attempt) {
  return {attempt.provider, attempt.model, attempt.key_label};
}

}  // namespace

class Metrics::Shards {
 public:
  explicit Shards(std::size_t max_targets) : max_targets_(max_targets) {}

  void begin() {
    Shard& shard = mine();
    MutexLock lock(&shard.mu);
    ++shard.totals.requests;
    ++shard.totals.in_flight;
  }

  void finish(const CallRecord& record) {
    Shard& shard = mine();
    MutexLock lock(&shard.mu);
    count_call(shard.totals, record);
    for (const Attempt& attempt : record.attempts)
      count_attempt(find(shard.targets, names_of(attempt)), record, attempt);
  }

  [[nodiscard]] MetricsSnapshot snapshot() const {
    MetricsSnapshot result;
    TargetTable<AttemptTotals> targets;
    for (const Shard& shard : shards_) {
      MutexLock lock(&shard.mu);
      add(result.totals, shard.totals);
      for (const auto& [key, totals] : shard.targets) add(targets[key], totals);
    }
    for (auto& [key, totals] : targets) {
      totals.provider = key.provider;
      totals.model = key.model;
      totals.key_label = key.key_label;
      result.targets.push_back(std::move(totals));
    }
    std::sort(result.targets.begin(), result.targets.end(), comes_before);
    return result;
  }

 private:
  // On cache lines of its own, because its threads write it all the time.
  struct alignas(128) Shard {
    mutable Mutex mu;
    CallTotals totals ABSL_GUARDED_BY(mu);
    TargetTable<AttemptTotals> targets ABSL_GUARDED_BY(mu);
  };

  Shard& mine() { return shards_[thread_index() % kShards]; }

  // A target is counted by its name in every shard or in none.
  AttemptTotals& find(TargetTable<AttemptTotals>& targets, const TargetNames& names) {
    if (const auto found = targets.find(names); found != targets.end()) return found->second;
    const TargetNames& counted = is_known(names) ? names : telemetry::kOther;
    return targets[telemetry::TargetKey(counted)];
  }

  bool is_known(const TargetNames& names) {
    MutexLock lock(&known_mu_);
    if (known_.contains(names)) return true;
    if (known_.size() >= max_targets_) return false;
    known_.emplace(telemetry::TargetKey(names), true);
    return true;
  }

  static bool comes_before(const AttemptTotals& a, const AttemptTotals& b) {
    const auto order = [](const AttemptTotals& each) {
      const bool other =
          TargetNames{each.provider, each.model, each.key_label} == telemetry::kOther;
      return std::tuple(other, std::string_view(each.provider), std::string_view(each.model),
                        std::string_view(each.key_label));
    };
    return order(a) < order(b);
  }

  const std::size_t max_targets_;
  std::array<Shard, kShards> shards_;
  Mutex known_mu_;
  TargetTable<bool> known_ ABSL_GUARDED_BY(known_mu_);
};

const AttemptTotals* MetricsSnapshot::find(std::string_view provider, std::string_view model,
                                           std::string_view key_label) const {
  const TargetNames wanted{provider, model, key_label};
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const AttemptTotals& each) {
    return TargetNames{each.provider, each.model, each.key_label} == wanted;
  });
  return found == targets.end() ? nullptr : &*found;
}

Metrics::Metrics(std::size_t max_targets) : shards_(std::make_unique<Shards>(max_targets)) {}
Metrics::~Metrics() = default;

void Metrics::on_request(const CallRecord&) { shards_->begin(); }
void Metrics::on_finished(const CallRecord& record) { shards_->finish(record); }
MetricsSnapshot Metrics::snapshot() const { return shards_->snapshot(); }

}  // namespace omnillm
