// Mistakes that can be switched on when compiling, to prove that the tests would notice them.
//
// Each is false in every build that is shipped; tests/seeded_bugs builds this folder once for each
// with the flag set, and demands that its tests fail.

#ifndef OMNILLM_BUDGET_SEEDED_BUGS_H_
#define OMNILLM_BUDGET_SEEDED_BUGS_H_

namespace omnillm::budget::seeded {

inline constexpr bool kDoubleSettle = false  // a settled reservation can be settled again
#ifdef OMNILLM_SEED_BUG_DOUBLE_SETTLE
                                      || true
#endif
    ;

inline constexpr bool kSettleLostOnDrop = false  // a dropped reservation stays reserved
#ifdef OMNILLM_SEED_BUG_SETTLE_LOST_ON_DROP
                                          || true
#endif
    ;

inline constexpr bool kRollbackSkipped = false  // a refusal keeps what earlier scopes held
#ifdef OMNILLM_SEED_BUG_ROLLBACK_SKIPPED
                                         || true
#endif
    ;

inline constexpr bool kUncheckedAdd = false  // sums wrap instead of being refused
#ifdef OMNILLM_SEED_BUG_UNCHECKED_ADD
                                      || true
#endif
    ;

inline constexpr bool kWindowSwapped = false  // settles in the window of now
#ifdef OMNILLM_SEED_BUG_WINDOW_SWAPPED
                                       || true
#endif
    ;

inline constexpr bool kLimitReadBeforeSwap = false  // a limit lowered meanwhile goes unnoticed
#ifdef OMNILLM_SEED_BUG_LIMIT_READ_BEFORE_SWAP
                                             || true
#endif
    ;

inline constexpr bool kRefundTwice = false  // what was not spent comes back twice
#ifdef OMNILLM_SEED_BUG_REFUND_TWICE
                                     || true
#endif
    ;

inline constexpr bool kLentNotCalledHome = false  // what other threads have borrowed stays there
#ifdef OMNILLM_SEED_BUG_LENT_NOT_CALLED_HOME
                                           || true
#endif
    ;

}  // namespace omnillm::budget::seeded

#endif  // OMNILLM_BUDGET_SEEDED_BUGS_H_
