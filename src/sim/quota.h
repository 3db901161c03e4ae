// How a simulated provider counts: written from what providers say they do, and on purpose from
// nothing that OmniLLM's own limits are made of, so that the two can disagree.

#ifndef OMNILLM_SIM_QUOTA_H_
#define OMNILLM_SIM_QUOTA_H_

#include <cstdint>
#include <memory>

#include "omnillm/clock.h"
#include "omnillm/keys.h"

namespace omnillm::sim {

// One limit per minute of one key: of tokens or of requests.
//
//   auto tokens = Quota::make(Enforcement::SlidingMinute, 90'000, phase);
//   if (tokens->fits(now, 1'200)) tokens->use(now, 1'200);
//
// Instants must not go back. Thread safety: one thread at a time.
class Quota {
 public:
  virtual ~Quota() = default;

  // `phase` moves the edges of minutes and slices: a provider's clock is not ours.
  [[nodiscard]] static std::unique_ptr<Quota> make(Enforcement how, std::int64_t per_minute,
                                                   Duration phase);

  [[nodiscard]] std::int64_t limit() const { return limit_; }
  virtual void set_limit(Instant now, std::int64_t per_minute) = 0;

  // Whether a request of `amount` is let through now.
  [[nodiscard]] virtual bool fits(Instant now, std::int64_t amount) = 0;
  // Counts it, whether it fits or not.
  virtual void use(Instant now, std::int64_t amount) = 0;
  // What the provider would say is left.
  [[nodiscard]] virtual std::int64_t remaining(Instant now) = 0;
  // How long until `amount` fits if nothing else happens; a minute for what never does.
  [[nodiscard]] virtual Duration fits_after(Instant now, std::int64_t amount) = 0;

 protected:
  explicit Quota(std::int64_t limit) : limit_(limit) {}

  std::int64_t limit_;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_QUOTA_H_
