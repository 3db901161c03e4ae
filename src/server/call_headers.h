// What a caller asks for by headers, besides what its protocol says: docs/serve.md lists them.

#ifndef OMNILLM_SERVER_CALL_HEADERS_H_
#define OMNILLM_SERVER_CALL_HEADERS_H_

#include "omnillm/call_options.h"
#include "omnillm/result.h"
#include "server/callers.h"

namespace omnillm::server {

// x-omnillm-route, -timeout ("30s", "500ms"), -max-cost ("0.05"), -tags ("team=search, env=dev"),
// and what the caller's key says. Errors: BadRequest, naming the header; Permission.
[[nodiscard]] Result<CallOptions> call_options(const Caller& caller, const Headers& headers);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CALL_HEADERS_H_
