// The loops that calls run on. A blocking call borrows one and runs it on the caller's own thread:
// nothing is handed to another thread and back. What is asynchronous runs on a few threads of ours.

#ifndef OMNILLM_GATEWAY_LOOP_POOL_H_
#define OMNILLM_GATEWAY_LOOP_POOL_H_

#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "net/reactor.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// Thread safety: every member may be called by any threads at once.
// Lifetime: it outlives what it lends.
class LoopPool {
 public:
  // `threads` run what is asynchronous; they start when they are first asked for.
  LoopPool(std::shared_ptr<const Clock> clock, std::size_t threads);
  // Stops the threads. The last call of a gateway may take it down from one of them: that thread
  // then goes on for as long as it needs to come back from where it is. Requires: nothing is
  // borrowed.
  ~LoopPool();
  LoopPool(const LoopPool&) = delete;
  LoopPool& operator=(const LoopPool&) = delete;

  // A loop for one thread to run, given back when it dies. The one that was given back last comes
  // first: its connections are the freshest.
  class Borrowed {
   public:
    Borrowed() = default;
    Borrowed(LoopPool* pool, std::unique_ptr<net::Reactor> loop)
        : pool_(pool), loop_(std::move(loop)) {}
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&& other) noexcept;
    ~Borrowed();

    [[nodiscard]] net::Reactor* get() const { return loop_.get(); }
    [[nodiscard]] net::Reactor* operator->() const { return loop_.get(); }
    [[nodiscard]] net::Reactor& operator*() const { return *loop_; }

   private:
    LoopPool* pool_ = nullptr;
    std::unique_ptr<net::Reactor> loop_;
  };

  // Errors: Network, when the process is out of descriptors.
  [[nodiscard]] Result<Borrowed> borrow();

  // One of the loops that run by themselves, each in turn.
  [[nodiscard]] Result<net::Reactor*> background();

 private:
  void give_back(std::unique_ptr<net::Reactor> loop);
  [[nodiscard]] Result<void> start_threads() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  struct Runner {
    std::shared_ptr<net::Reactor> loop;  // its thread's as well
    std::thread thread;
  };

  const std::shared_ptr<const Clock> clock_;
  const std::size_t threads_;
  Mutex mu_;
  std::vector<std::unique_ptr<net::Reactor>> idle_ ABSL_GUARDED_BY(mu_);
  std::vector<Runner> runners_ ABSL_GUARDED_BY(mu_);
  std::size_t next_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_LOOP_POOL_H_
