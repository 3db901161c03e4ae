// Floor: 2 telemetry
//
// Counts what happens, in memory.
//
//   auto metrics = std::make_shared<Metrics>();
//   builder.observer(metrics);
//   ...
//   const MetricsSnapshot now = metrics->snapshot();
//   std::cout << now.totals.requests << " calls, $" << now.totals.charged << '\n';

#ifndef OMNILLM_METRICS_H_
#define OMNILLM_METRICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/call_record.h"
#include "omnillm/clock.h"
#include "omnillm/error_kinds.h"
#include "omnillm/money.h"
#include "omnillm/observer.h"

namespace omnillm {

// How often a duration fell between which bounds. The bounds are fixed, so that histograms of
// different machines can be added.
class Histogram {
 public:
  static constexpr std::size_t kBuckets = 20;

  // From 100 microseconds, each the double of the one before, up to 52 seconds.
  [[nodiscard]] static constexpr std::array<Duration, kBuckets> bounds() {
    std::array<Duration, kBuckets> bounds{};
    Duration bound{100'000};
    for (Duration& each : bounds) {
      each = bound;
      bound *= 2;
    }
    return bounds;
  }

  void record(Duration duration);
  void add(const Histogram& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Duration sum() const { return sum_; }  // stops at the longest
  // How many were at most as long as each bound and longer than the one before; last, how many
  // were longer than all.
  [[nodiscard]] const std::array<std::uint64_t, kBuckets + 1>& buckets() const { return buckets_; }
  // The bound of the bucket in which that many thousandths of all lie; zero when there are none,
  // the last bound for what lies beyond it.
  [[nodiscard]] Duration at_permille(int permille) const;

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  std::array<std::uint64_t, kBuckets + 1> buckets_{};
  std::uint64_t count_ = 0;
  Duration sum_{0};
};

struct TokenTotals {
  std::int64_t prompt = 0;  // cached ones included, as in TokenUsage
  std::int64_t completion = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;
  std::int64_t reasoning = 0;

  friend bool operator==(const TokenTotals&, const TokenTotals&) = default;
};

// Of all calls.
struct CallTotals {
  std::uint64_t requests = 0;                       // begun
  std::uint64_t finished = 0;                       // well or not
  std::int64_t in_flight = 0;                       // begun and not finished
  std::uint64_t streamed = 0;                       // of the finished
  std::uint64_t attempts = 0;                       // of the finished
  std::uint64_t retries = 0;                        // attempts after the first of their call
  std::array<std::uint64_t, kErrorKinds> errors{};  // of calls, by kind
  std::array<std::uint64_t, 5> refused_by{};        // of calls that failed, by RefusedBy
  TokenTotals tokens{};
  std::uint64_t without_usage = 0;  // went well, and the provider did not say what was used
  Money charged{};                  // stops at the largest amount
  std::uint64_t charges_estimated = 0;
  Histogram latency{};
  Histogram first_token{};
  Histogram own_time{};  // what the call took beyond waiting for provider, connection, money, key

  friend bool operator==(const CallTotals&, const CallTotals&) = default;
};

// Of the attempts at one provider's model with one key.
struct AttemptTotals {
  std::string provider{};
  std::string model{};
  std::string key_label{};

  std::uint64_t attempts = 0;
  std::uint64_t answered = 0;
  std::array<std::uint64_t, kErrorKinds> errors{};
  TokenTotals tokens{};  // and the money, of the calls that ended with it
  Money charged{};
  Histogram latency{};
  Histogram first_token{};
};

struct MetricsSnapshot {
  CallTotals totals{};
  std::vector<AttemptTotals> targets{};  // by provider, model and key; "other" last

  // Null when nothing was counted for it.
  [[nodiscard]] const AttemptTotals* find(std::string_view provider, std::string_view model,
                                          std::string_view key_label) const;
};

// As Prometheus reads it, version 0.0.4 of its text format: families of the gateway's own
// (omnillm_...), and OpenTelemetry's (gen_ai_...) where there is one.
[[nodiscard]] std::string to_prometheus(const MetricsSnapshot& snapshot);

// Thread safety: every member may be called by any threads at once. Each thread counts in a shard
// of its own, so that calls do not wait for each other; a snapshot looks at one shard after the
// other, and so at calls that end meanwhile or not.
// Memory: bounded; beyond `max_targets` different targets, further ones are counted together, under
// the provider "other".
class Metrics final : public Observer {
 public:
  explicit Metrics(std::size_t max_targets = 1024);
  ~Metrics() override;

  void on_request(const CallRecord& so_far) override;
  void on_finished(const CallRecord& record) override;

  [[nodiscard]] MetricsSnapshot snapshot() const;

 private:
  class Shards;
  const std::unique_ptr<Shards> shards_;
};

}  // namespace omnillm

#endif  // OMNILLM_METRICS_H_
