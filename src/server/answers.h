// What the server says itself: errors, in the words of the protocol that was spoken, and the
// headers that tell how an answer came about.

#ifndef OMNILLM_SERVER_ANSWERS_H_
#define OMNILLM_SERVER_ANSWERS_H_

#include <string_view>

#include "listener/exchange.h"
#include "omnillm/call_record.h"
#include "omnillm/error.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_error.h"
#include "omnillm/transport_form.h"

namespace omnillm::server {

// Refuses in the protocol's own form, with Retry-After where waiting helps. `record` may be null.
void send_error(const Error& error, WireFormat format, const CallRecord* record,
                listener::ResponseWriter& out);

// x-omnillm-request-id, -provider, -model, -key, -attempts, and once it is known -cost.
void add_record(const CallRecord& record, Headers& headers);

// The error as the protocol has it, for streams.
[[nodiscard]] ProviderError as_provider_error(const Error& error, WireFormat format);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_ANSWERS_H_
