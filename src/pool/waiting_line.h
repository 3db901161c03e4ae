// Who waits for a key, in which order, and until when: data only. The pool serves it.
//
// Order: lower priority number first, then first come first served.
// Thread safety: guarded by its owner's mutex.

#ifndef OMNILLM_POOL_WAITING_LINE_H_
#define OMNILLM_POOL_WAITING_LINE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "omnillm/pool.h"

namespace omnillm::pool {

struct Waiter {
  std::uint64_t id = 0;
  std::int64_t tokens = 0;
  std::string model;
  std::uint32_t avoid = KeyRequest::kNoKey;
  Instant deadline{};
  KeyPool::Done done;

  [[nodiscard]] KeyRequest request() const {
    return {.tokens = tokens, .model = model, .avoid = avoid};
  }
};

class WaitingLine {
 public:
  // (priority, number on arrival)
  using Place = std::pair<int, std::uint64_t>;
  using Queue = std::map<Place, Waiter>;

  // Returns the waiter's id.
  std::uint64_t join(int priority, Waiter waiter);

  // Takes a waiter out; empty when it is not there any more.
  std::optional<Waiter> leave(std::uint64_t id);
  Waiter take(Queue::iterator place);

  [[nodiscard]] Queue& queue() { return queue_; }
  [[nodiscard]] std::size_t size() const { return queue_.size(); }

  // The earliest deadline; Instant::max() when nobody waits or nobody has one.
  [[nodiscard]] Instant next_deadline() const;
  // Takes out one waiter whose deadline has passed.
  std::optional<Waiter> take_expired(Instant now);

 private:
  std::uint64_t next_id_ = 1;
  Queue queue_;
  std::unordered_map<std::uint64_t, Queue::iterator> by_id_;
  std::multimap<Instant, std::uint64_t> by_deadline_;
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_WAITING_LINE_H_
