// The real event loop: epoll, timers, and callbacks posted by other threads.

#ifndef OMNILLM_NET_REACTOR_H_
#define OMNILLM_NET_REACTOR_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "net/event_loop.h"
#include "net/file_descriptor.h"
#include "omnillm/result.h"

namespace omnillm::net {

// What is told of a descriptor: it can be read, written, or both. A peer that has gone makes both
// true: the next call says so. A peer that writes no more has ended; what it wrote is still to be
// read.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool ended = false;
};

// Who wants to know when a descriptor is ready. It is told at the edges: once when that changes, so
// it reads and writes until the kernel says "would block" (or has given less than was asked for).
class Watcher {
 public:
  virtual void on_ready(Readiness ready) = 0;

 protected:
  ~Watcher() = default;
};

// What somebody keeps on a loop: connections that wait to be used again, for instance.
class Resident {
 public:
  virtual ~Resident() = default;
};

// One thread's loop. It may be run by one thread now and by another later, never by two.
//
//   Reactor reactor(clock);
//   task.start();
//   while (!task.done()) reactor.run_once(Instant::max());
//
// A descriptor is registered once, for reading and writing at their edges, and never touched again:
// in steady state a loop makes no system call but epoll_wait.
//
// Thread safety: post() and stop() may be called by any thread; everything else belongs to the
// thread that runs it.
// Lifetime: the clock must outlive it; it must outlive its watchers.
class Reactor final : public EventLoop {
 public:
  // Errors: Network, when the process is out of descriptors.
  [[nodiscard]] static Result<std::unique_ptr<Reactor>> create(const Clock& clock);
  ~Reactor() override;

  [[nodiscard]] Instant now() const override { return clock_.now(); }
  void post(Callback callback) override;
  TimerId call_at(Instant when, Callback callback) override;
  void cancel(TimerId timer) override;
  [[nodiscard]] bool is_here() const override {
    return runner_.load(std::memory_order_relaxed) == std::this_thread::get_id();
  }

  // `watcher` is told from the next round on, whatever is ready already included.
  // Errors: Network.
  [[nodiscard]] Result<void> watch(int fd, Watcher& watcher);
  // Requires: watched, and not closed yet. It is told no more, not even what this round has found.
  void unwatch(int fd, Watcher& watcher);

  // Runs what is due: posted callbacks, ready descriptors, timers. Waits for something until
  // `until`, and not at all if something has been run without waiting.
  void run_once(Instant until);
  // Runs until stop().
  void run();
  void stop();

  // What is kept here under `key`, null if nothing is. It is destroyed on the loop's thread: when
  // it is evicted, or with the loop, before anything else of it.
  [[nodiscard]] Resident* resident(const void* key) const;
  void house(const void* key, std::unique_ptr<Resident> resident);
  void evict(const void* key);

  // Memory for one read, shared by all who read on this loop: what is in it is valid until the next
  // of them reads.
  [[nodiscard]] std::span<char> scratch() { return {scratch_.get(), kScratchSize}; }

  static constexpr std::size_t kScratchSize = std::size_t{256} << 10;

 private:
  using Timers = std::multimap<Instant, std::pair<std::uint64_t, Callback>>;

  Reactor(const Clock& clock, FileDescriptor epoll, FileDescriptor bell);

  bool run_posted();
  bool run_timers();
  void wait(Instant until);
  [[nodiscard]] int timeout_ms(Instant until) const;

  const Clock& clock_;
  FileDescriptor epoll_;
  FileDescriptor bell_;  // an eventfd: rung when something was posted
  std::atomic<std::thread::id> runner_{};
  std::atomic<bool> stopping_{false};

  Mutex mu_;
  std::vector<Callback> posted_ ABSL_GUARDED_BY(mu_);
  bool rung_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Callback> running_;  // swapped with posted_, so that both keep their memory

  Timers timers_;
  std::unordered_map<std::uint64_t, Timers::iterator> timer_by_id_;
  std::uint64_t next_timer_ = 1;

  // What this round has found and not told yet; unwatch() looks for its watcher here.
  struct Found {
    Watcher* watcher = nullptr;
    Readiness ready{};
  };
  std::array<Found, 256> found_{};
  std::size_t found_count_ = 0;

  std::unique_ptr<char[]> scratch_;

  std::vector<std::pair<const void*, std::unique_ptr<Resident>>> residents_;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_REACTOR_H_
