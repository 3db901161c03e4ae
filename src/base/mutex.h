// A mutex that clang's thread-safety analysis understands and ThreadSanitizer sees through.
//
// Debian's abseil is not instrumented, so its Mutex gives false races under TSan; this wraps
// std::mutex and carries the annotations.
//
//   Mutex mu_;
//   int count_ ABSL_GUARDED_BY(mu_) = 0;
//   ...
//   MutexLock lock(&mu_);

#ifndef OMNILLM_BASE_MUTEX_H_
#define OMNILLM_BASE_MUTEX_H_

#include <absl/base/thread_annotations.h>

#include <condition_variable>
#include <mutex>

namespace omnillm {

class ABSL_LOCKABLE Mutex {
 public:
  void lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mu_.lock(); }
  void unlock() ABSL_UNLOCK_FUNCTION() { mu_.unlock(); }
  bool try_lock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) { return mu_.try_lock(); }

 private:
  std::mutex mu_;
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex* mu) ABSL_EXCLUSIVE_LOCK_FUNCTION(mu) : mu_(mu) { mu_->lock(); }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mu_->unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mu_;
};

// Waits on a Mutex that the caller holds: `while (!ready_) changed_.wait(&mu_);`
class CondVar {
 public:
  void wait(Mutex* mu) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) { cv_.wait(*mu); }
  template <class TimePoint>
  bool wait_until(Mutex* mu, TimePoint when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    return cv_.wait_until(*mu, when) == std::cv_status::no_timeout;
  }
  void notify_one() { cv_.notify_one(); }
  void notify_all() { cv_.notify_all(); }

 private:
  std::condition_variable_any cv_;
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_MUTEX_H_
