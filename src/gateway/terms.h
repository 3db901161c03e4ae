// What a call may cost, and what it did cost.

#ifndef OMNILLM_GATEWAY_TERMS_H_
#define OMNILLM_GATEWAY_TERMS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "omnillm/cost.h"
#include "omnillm/endpoints.h"
#include "omnillm/prices.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// What an operator decided about money.
struct MoneyPolicy {
  PriceBook prices = PriceBook::embedded();
  PricePolicy unknown{};
  // The cap of the output that is sent where a request has none and its model's own is not known.
  std::int64_t default_output_cap = 4'096;
  // What is reserved for a request that nothing bounds (content from elsewhere, and a context
  // window that nobody knows). Empty: it is refused where a hard budget pays.
  std::optional<Money> unbounded{};
};

// Null: unknown, which is not free.
using KnownPrice = std::shared_ptr<const ModelPrice>;

// The price that a call is made under, and the most it can cost.
struct Terms {
  KnownPrice price{};  // null where nobody's budget needs it
  Money bound{};
  std::int64_t prompt_tokens = 0;  // the most there can be; 0 where that is not known
  ServiceTier tier = ServiceTier::Standard;
};

// Gives a request without a cap one, so that what is reserved bounds what can be spent.
void cap_output(const MoneyPolicy& policy, const KnownPrice& price, LlmRequest& request);

// Errors: Configuration and OwnBudget, as bound_of() has them, where a hard budget pays.
[[nodiscard]] Result<Terms> terms_for(const MoneyPolicy& policy, KnownPrice price,
                                      const BoundInput& size, bool budget_is_hard);

// What a reply tells of its use. Empty usage is unknown, not zero.
struct ReportedUse {
  std::string_view model{};
  std::optional<TokenUsage> usage{};
  BillableUnits units{};
};
[[nodiscard]] ReportedUse use_of(const ApiResponse& response);

// The bill of what was used. Of a reply without usage it is what is seen: the prompt as estimated
// and the output by its bytes, flagged as an estimate. Empty when no price is known.
struct Settled {
  std::optional<Bill> bill{};
  std::optional<TokenUsage> usage{};  // as the provider reported it
  BillableUnits units{};
  Money cost{};
  std::int64_t tokens = 0;
  bool estimated = false;
};
// `price` is of the model that answered; where it is null, the one of the terms stands.
[[nodiscard]] Settled settle_use(const Terms& terms, const KnownPrice& price,
                                 const ReportedUse& use, const TokenUsage& as_seen);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_TERMS_H_
