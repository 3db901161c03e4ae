// The one way of every call: plan, encode, admit, sign, send, read, settle; and again elsewhere
// when that fails and somebody else may do better.

#ifndef OMNILLM_GATEWAY_PIPELINE_H_
#define OMNILLM_GATEWAY_PIPELINE_H_

#include "gateway/call.h"
#include "net/task.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// Carries a call to its reply: `call.response` when it comes whole, `call.stream` when it is a
// stream, which then has shown its first event. Destroying the task gives the call up, wherever it
// stands. Lifetime: the call must outlive the task.
[[nodiscard]] net::Task<Result<void>> carry(Call& call);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_PIPELINE_H_
