// One configured provider as calls see it: where it is, its keys, and what was learnt of its
// models.

#ifndef OMNILLM_GATEWAY_PROVIDER_H_
#define OMNILLM_GATEWAY_PROVIDER_H_

#include <absl/container/flat_hash_map.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auth/signer.h"
#include "base/mutex.h"
#include "gateway/price_memo.h"
#include "limit/retry_budget.h"
#include "omnillm/admission.h"
#include "omnillm/dialect.h"
#include "omnillm/pool.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/providers.h"
#include "registry/token_estimate.h"
#include "routing/latency_window.h"

namespace omnillm::gateway {

// What calls to one model of a provider have taught.
//
// Thread safety: every member may be used by any threads at once.
struct ModelState {
  PriceMemo prices;
  registry::TokenEstimator tokens;
  routing::LatencyWindow first_token;
  routing::LatencyWindow total;
  std::atomic<std::int64_t> in_flight{0};
};

// What a provider is made of.
struct ProviderParts {
  std::string name{};                         // as routes and "provider:model" call it
  std::string price_name{};                   // as the price book calls it
  ProviderEndpoint endpoint{};                // of what generates
  std::vector<ProviderEndpoint> others{};     // of other endpoints, where they were configured
  const ProviderDescriptor* known = nullptr;  // what the registry says of it; null: nothing
};

// Where one kind of request goes, and who signs it. A signer signs for one address: none of them
// gives a key to another host.
struct Door {
  ProviderEndpoint endpoint{};
  auth::Signer* signer = nullptr;
};

// Thread safety: every member may be called by any threads at once.
class Provider {
 public:
  Provider(ProviderParts parts, Dialect dialect, std::unique_ptr<KeyPool> keys, Ledger& ledger,
           const Clock& clock, const limit::RetryBudgetConfig& retries);

  // Opens its doors. Errors: Configuration.
  [[nodiscard]] Result<void> sign_with(const Credentials& credentials, Transport& transport,
                                       const Clock& clock);

  [[nodiscard]] const std::string& name() const { return parts_.name; }
  [[nodiscard]] const std::string& price_name() const { return parts_.price_name; }
  [[nodiscard]] const Dialect& dialect() const { return dialect_; }
  [[nodiscard]] KeyPool& keys() { return *keys_; }
  [[nodiscard]] const KeyPool& keys() const { return *keys_; }
  [[nodiscard]] Admitter& admitter() { return admitter_; }
  [[nodiscard]] limit::RetryBudget& retries() { return retries_; }

  // Where requests like this one go. Errors: Configuration, when there is no such endpoint.
  [[nodiscard]] Result<const Door*> door_for(const ApiRequest& request) const;

  // Of as many models as anybody uses; beyond ten thousand names, all others share one.
  [[nodiscard]] ModelState& model(std::string_view name);

 private:
  [[nodiscard]] std::vector<ProviderEndpoint> endpoints() const;

  ProviderParts parts_;
  Dialect dialect_;
  std::unique_ptr<KeyPool> keys_;
  Admitter admitter_;
  std::vector<std::unique_ptr<auth::Signer>> signers_;
  std::vector<Door> doors_;  // the first is of what generates
  limit::RetryBudget retries_;

  Mutex mu_;
  absl::flat_hash_map<std::string, std::unique_ptr<ModelState>> models_ ABSL_GUARDED_BY(mu_);
  ModelState others_;
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_PROVIDER_H_
