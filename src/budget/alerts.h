// Which alert is due when: percentages of a limit as settled amounts.

#ifndef OMNILLM_BUDGET_ALERTS_H_
#define OMNILLM_BUDGET_ALERTS_H_

#include <cstddef>
#include <span>

#include "base/wide.h"
#include "budget/balance.h"

namespace omnillm::budget {

// The settled amount that is `percent` of `limit`, rounded up, and at least a nano-dollar so that
// nothing spent reaches nothing.
constexpr Nanos alert_amount(Nanos limit, int percent) {
  const Int128 exact = (static_cast<Int128>(limit) * percent + 99) / 100;
  if (exact < 1) return 1;
  return exact > kMaxNanos ? kMaxNanos : static_cast<Nanos>(exact);
}

// The amount of the first percentage that has not fired; kMaxNanos, which is never reached, when
// there is none.
constexpr Nanos next_alert(Nanos limit, std::span<const int> percent, std::size_t fired) {
  return fired < percent.size() ? alert_amount(limit, percent[fired]) : kMaxNanos;
}

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_ALERTS_H_
