// Mistakes that can be switched on when compiling, to prove that the tests would notice them.
//
// Each is false in every build that is shipped; tests/seeded_bugs builds this folder once for each
// with the flag set, and demands that its tests fail.

#ifndef OMNILLM_POOL_SEEDED_BUGS_H_
#define OMNILLM_POOL_SEEDED_BUGS_H_

namespace omnillm::pool::seeded {

inline constexpr bool kProbeKeptOnDrop = false  // a dropped probe keeps its permit
#ifdef OMNILLM_SEED_BUG_PROBE_KEPT_ON_DROP
                                         || true
#endif
    ;

inline constexpr bool kCoolDownShortened = false  // a shorter cool-down replaces a longer one
#ifdef OMNILLM_SEED_BUG_COOL_DOWN_SHORTENED
                                           || true
#endif
    ;

inline constexpr bool kLeaseNotReclaimed = false  // a dropped lease keeps its place in flight
#ifdef OMNILLM_SEED_BUG_LEASE_NOT_RECLAIMED
                                           || true
#endif
    ;

}  // namespace omnillm::pool::seeded

#endif  // OMNILLM_POOL_SEEDED_BUGS_H_
