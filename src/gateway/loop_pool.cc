#include "gateway/loop_pool.h"

#include <algorithm>

namespace omnillm::gateway {

namespace {

// Loops kept for blocking callers to come; each has a quarter of a megabyte to read into.
constexpr std::size_t kIdleLoops = 64;

}  // namespace

LoopPool::LoopPool(std::shared_ptr<const Clock> clock, std::size_t threads)
    : clock_(std::move(clock)), threads_(std::max<std::size_t>(1, threads)) {}

LoopPool::~LoopPool() {
  std::vector<Runner> runners;
  {
    MutexLock lock(&mu_);
    runners.swap(runners_);
  }
  for (Runner& runner : runners) runner.loop->stop();
  for (Runner& runner : runners) {
    if (runner.thread.get_id() == std::this_thread::get_id())
      runner.thread.detach();
    else
      runner.thread.join();
  }
}

LoopPool::Borrowed& LoopPool::Borrowed::operator=(Borrowed&& other) noexcept {
  if (this == &other) return *this;
  if (loop_) pool_->give_back(std::move(loop_));
  pool_ = other.pool_;
  loop_ = std::move(other.loop_);
  return *this;
}

LoopPool::Borrowed::~Borrowed() {
  if (loop_) pool_->give_back(std::move(loop_));
}

Result<LoopPool::Borrowed> LoopPool::borrow() {
  {
    MutexLock lock(&mu_);
    if (!idle_.empty()) {
      Borrowed borrowed(this, std::move(idle_.back()));
      idle_.pop_back();
      return borrowed;
    }
  }
  auto made = net::Reactor::create(*clock_);
  if (!made) return tl::unexpected(std::move(made.error()));
  return Borrowed(this, *std::move(made));
}

void LoopPool::give_back(std::unique_ptr<net::Reactor> loop) {
  MutexLock lock(&mu_);
  if (idle_.size() < kIdleLoops) idle_.push_back(std::move(loop));
}

Result<void> LoopPool::start_threads() {
  while (runners_.size() < threads_) {
    auto made = net::Reactor::create(*clock_);
    if (!made) return tl::unexpected(std::move(made.error()));
    const std::shared_ptr<net::Reactor> loop = *std::move(made);
    runners_.push_back({loop, std::thread([loop, clock = clock_] { loop->run(); })});
  }
  return {};
}

Result<net::Reactor*> LoopPool::background() {
  MutexLock lock(&mu_);
  if (auto started = start_threads(); !started && runners_.empty())
    return tl::unexpected(std::move(started.error()));
  return runners_[next_++ % runners_.size()].loop.get();
}

}  // namespace omnillm::gateway
