#ifndef OMNILLM_SIM_POOLS_H_
#define OMNILLM_SIM_POOLS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/virtual_time.h"
#include "omnillm/admission.h"
#include "omnillm/pool.h"
#include "omnillm/result.h"
#include "omnillm/rng.h"
#include "sim/scenario.h"

namespace omnillm::sim {

// The pools under test: one for each provider, as a pool's breaker is of one endpoint; and the way
// a caller goes from one to the next.
//
// Thread safety: one thread at a time. Lifetime: ledger and time must outlive it.
class Pools {
 public:
  [[nodiscard]] static Result<Pools> create(const Scenario& scenario, Ledger& ledger,
                                            VirtualTime& time, Rng rng);

  [[nodiscard]] std::size_t size() const { return sites_.size(); }
  [[nodiscard]] Admitter& admitter(std::size_t provider) { return sites_[provider].admitter; }
  // The place among all keys of the scenario.
  [[nodiscard]] std::size_t key_of(std::size_t provider, const KeyLease& lease) const {
    return sites_[provider].first_key + lease.key_index();
  }

  // Providers in the order in which a caller asks them: by chance, in proportion to the tokens a
  // minute they offer; the one that has just failed comes last.
  [[nodiscard]] std::vector<std::size_t> order(Rng& rng, std::optional<std::size_t> failed) const;

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::int64_t in_flight() const;
  [[nodiscard]] std::vector<KeyStatus> status(Instant now) const;
  // Refuses everybody who waits.
  void close() { sites_.clear(); }

 private:
  struct Site {
    std::unique_ptr<KeyPool> pool;
    Admitter admitter;
    std::size_t first_key = 0;
    double offer = 0;  // tokens a minute
  };

  std::vector<Site> sites_;
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_POOLS_H_
