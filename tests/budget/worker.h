// A thread that does what it is told, one thing at a time, and stays alive in between, so that it
// keeps its own lease.

#ifndef OMNILLM_TESTS_BUDGET_WORKER_H_
#define OMNILLM_TESTS_BUDGET_WORKER_H_

#include <functional>
#include <semaphore>
#include <thread>
#include <utility>

namespace omnillm::budget {

class Worker {
 public:
  Worker() = default;
  ~Worker() {
    task_ = nullptr;
    start_.release();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Runs `task` on the thread and returns when it is done.
  void run(std::function<void()> task) {
    task_ = std::move(task);
    start_.release();
    done_.acquire();
  }

 private:
  void loop() {
    for (;;) {
      start_.acquire();
      if (!task_) return;
      task_();
      done_.release();
    }
  }

  std::function<void()> task_;
  std::binary_semaphore start_{0};
  std::binary_semaphore done_{0};
  std::jthread thread_{[this] { loop(); }};
};

}  // namespace omnillm::budget

#endif  // OMNILLM_TESTS_BUDGET_WORKER_H_
