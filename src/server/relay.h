// A caller's request on its way to a model, and the answer on its way back: read in the caller's
// protocol, sent in the provider's, written in the caller's again.

#ifndef OMNILLM_SERVER_RELAY_H_
#define OMNILLM_SERVER_RELAY_H_

#include <memory>

#include "listener/exchange.h"
#include "net/task.h"
#include "omnillm/gateway.h"
#include "server/callers.h"
#include "server/doors.h"

namespace omnillm::server {

// Lifetime: caller and `out` outlive the task, which may be destroyed wherever it stands: what it
// holds is given back then, and what was seen of a stream is charged.
[[nodiscard]] net::Task<void> relay(Gateway gateway, std::shared_ptr<const Caller> caller,
                                    WireFormat format, listener::ServerRequest request,
                                    listener::ResponseWriter& out);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_RELAY_H_
