// What the price book says of one model, looked up once: a name can be spelled in many ways, and
// trying them costs more than all else that money needs in a call.

#ifndef OMNILLM_GATEWAY_PRICE_MEMO_H_
#define OMNILLM_GATEWAY_PRICE_MEMO_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/snapshot_cell.h"
#include "gateway/terms.h"
#include "omnillm/prices.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// Remembers the last answer; models are asked for, and answer, under one name nearly always.
//
// Thread safety: every member may be called by any threads at once.
class PriceMemo {
 public:
  PriceMemo() : asked_(nullptr), answered_(nullptr) {}

  // The price that a call of this model is made under. Errors: Configuration, where the policy
  // refuses what has no known price.
  [[nodiscard]] Result<KnownPrice> asked(const MoneyPolicy& policy, std::string_view provider,
                                         std::string_view model);
  // The price to settle at, of an answer by the model that calls itself `reported`.
  [[nodiscard]] KnownPrice answered(const MoneyPolicy& policy, std::string_view provider,
                                    std::string_view model, std::string_view reported);

 private:
  struct Asked {
    std::string model;
    Result<KnownPrice> price;
  };
  struct Answered {
    std::string model;
    std::string reported;
    KnownPrice price;
  };
  SnapshotCell<Asked> asked_;
  SnapshotCell<Answered> answered_;
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_PRICE_MEMO_H_
