// What only the slow paths touch of a key: 72 bytes for a key that simply works.

#ifndef OMNILLM_POOL_COLD_KEY_H_
#define OMNILLM_POOL_COLD_KEY_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/keys.h"
#include "omnillm/secret.h"
#include "pool/day_window.h"
#include "pool/key_gate.h"
#include "pool/key_health.h"
#include "pool/pace.h"

namespace omnillm::pool {

// What its owner says of a key, but for its label and credential. Keys of which the same is said
// share one copy.
struct KeyTerms {
  KeyLimits limits;
  int weight = 1;
  int priority = 0;
  std::vector<std::string> models;
  std::string quota_group;

  friend auto operator<=>(const KeyTerms&, const KeyTerms&) = default;
};

// Keys that share one organisation's limits.
struct QuotaGroup {
  std::string name;
  KeyLimits limits;
  KeyGate gate;
  Pace pace;  // of all members
  std::vector<std::uint32_t> members;
};

// Limits of a key that few have, touched only where configured.
struct Extras {
  QuotaGroup* group = nullptr;
  std::optional<DayWindow> day_tokens, day_requests;
};

// What a key has beyond its terms.
struct KeyDetails {
  KeyDetails(const KeyLimits& limits, const limit::BreakerConfig& breaker)
      : effective(limits), health(breaker) {}

  KeyLimits effective;  // as corrected by what the provider says
  KeyHealth health;
  Pace pace;  // of a key without a group
  std::unique_ptr<Extras> extras;
  std::int64_t failed = 0, limited = 0;
};

struct ColdKey {
  std::string label;
  std::shared_ptr<const Secret> secret;
  const KeyTerms* terms = nullptr;
  std::unique_ptr<KeyDetails> details;  // made when there is something to note
  std::uint32_t order = 0;              // of adding, for status()
  KeyState state = KeyState::Ready;     // as last assessed
  bool removed = false;

  [[nodiscard]] const KeyLimits& limits() const {
    return details == nullptr ? terms->limits : details->effective;
  }
  [[nodiscard]] Extras* extras() const {
    return details == nullptr ? nullptr : details->extras.get();
  }
  [[nodiscard]] QuotaGroup* group() const {
    return extras() == nullptr ? nullptr : extras()->group;
  }
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_COLD_KEY_H_
