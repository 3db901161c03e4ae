#include "base/virtual_time.h"

#include <algorithm>

namespace omnillm {

Scheduler::TimerId VirtualTime::call_at(Instant when, Task task) {
  const std::uint64_t id = next_id_++;
  by_id_.emplace(id, queue_.emplace(std::max(when, now_), std::pair(id, std::move(task))));
  return TimerId{id};
}

bool VirtualTime::cancel(TimerId id) {
  const auto found = by_id_.find(static_cast<std::uint64_t>(id));
  if (found == by_id_.end()) return false;
  const Task dropped = std::move(found->second->second.second);
  queue_.erase(found->second);
  by_id_.erase(found);
  return true;
}

bool VirtualTime::run_next() {
  const auto first = queue_.begin();
  if (first == queue_.end()) return false;
  now_ = first->first;
  Task task = std::move(first->second.second);
  by_id_.erase(first->second.first);
  queue_.erase(first);
  task();
  return true;
}

void VirtualTime::advance_to(Instant until) {
  while (!queue_.empty() && queue_.begin()->first <= until) run_next();
  now_ = std::max(now_, until);
}

void VirtualTime::advance(Duration by) {
  const bool too_far = by > Duration::zero() && now_ > Instant::max() - by;
  advance_to(too_far ? Instant::max() : now_ + by);
}

}  // namespace omnillm
