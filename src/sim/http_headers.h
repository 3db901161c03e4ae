// What a provider says about its limits in the headers of its answers.

#ifndef OMNILLM_SIM_HTTP_HEADERS_H_
#define OMNILLM_SIM_HTTP_HEADERS_H_

#include <string>

#include "omnillm/clock.h"
#include "omnillm/protocol.h"
#include "omnillm/transport_form.h"
#include "sim/http_keys.h"

namespace omnillm::sim {

// In that provider's own names and notations; nothing for those who say nothing.
void add_limit_headers(ProviderKind kind, const LimitsView& limits, WallTime now, Headers& headers);

// The name of the request, as that provider calls it.
void add_request_id(ProviderKind kind, const std::string& id, Headers& headers);

// "2026-03-14T15:09:26Z"
[[nodiscard]] std::string rfc3339(WallTime when);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_HEADERS_H_
