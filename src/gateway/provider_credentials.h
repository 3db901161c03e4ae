// Who we are at a provider of a gateway: what the user said, what the environment has, what a
// resolver knows; and the way to sign that suits it.

#ifndef OMNILLM_GATEWAY_PROVIDER_CREDENTIALS_H_
#define OMNILLM_GATEWAY_PROVIDER_CREDENTIALS_H_

#include "gateway/assembly.h"
#include "omnillm/credentials.h"
#include "omnillm/environment.h"
#include "omnillm/provider_config.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/providers.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// Fills in the keys, the credentials and the scheme of `out`, and sets that of the endpoint where
// another than its own is used: none for a server that asks for nothing, the first of a provider's
// ways that what we have suits. `known` may be null.
//
// Files are looked at where the environment names them (AWS's profiles, Google's accounts).
// Errors: Configuration, naming what is missing or half there.
[[nodiscard]] Result<void> find_credentials(const ProviderConfig& config,
                                            const ProviderDescriptor* known,
                                            const Environment& environment,
                                            const CredentialResolver& resolver,
                                            ProviderEndpoint& endpoint, ResolvedProvider& out);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_PROVIDER_CREDENTIALS_H_
