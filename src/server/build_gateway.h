// The gateway that a configuration asks for.

#ifndef OMNILLM_SERVER_BUILD_GATEWAY_H_
#define OMNILLM_SERVER_BUILD_GATEWAY_H_

#include <memory>

#include "auth/resolver.h"
#include "omnillm/environment.h"
#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"
#include "omnillm/result.h"
#include "server/config.h"

namespace omnillm::server {

// Providers, routes, prices, policies and budgets, those of organisations, projects and keys under
// their names in budget_names.h. What it stands on (clock, transport, observers) is for the caller
// to add.
// Errors: Configuration, for a file of prices that cannot be read.
[[nodiscard]] Result<GatewayBuilder> gateway_builder(const ServerConfig& config,
                                                     const auth::FileReader& files);

// The same, built on the real thing. It asks nobody on the network.
// Errors: Configuration; also everything that GatewayBuilder::build() complains of.
[[nodiscard]] Result<Gateway> build_gateway(const ServerConfig& config,
                                            std::shared_ptr<const Environment> environment,
                                            const auth::FileReader& files);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_BUILD_GATEWAY_H_
