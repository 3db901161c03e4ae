#include "base/thread_index.h"

#include <array>

#include "base/mutex.h"

namespace omnillm::internal {

thread_local constinit std::uint32_t current_thread_index = kUnassigned;

namespace {

class IndexTable {
 public:
  std::uint32_t take() {
    MutexLock lock(&mu_);
    for (std::uint32_t i = 0; i < kMaxThreadIndex; ++i) {
      if (taken_[i]) continue;
      taken_[i] = true;
      return i;
    }
    return kNoThreadIndex;
  }

  void give_back(std::uint32_t index) {
    if (index == kNoThreadIndex) return;
    MutexLock lock(&mu_);
    taken_[index] = false;
  }

 private:
  Mutex mu_;
  std::array<bool, kMaxThreadIndex> taken_ ABSL_GUARDED_BY(mu_) = {};
};

IndexTable& table() {
  static IndexTable* const leaked = new IndexTable;  // outlives every thread's destructors
  return *leaked;
}

struct Holder {
  std::uint32_t index = table().take();
  ~Holder() {
    table().give_back(index);
    current_thread_index = kNoThreadIndex;  // destructors of other thread-locals may still run
  }
};

}  // namespace

std::uint32_t assign_thread_index() {
  thread_local Holder holder;
  current_thread_index = holder.index;
  return holder.index;
}

}  // namespace omnillm::internal
