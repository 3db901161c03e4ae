// How much a thread borrows from shared accounts at once.

#ifndef OMNILLM_BUDGET_LEASE_CHUNK_H_
#define OMNILLM_BUDGET_LEASE_CHUNK_H_

#include <algorithm>

#include "budget/balance.h"

namespace omnillm::budget {

// Enough for a few hundred requests like this one, so that borrowing costs each of them next to
// nothing; at most a quarter of what each thread could have if they shared the rest, so that leases
// shrink as the budget is used up; nothing, which means drawing exactly, once that is no longer
// worth several requests.
//
// remaining: the least that is left on any of the accounts. lenders: threads that hold leases now.
constexpr Nanos lease_chunk(Nanos remaining, Nanos lenders, Nanos amount, Nanos max_lease) {
  constexpr Nanos kRequests = 256;
  constexpr Nanos kWorthwhile = 8;
  const Nanos share = remaining / (4 * (lenders + 1));
  const Nanos wanted = amount <= kMaxNanos / kRequests ? amount * kRequests : kMaxNanos;
  const Nanos chunk = std::min({share, wanted, max_lease});
  return chunk / kWorthwhile >= amount ? chunk : 0;
}

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_LEASE_CHUNK_H_
