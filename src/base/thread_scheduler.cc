#include "base/thread_scheduler.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace omnillm {
namespace {

// Instants are counted on the steady clock, so one converts into the other without loss.
std::chrono::steady_clock::time_point to_steady(Instant when) {
  return std::chrono::steady_clock::time_point(when.time_since_epoch());
}

// SystemClock tells the time of the last timer tick. While that is short of an instant the steady
// clock has passed, the next tick is worth waiting for.
constexpr Duration kTick = std::chrono::milliseconds(1);

std::chrono::steady_clock::time_point when_to_look_again(Instant due) {
  return std::max(to_steady(due), std::chrono::steady_clock::now() + kTick);
}

}  // namespace

ThreadScheduler::ThreadScheduler() : thread_([this] { run(); }) {}

ThreadScheduler::~ThreadScheduler() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

Scheduler::TimerId ThreadScheduler::call_at(Instant when, Task task) {
  MutexLock lock(&mu_);
  const std::uint64_t id = next_id_++;
  const auto place = queue_.emplace(when, std::pair(TimerId{id}, std::move(task)));
  by_id_.emplace(id, place);
  if (place == queue_.begin()) changed_.notify_all();
  return TimerId{id};
}

bool ThreadScheduler::cancel(TimerId id) {
  std::optional<Task> dropped;  // destroyed outside the lock: it may own anything
  MutexLock lock(&mu_);
  const auto found = by_id_.find(static_cast<std::uint64_t>(id));
  if (found == by_id_.end()) return false;
  dropped = std::move(found->second->second.second);
  queue_.erase(found->second);
  by_id_.erase(found);
  return true;
}

void ThreadScheduler::run() {
  mu_.lock();
  while (!stopping_) {
    if (queue_.empty()) {
      changed_.wait(&mu_);
      continue;
    }
    const auto first = queue_.begin();
    const Instant due = first->first;
    if (due > clock_.now()) {
      changed_.wait_until(&mu_, when_to_look_again(due));
      continue;
    }
    Task task = std::move(first->second.second);
    by_id_.erase(static_cast<std::uint64_t>(first->second.first));
    queue_.erase(first);
    mu_.unlock();
    task();
    task = nullptr;
    mu_.lock();
  }
  mu_.unlock();
}

std::unique_ptr<Scheduler> make_thread_scheduler() { return std::make_unique<ThreadScheduler>(); }

}  // namespace omnillm
