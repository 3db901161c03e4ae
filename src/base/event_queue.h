// A bounded queue from many threads to one sink: pushing never blocks, and what does not fit is
// counted, not lost silently.
//
//   EventQueue<Record> queue(65'536);
//   queue.push(std::move(record));          // false, and dropped() grows, when the sink is behind
//   queue.drain([&](Record&& r) { ... });   // on the sink's thread
//
// Thread safety: push() and the counters may be called by any threads at once; drain() by one at a
// time. Order: records of one thread stay in order; those of different threads interleave.

#ifndef OMNILLM_BASE_EVENT_QUEUE_H_
#define OMNILLM_BASE_EVENT_QUEUE_H_

#include <concurrentqueue/concurrentqueue.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace omnillm {

template <class T>
class EventQueue {
 public:
  explicit EventQueue(std::size_t capacity) : capacity_(capacity), queue_(capacity) {}

  bool push(T value) {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) < capacity_ &&
        queue_.enqueue(std::move(value)))
      return true;
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }

  // Hands what is there now to `sink`, and returns how many there were. What arrives meanwhile may
  // be left for the next time, so that a steady stream cannot keep the sink in here for ever.
  template <class Sink>
  std::size_t drain(Sink&& sink) {
    const std::size_t there = waiting();
    std::size_t total = 0;
    std::array<T, kBatch> batch;
    while (total < there) {
      const std::size_t n = queue_.try_dequeue_bulk(batch.begin(), std::min(kBatch, there - total));
      if (n == 0) break;
      waiting_.fetch_sub(n, std::memory_order_relaxed);
      total += n;
      for (std::size_t i = 0; i < n; ++i) sink(std::move(batch[i]));
    }
    return total;
  }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kBatch = 64;

  const std::size_t capacity_;
  moodycamel::ConcurrentQueue<T> queue_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_EVENT_QUEUE_H_
