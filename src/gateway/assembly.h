// From what a builder was told to a gateway that runs, checking everything on the way.

#ifndef OMNILLM_GATEWAY_ASSEMBLY_H_
#define OMNILLM_GATEWAY_ASSEMBLY_H_

#include <memory>
#include <string>

#include "gateway/core.h"
#include "omnillm/gateway_builder.h"

namespace omnillm::gateway {

// What build() hands out a handle to. Errors: Configuration.
[[nodiscard]] Result<std::shared_ptr<Core>> assemble(const GatewayBuilder& builder);

// What a provider's configuration comes to, once the registry was asked.
struct ResolvedProvider {
  ProviderParts parts{};
  Dialect dialect{};
  AuthScheme scheme{};
  std::vector<KeyConfig> keys{};
  Credentials credentials{};  // of what a key alone does not sign
};

// Errors: Configuration, beginning with the provider's name.
[[nodiscard]] Result<ResolvedProvider> resolve_provider(const ProviderConfig& config,
                                                        const ProviderRegistry& registry,
                                                        const Environment& environment,
                                                        const CredentialResolver& resolver);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_ASSEMBLY_H_
