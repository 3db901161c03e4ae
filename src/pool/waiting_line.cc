#include "pool/waiting_line.h"

namespace omnillm::pool {

std::uint64_t WaitingLine::join(int priority, Waiter waiter) {
  const std::uint64_t id = next_id_++;
  waiter.id = id;
  const Instant deadline = waiter.deadline;
  by_id_.emplace(id, queue_.emplace(Place{priority, id}, std::move(waiter)).first);
  by_deadline_.emplace(deadline, id);
  return id;
}

Waiter WaitingLine::take(Queue::iterator place) {
  Waiter waiter = std::move(place->second);
  queue_.erase(place);
  by_id_.erase(waiter.id);
  auto [at, end] = by_deadline_.equal_range(waiter.deadline);
  while (at != end && at->second != waiter.id) ++at;
  if (at != end) by_deadline_.erase(at);
  return waiter;
}

std::optional<Waiter> WaitingLine::leave(std::uint64_t id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return take(found->second);
}

Instant WaitingLine::next_deadline() const {
  return by_deadline_.empty() ? Instant::max() : by_deadline_.begin()->first;
}

std::optional<Waiter> WaitingLine::take_expired(Instant now) {
  if (by_deadline_.empty() || by_deadline_.begin()->first > now) return std::nullopt;
  return leave(by_deadline_.begin()->second);
}

}  // namespace omnillm::pool
