#ifndef OMNILLM_SIM_HTTP_SIGNATURE_H_
#define OMNILLM_SIM_HTTP_SIGNATURE_H_

#include <string>

#include "listener/exchange.h"
#include "sim/http_auth.h"

namespace omnillm::sim {

// Whether the AWS signature of a request is what somebody with that secret would have written: made
// again from the request as it came, with the headers that the signature names. An empty secret
// believes every signature.
[[nodiscard]] bool is_signed_by(const std::string& secret, const Credential& credential,
                                const listener::ServerRequest& request);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_SIGNATURE_H_
