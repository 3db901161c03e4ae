// How the words of a route are spelt in JSON.

#ifndef OMNILLM_ROUTING_ROUTE_NAMES_H_
#define OMNILLM_ROUTING_ROUTE_NAMES_H_

#include "omnillm/route.h"
#include "omnillm/route_condition.h"
#include "types/enum_names.h"

namespace omnillm::routing {

inline constexpr types::EnumNames<Condition::Op, 11> kOpNames{
    {"all", "any", "not", "eq", "ne", "in", "gt", "gte", "lt", "lte", "contains"}};
inline constexpr types::EnumNames<LatencyQuantile, kLatencyQuantiles> kQuantileNames{
    {"p50", "p75", "p90", "p95", "p99"}};
inline constexpr types::EnumNames<Fastest::By, 2> kByNames{{"first_token", "total"}};

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_ROUTE_NAMES_H_
