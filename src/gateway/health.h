// What a route is planned by: how busy, how quick, how dear its targets are at this moment.

#ifndef OMNILLM_GATEWAY_HEALTH_H_
#define OMNILLM_GATEWAY_HEALTH_H_

#include <absl/container/inlined_vector.h>

#include "gateway/core.h"
#include "omnillm/routing.h"

namespace omnillm::gateway {

// The figures of every target of a route, taken once. A route of a single target needs none.
// Lifetime: refers to the route and the request.
class HealthView {
 public:
  HealthView(Core& core, const Route& route, const ApiRequest& request);

  [[nodiscard]] RouteHealth health() const {
    return RouteHealth({entries_.data(), entries_.size()});
  }

 private:
  absl::InlinedVector<TargetHealth, 2> entries_;
};

[[nodiscard]] std::string_view model_of(const ApiRequest& request);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_HEALTH_H_
