#ifndef OMNILLM_SIM_PROVIDER_H_
#define OMNILLM_SIM_PROVIDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "omnillm/rng.h"
#include "sim/quota.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// What one request uses.
struct TokenUse {
  std::int64_t input = 0;
  std::int64_t output = 0;

  [[nodiscard]] std::int64_t total() const { return input + output; }
};

// What the provider answers. Status 0 is no answer, ever.
struct Answer {
  int status = 200;
  std::optional<Duration> retry_after{};
  // Headers; all or none.
  std::optional<std::int64_t> limit_tokens{}, remaining_tokens{};
  std::optional<std::int64_t> limit_requests{}, remaining_requests{};
};

// The providers' side of the run: for every key two quotas of the provider's own counting, what
// happens to the key, and the provider's own bill.
//
// Keys are named by their place in the scenario, provider by provider, group by group.
// Thread safety: one thread at a time.
class SimulatedProviders {
 public:
  SimulatedProviders(const Scenario& scenario, Rng rng);

  // The request has arrived.
  [[nodiscard]] Answer receive(Instant now, std::size_t key, const TokenUse& use);

  // The answer has left in full: it goes on the bill. `heard` tells whether the caller still was
  // there. Returns what this call costs.
  Money bill(std::size_t key, const TokenUse& use, bool heard);

  // Somebody else wants to use the key, and gets what is there.
  void use_elsewhere(Instant now, std::size_t key, std::int64_t tokens, std::int64_t requests);

  // Begins or ends what an event says, for one key.
  void begin(Instant now, std::size_t key, const Event& event);
  void end(Instant now, std::size_t key, const Event& event);

  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] const ProviderPlan& plan_of(std::size_t key) const;
  [[nodiscard]] std::size_t provider_of(std::size_t key) const { return keys_[key].provider; }
  [[nodiscard]] const KeyGroup& group_of(std::size_t key) const { return *keys_[key].group; }
  [[nodiscard]] const std::string& label_of(std::size_t key) const { return keys_[key].label; }
  // Places of the keys that a target of an event names.
  [[nodiscard]] std::vector<std::size_t> keys_named(const std::string& target) const;

  // The bills of all providers: of answers that were heard, and of those nobody waited for.
  [[nodiscard]] Money billed() const { return billed_; }
  [[nodiscard]] Money billed_unheard() const { return unheard_; }

 private:
  struct Account {
    std::unique_ptr<Quota> tokens;
    std::unique_ptr<Quota> requests;
  };
  struct Key {
    std::size_t provider = 0;
    const KeyGroup* group = nullptr;
    std::string label;
    std::size_t account = 0;
    bool revoked = false;
    std::optional<int> outage{};    // status
    std::int64_t refuse_share = 0;  // millionths
  };

  void add_group(std::size_t provider, const KeyGroup& group);
  [[nodiscard]] std::size_t account_for(std::size_t provider, const KeyGroup& group);
  [[nodiscard]] Answer decide(Instant now, const Key& key, const TokenUse& use);
  [[nodiscard]] Answer refuse(Instant now, const Key& key, const TokenUse& use);
  void add_headers(Instant now, const Key& key, Answer& answer);

  const Scenario& scenario_;
  Rng rng_;
  std::vector<Key> keys_;
  std::vector<Account> accounts_;
  std::vector<Duration> phases_;                                      // of each provider's clock
  std::vector<std::pair<std::string, std::size_t>> shared_accounts_;  // by provider and group
  Money billed_{};
  Money unheard_{};
};

// What `use` costs at the provider's price, to the nearest nano-dollar.
[[nodiscard]] Money price_of(const ProviderPlan& plan, const TokenUse& use);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_PROVIDER_H_
