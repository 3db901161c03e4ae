#include "omnillm/queued_sink.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/event_queue.h"
#include "base/mutex.h"

namespace omnillm {

class QueuedSink::Worker {
 public:
  Worker(Function function, const Options& options)
      : function_(std::move(function)),
        batch_size_(std::max<std::size_t>(1, options.batch)),
        queue_(std::max<std::size_t>(1, options.capacity)) {
    batch_.reserve(batch_size_);
    thread_ = std::thread([this] { run(); });
  }

  ~Worker() {
    {
      MutexLock lock(&mu_);
      stopping_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

  void push(const CallRecord& record) {
    if (!queue_.push(std::make_unique<CallRecord>(record))) return;
    pushed_.fetch_add(1, std::memory_order_seq_cst);
    if (!asleep_.load(std::memory_order_seq_cst)) return;
    MutexLock lock(&mu_);
    changed_.notify_all();
  }

  bool flush(Duration at_most) {
    const auto longest = std::chrono::duration_cast<Duration>(std::chrono::hours(24 * 365));
    const auto until = std::chrono::steady_clock::now() + std::clamp(at_most, Duration{0}, longest);
    MutexLock lock(&mu_);
    const std::uint64_t mine = ++flush_wanted_;
    changed_.notify_all();
    while (flushed_ < mine)
      if (!changed_.wait_until(&mu_, until)) return flushed_ >= mine;
    return true;
  }

  [[nodiscard]] std::uint64_t delivered() const {
    return delivered_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t dropped() const { return queue_.dropped(); }
  [[nodiscard]] std::uint64_t failed_batches() const {
    return failed_batches_.load(std::memory_order_relaxed);
  }

 private:
  void run() {
    for (;;) {
      const std::uint64_t flush = flushes_wanted();
      const std::uint64_t seen = pushed_.load(std::memory_order_seq_cst);
      if (deliver_what_is_there() != 0) continue;
      if (!sleep(flush, seen)) return;
    }
  }

  std::uint64_t flushes_wanted() {
    MutexLock lock(&mu_);
    return flush_wanted_;
  }

  std::size_t deliver_what_is_there() {
    const std::size_t taken = queue_.drain([this](std::unique_ptr<CallRecord>&& record) {
      batch_.push_back(std::move(*record));
      if (batch_.size() == batch_size_) deliver();
    });
    deliver();
    return taken;
  }

  void deliver() {
    if (batch_.empty()) return;
    try {
      function_(batch_);
    } catch (...) {
      failed_batches_.fetch_add(1, std::memory_order_relaxed);
    }
    delivered_.fetch_add(batch_.size(), std::memory_order_relaxed);
    batch_.clear();
  }

  // The queue was found empty after `seen` records had been pushed and `flush` flushes asked for.
  // False when it is time to end.
  bool sleep(std::uint64_t flush, std::uint64_t seen) {
    MutexLock lock(&mu_);
    if (flushed_ < flush) {
      flushed_ = flush;
      changed_.notify_all();
    }
    asleep_.store(true, std::memory_order_seq_cst);
    while (!stopping_ && flush_wanted_ == flushed_ &&
           pushed_.load(std::memory_order_seq_cst) == seen)
      changed_.wait(&mu_);
    asleep_.store(false, std::memory_order_relaxed);
    return !stopping_ || pushed_.load(std::memory_order_seq_cst) != seen;
  }

  Function function_;  // on the worker's thread only, as is the batch
  std::vector<CallRecord> batch_;
  const std::size_t batch_size_;

  EventQueue<std::unique_ptr<CallRecord>> queue_;
  std::atomic<std::uint64_t> pushed_{0};
  std::atomic<bool> asleep_{false};
  std::atomic<std::uint64_t> delivered_{0};
  std::atomic<std::uint64_t> failed_batches_{0};

  Mutex mu_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::uint64_t flush_wanted_ ABSL_GUARDED_BY(mu_) = 0;
  std::uint64_t flushed_ ABSL_GUARDED_BY(mu_) = 0;

  std::thread thread_;
};

QueuedSink::QueuedSink(Function function) : QueuedSink(std::move(function), Options{}) {}

QueuedSink::QueuedSink(Function function, const Options& options)
    : worker_(std::make_unique<Worker>(std::move(function), options)) {}

QueuedSink::~QueuedSink() = default;

void QueuedSink::on_finished(const CallRecord& record) { worker_->push(record); }
bool QueuedSink::flush(Duration at_most) { return worker_->flush(at_most); }
std::uint64_t QueuedSink::delivered() const { return worker_->delivered(); }
std::uint64_t QueuedSink::dropped() const { return worker_->dropped(); }
std::uint64_t QueuedSink::failed_batches() const { return worker_->failed_batches(); }

}  // namespace omnillm
