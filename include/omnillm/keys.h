// Floor: 3 pool
//
// What a user says about a key, and what a dashboard reads back.

#ifndef OMNILLM_KEYS_H_
#define OMNILLM_KEYS_H_

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/secret.h"

namespace omnillm {

// How a provider counts its limits per minute. It decides how much of a limit may be used at once:
// a provider that counts any sixty seconds refuses a burst that one with a token bucket lets
// through.
enum class Enforcement : std::uint8_t {
  TokenBucket,    // refills all the time, holds a whole minute
  FixedMinute,    // counts from zero at every full minute
  SlidingMinute,  // counts the last sixty seconds, whenever it looks
  PerSecond,      // cuts the minute into sixty slices
};
[[nodiscard]] std::string_view to_string(Enforcement enforcement);

// The limits of one key, as the provider states them.
struct KeyLimits {
  std::int64_t tpm = 90'000;          // tokens per minute
  std::int64_t rpm = 500;             // requests per minute
  std::optional<std::int64_t> tpd{};  // tokens per day
  std::optional<std::int64_t> rpd{};  // requests per day
  std::int64_t max_concurrency = 10'000;

  Enforcement enforcement = Enforcement::TokenBucket;
  // What may be used at once, in tokens and requests; empty: what suits the enforcement.
  std::optional<std::int64_t> tpm_burst{};
  std::optional<std::int64_t> rpm_burst{};
  // Share of every limit left to other users of the key, in thousandths: 50 leaves 5 %.
  int headroom_permille = 0;

  friend auto operator<=>(const KeyLimits&, const KeyLimits&) = default;
};

// One key: the credential, a label for people, its limits and who may use it.
//
//   KeyConfig("sk-...", "prod-1").tpm_limit(90'000).rpm_limit(500)
//
// Nothing is checked here: KeyPool::create does, with errors that name the label.
// Printing it shows the label and limits, never the key.
class KeyConfig {
 public:
  KeyConfig(std::string_view credential, std::string_view name) : key(credential), label(name) {}

  KeyConfig& tpm_limit(std::int64_t tokens) {
    limits.tpm = tokens;
    return *this;
  }
  KeyConfig& rpm_limit(std::int64_t requests) {
    limits.rpm = requests;
    return *this;
  }
  KeyConfig& tpd_limit(std::int64_t tokens) {
    limits.tpd = tokens;
    return *this;
  }
  KeyConfig& rpd_limit(std::int64_t requests) {
    limits.rpd = requests;
    return *this;
  }
  KeyConfig& concurrency_limit(std::int64_t calls) {
    limits.max_concurrency = calls;
    return *this;
  }
  KeyConfig& enforced_as(Enforcement how) {
    limits.enforcement = how;
    return *this;
  }
  KeyConfig& tpm_burst(std::int64_t tokens) {
    limits.tpm_burst = tokens;
    return *this;
  }
  KeyConfig& rpm_burst(std::int64_t requests) {
    limits.rpm_burst = requests;
    return *this;
  }
  KeyConfig& headroom(int permille) {
    limits.headroom_permille = permille;
    return *this;
  }
  // A busy key of weight 2 carries twice the calls in flight of one of weight 1.
  KeyConfig& with_weight(int w) {
    weight = w;
    return *this;
  }
  // Keys of priority 1 serve only what no key of priority 0 can serve now; up to 7.
  KeyConfig& with_priority(int p) {
    priority = p;
    return *this;
  }
  // Models this key may be used for; none named: all.
  KeyConfig& allow_models(std::vector<std::string> names) {
    models = std::move(names);
    return *this;
  }
  // Keys that share one organisation's limits: they share the buckets, and one 429 cools them all.
  KeyConfig& in_quota_group(std::string_view name) {
    quota_group = name;
    return *this;
  }

  Secret key;
  std::string label;
  KeyLimits limits;
  int weight = 1;
  int priority = 0;
  std::vector<std::string> models;
  std::string quota_group;
};
std::ostream& operator<<(std::ostream& out, const KeyConfig& config);

// What a key is doing now.
enum class KeyState : std::uint8_t {
  Ready,        // can be tried
  Cooling,      // the provider said 429, or denied this model; waits for a known instant
  Open,         // its circuit breaker is open after failures
  Probing,      // half-open: one call at a time shows whether it works again
  Quarantined,  // the provider did not know the key, or its credit is used up
  Empty,        // a limit of ours is used up
  Removed,      // taken out of the pool; finishes what it has
};
[[nodiscard]] std::string_view to_string(KeyState state);

// One row of pool_status().
struct KeyStatus {
  std::string label;
  bool available = false;  // could serve a small request now
  KeyState state = KeyState::Ready;
  std::int64_t tpm_inflight = 0;  // tokens missing from the bucket now
  std::int64_t tpm_limit = 0;
  std::int64_t rpm_inflight = 0;  // requests missing from the bucket now
  std::int64_t rpm_limit = 0;
  std::int64_t in_flight = 0;  // calls
  // Share of its limits the key is used at, in thousandths; below 1000 after the provider refused
  // what they admit, because somebody else uses the key too.
  int pace_permille = 1000;
  // Until when it will not be used, in milliseconds of Unix time; 0 when nothing holds it back.
  // The first counts limits and quarantine, the second the circuit breaker.
  std::int64_t cool_down_until = 0;
  std::int64_t failure_cool_down_until = 0;
  std::int64_t consecutive_failures = 0;
  Duration latency{0};                   // recent average of successful calls
  std::int64_t failed = 0, limited = 0;  // calls since the key was added: failures, 429s
  int priority = 0;
  int weight = 1;
  std::string quota_group;
};

}  // namespace omnillm

#endif  // OMNILLM_KEYS_H_
