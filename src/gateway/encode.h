// A canonical request as the bytes of one provider's protocol.

#ifndef OMNILLM_GATEWAY_ENCODE_H_
#define OMNILLM_GATEWAY_ENCODE_H_

#include <string>
#include <vector>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/endpoints.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/transport.h"

namespace omnillm::gateway {

// Everything but the credentials.
struct Encoded {
  HttpRequest http{};
  std::vector<Loss> losses{};
};

// Headers: the endpoint's own, then the protocol's, then `extra`, each taking the place of the one
// before. Errors: BadRequest, for what cannot be said in this protocol; Configuration.
[[nodiscard]] Result<Encoded> encode(const ProviderEndpoint& endpoint, const Dialect& dialect,
                                     const ApiRequest& request, const Headers& extra);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_ENCODE_H_
