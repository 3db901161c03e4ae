// A value that is read often and replaced whole now and then.
//
//   SnapshotCell<PriceBook> prices(initial);
//   std::shared_ptr<const PriceBook> book = prices.load();   // stays as it is while it is held
//   prices.store(std::make_shared<const PriceBook>(next));
//
// std::atomic<std::shared_ptr> would do, but ThreadSanitizer reports libstdc++ 12's; a short lock
// does the same and costs some 15 ns. Thread safety: every member may be called by any threads at
// once. Memory ordering: what happened before store() is visible to whoever load()s that value.

#ifndef OMNILLM_BASE_SNAPSHOT_CELL_H_
#define OMNILLM_BASE_SNAPSHOT_CELL_H_

#include <memory>
#include <utility>

#include "base/mutex.h"

namespace omnillm {

template <class T>
class SnapshotCell {
 public:
  explicit SnapshotCell(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  [[nodiscard]] std::shared_ptr<const T> load() const {
    MutexLock lock(&mu_);
    return value_;
  }

  void store(std::shared_ptr<const T> value) {
    {
      MutexLock lock(&mu_);
      value_.swap(value);
    }
    // The old value dies here, outside the lock.
  }

 private:
  mutable Mutex mu_;
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_SNAPSHOT_CELL_H_
