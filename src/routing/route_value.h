// What a request says in a field.

#ifndef OMNILLM_ROUTING_ROUTE_VALUE_H_
#define OMNILLM_ROUTING_ROUTE_VALUE_H_

#include "omnillm/route_condition.h"
#include "omnillm/routing.h"

namespace omnillm::routing {

// monostate when the request lacks it, or has there what is no text, number or bool.
[[nodiscard]] RouteValue value_of(const RouteField& field, const RouteInput& request);

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_ROUTE_VALUE_H_
