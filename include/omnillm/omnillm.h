// Floor: users
//
// Everything public at once. Inside the library, include what is needed.

#ifndef OMNILLM_OMNILLM_H_
#define OMNILLM_OMNILLM_H_

#include "omnillm/admission.h"
#include "omnillm/auth_scheme.h"
#include "omnillm/budget.h"
#include "omnillm/canonical_json.h"
#include "omnillm/clock.h"
#include "omnillm/conversion.h"
#include "omnillm/cost.h"
#include "omnillm/credentials.h"
#include "omnillm/dialect.h"
#include "omnillm/endpoints.h"
#include "omnillm/environment.h"
#include "omnillm/error.h"
#include "omnillm/json.h"
#include "omnillm/keys.h"
#include "omnillm/message.h"
#include "omnillm/money.h"
#include "omnillm/pool.h"
#include "omnillm/prices.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/prompt_layout.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/provider_error.h"
#include "omnillm/providers.h"
#include "omnillm/replay.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/rng.h"
#include "omnillm/secret.h"
#include "omnillm/stream_event.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "omnillm/transport.h"
#include "omnillm/transport_form.h"
#include "omnillm/usage.h"

#endif  // OMNILLM_OMNILLM_H_
