// The real Scheduler: one thread that sleeps until the next task is due.

#ifndef OMNILLM_BASE_THREAD_SCHEDULER_H_
#define OMNILLM_BASE_THREAD_SCHEDULER_H_

#include <map>
#include <thread>
#include <unordered_map>

#include "base/mutex.h"
#include "omnillm/clock.h"

namespace omnillm {

// Runs tasks on a thread of its own. Tasks must be short: they share it. When a task runs,
// SystemClock's now() has reached its instant: one that asks the time and finds it too early would
// have to ask again at once, and spin.
//
// Lifetime: the destructor finishes the task that is running and drops the others.
// Requires: not destroyed from inside one of its tasks.
class ThreadScheduler final : public Scheduler {
 public:
  ThreadScheduler();
  ~ThreadScheduler() override;
  ThreadScheduler(const ThreadScheduler&) = delete;
  ThreadScheduler& operator=(const ThreadScheduler&) = delete;

  TimerId call_at(Instant when, Task task) override;
  bool cancel(TimerId id) override;

 private:
  using Queue = std::multimap<Instant, std::pair<TimerId, Task>>;

  void run();

  const SystemClock clock_;

  Mutex mu_;
  CondVar changed_;
  Queue queue_ ABSL_GUARDED_BY(mu_);
  std::unordered_map<std::uint64_t, Queue::iterator> by_id_ ABSL_GUARDED_BY(mu_);
  std::uint64_t next_id_ ABSL_GUARDED_BY(mu_) = 1;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_THREAD_SCHEDULER_H_
