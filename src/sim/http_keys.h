// The keys of one simulated provider: who they are, what they may still use, and what they have
// used.

#ifndef OMNILLM_SIM_HTTP_KEYS_H_
#define OMNILLM_SIM_HTTP_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "omnillm/clock.h"
#include "omnillm/sim_server.h"
#include "sim/quota.h"

namespace omnillm::sim {

// One limit as the headers of an answer tell it.
struct LimitView {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  Duration reset{};  // until all of it is there again
};

struct LimitsView {
  std::optional<LimitView> requests{}, tokens{};
};

// Why a request is not let in.
struct LimitRefusal {
  enum class What : std::uint8_t { Requests, Tokens, Concurrency };
  What what = What::Requests;
  std::int64_t limit = 0;
  std::optional<Duration> retry_after{};
};

// What one answer has cost.
struct Charge {
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
};

// How an accepted request ended.
enum class Ending : std::uint8_t { Completed, Aborted, Broken, Failed };

// Thread safety: every member may be called by any threads at once.
// Instants are those of the provider's clock, which may run faster than ours.
class KeyLedger {
 public:
  // A provider without keys takes every key, and remembers so many of them.
  static constexpr std::size_t kMostStrangers = 10'000;

  KeyLedger(std::string provider, const std::vector<SimKey>& keys);

  // Errors: Configuration, for a key or a label that is there already.
  Result<void> add(SimKey key);
  // Errors: Configuration, when there is no such label.
  Result<void> revoke(std::string_view label);
  Result<void> set_limits(Instant now, std::string_view label, std::optional<std::int64_t> tpm,
                          std::optional<std::int64_t> rpm);

  // Names a key in what follows.
  using Id = std::size_t;
  // The key with that credential; empty when the provider does not know it. Counts the request.
  [[nodiscard]] std::optional<Id> arrive(std::string_view credential);
  [[nodiscard]] std::string label(Id key) const;
  [[nodiscard]] std::string secret_of(std::string_view credential) const;

  // Takes a request of `tokens` in, or says why not. What was taken in is ended once.
  [[nodiscard]] std::optional<LimitRefusal> admit(Instant now, Id key, std::int64_t tokens);
  void end(Id key, Ending ending, const Charge& charge);
  // The request was answered with an error that has nothing to do with limits.
  void refuse(Id key);

  [[nodiscard]] LimitsView limits(Instant now, Id key) const;
  // Of the key with that label, or of all together when it is empty.
  [[nodiscard]] SimCounts counts(std::string_view label = {}) const;
  // Each key's label and counts.
  void each(const std::function<void(const std::string&, const SimCounts&)>& tell) const;

 private:
  struct Key {
    SimKey config;
    std::unique_ptr<Quota> tokens, requests;
    bool revoked = false;
    SimCounts counts{};
  };

  Id add_locked(SimKey key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  [[nodiscard]] std::optional<Id> find(std::string_view credential) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  [[nodiscard]] Key* named(std::string_view label) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  [[nodiscard]] static std::optional<LimitRefusal> refusal(Instant now, Key& key,
                                                           std::int64_t tokens);

  const std::string provider_;
  const bool takes_strangers_;
  mutable Mutex mu_;
  std::vector<Key> keys_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_KEYS_H_
