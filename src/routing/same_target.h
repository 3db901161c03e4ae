// Whether two candidates would send the same request to the same place.

#ifndef OMNILLM_ROUTING_SAME_TARGET_H_
#define OMNILLM_ROUTING_SAME_TARGET_H_

#include "omnillm/routing.h"

namespace omnillm::routing {

inline bool same_target(const Candidate& a, const Candidate& b) {
  if (a.target == b.target) return true;
  return a.target->provider == b.target->provider && a.model == b.model &&
         a.target->overrides == b.target->overrides;
}

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_SAME_TARGET_H_
