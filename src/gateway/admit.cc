#include "gateway/admit.h"

#include <utility>

#include "base/mutex.h"

namespace omnillm::gateway {

// What the waiting task and whoever answers share.
struct AdmissionWait::Shared {
  Mutex mu;
  std::optional<Admitter::Admitted> answer ABSL_GUARDED_BY(mu){};
  bool abandoned ABSL_GUARDED_BY(mu) = false;
  // Only touched on the loop's thread.
  std::coroutine_handle<> waiting{};
};

AdmissionWait::AdmissionWait(Admitter& admitter, const AdmissionRequest& request,
                             KeyPool::WaitOptions options, EventLoop& loop)
    : admitter_(admitter),
      request_(request),
      options_(options),
      loop_(loop),
      shared_(std::make_shared<Shared>()) {}

AdmissionWait::~AdmissionWait() {
  if (!shared_->waiting) return;  // never waited, or was answered
  shared_->waiting = {};
  std::optional<Admitter::Admitted> unwanted;
  {
    MutexLock lock(&shared_->mu);
    shared_->abandoned = true;
    unwanted.swap(shared_->answer);
  }
  admitter_.cancel(id_);
}

bool AdmissionWait::await_suspend(std::coroutine_handle<> waiting) {
  shared_->waiting = waiting;
  id_ = admitter_.admit(request_, options_,
                        [shared = shared_, loop = &loop_](Admitter::Admitted admitted) {
                          std::optional<Admitter::Admitted> unwanted;  // dies outside the lock
                          {
                            MutexLock lock(&shared->mu);
                            if (shared->abandoned) {
                              unwanted.emplace(std::move(admitted));
                              return;
                            }
                            shared->answer.emplace(std::move(admitted));
                          }
                          loop->post([shared] {
                            if (shared->waiting) std::exchange(shared->waiting, {}).resume();
                          });
                        });
  return true;
}

Admitter::Admitted AdmissionWait::await_resume() {
  MutexLock lock(&shared_->mu);
  Admitter::Admitted answer = std::move(*shared_->answer);
  shared_->answer.reset();
  return answer;
}

}  // namespace omnillm::gateway
