// Waiting for leave to send, as a coroutine does.

#ifndef OMNILLM_GATEWAY_ADMIT_H_
#define OMNILLM_GATEWAY_ADMIT_H_

#include <coroutine>
#include <memory>
#include <optional>

#include "net/event_loop.h"
#include "omnillm/admission.h"

namespace omnillm::gateway {

// co_await AdmissionWait(admitter, request, options, loop): an Admission or why not.
//
// The answer comes on whichever thread gives capacity back, and is carried to the loop. A task that
// is destroyed while it waits leaves the line; an admission that comes at that very moment gives
// everything back.
class AdmissionWait {
 public:
  AdmissionWait(Admitter& admitter, const AdmissionRequest& request, KeyPool::WaitOptions options,
                EventLoop& loop);
  ~AdmissionWait();
  AdmissionWait(const AdmissionWait&) = delete;
  AdmissionWait& operator=(const AdmissionWait&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiting);
  Admitter::Admitted await_resume();

 private:
  struct Shared;

  Admitter& admitter_;
  const AdmissionRequest& request_;
  KeyPool::WaitOptions options_;
  EventLoop& loop_;
  std::shared_ptr<Shared> shared_;
  KeyPool::WaitId id_{};
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_ADMIT_H_
