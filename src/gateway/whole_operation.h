// Running a call whose answer comes whole.

#ifndef OMNILLM_GATEWAY_WHOLE_OPERATION_H_
#define OMNILLM_GATEWAY_WHOLE_OPERATION_H_

#include <absl/functional/any_invocable.h>

#include <memory>

#include "gateway/core.h"
#include "omnillm/endpoints.h"

namespace omnillm::gateway {

// What came of it.
struct Outcome {
  Result<ApiResponse> response;
  std::shared_ptr<const CallRecord> record{};
};

// On the calling thread, which runs the loop meanwhile.
[[nodiscard]] Outcome run_whole(const std::shared_ptr<Core>& core, ApiRequest request,
                                CallOptions options);

// On a thread of the gateway's, which calls `done` at the end. A call that cannot begin calls it
// before this returns.
void start_whole(const std::shared_ptr<Core>& core, ApiRequest request, CallOptions options,
                 absl::AnyInvocable<void(Outcome)> done);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_WHOLE_OPERATION_H_
