// Mistakes that can be switched on when compiling, to prove that the tests would notice them.
//
// Each is false in every build that is shipped; tests/seeded_bugs builds this folder once for each
// with the flag set, and demands that its tests fail.

#ifndef OMNILLM_LIMIT_SEEDED_BUGS_H_
#define OMNILLM_LIMIT_SEEDED_BUGS_H_

namespace omnillm::limit::seeded {

// A breaker waits for its probe for ever: one that is lost wedges it.
inline constexpr bool kProbePermitLost = false
#ifdef OMNILLM_SEED_BUG_PROBE_PERMIT_LOST
                                         || true
#endif
    ;

// A breaker believes the last deadline it hears, even an earlier one.
inline constexpr bool kDeadlineMovedEarlier = false
#ifdef OMNILLM_SEED_BUG_DEADLINE_MOVED_EARLIER
                                              || true
#endif
    ;

}  // namespace omnillm::limit::seeded

#endif  // OMNILLM_LIMIT_SEEDED_BUGS_H_
