#include "net/reactor.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace omnillm::net {

namespace {

tl::unexpected<Error> no_descriptor(const char* what) {
  return fail(ErrorKind::Network, std::string("cannot make ") + what + ": " + std::strerror(errno) +
                                      " (raise the limit of open files?)");
}

}  // namespace

Result<std::unique_ptr<Reactor>> Reactor::create(const Clock& clock) {
  FileDescriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return no_descriptor("an epoll descriptor");
  FileDescriptor bell(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!bell) return no_descriptor("an event descriptor");
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.ptr = nullptr;
  if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, bell.get(), &event) != 0)
    return no_descriptor("an event descriptor");
  return std::unique_ptr<Reactor>(new Reactor(clock, std::move(epoll), std::move(bell)));
}

Reactor::Reactor(const Clock& clock, FileDescriptor epoll, FileDescriptor bell)
    : clock_(clock),
      epoll_(std::move(epoll)),
      bell_(std::move(bell)),
      scratch_(std::make_unique_for_overwrite<char[]>(kScratchSize)) {}

Reactor::~Reactor() {
  while (!residents_.empty()) evict(residents_.back().first);
}

Resident* Reactor::resident(const void* key) const {
  for (const auto& [its_key, resident] : residents_)
    if (its_key == key) return resident.get();
  return nullptr;
}

void Reactor::house(const void* key, std::unique_ptr<Resident> resident) {
  residents_.emplace_back(key, std::move(resident));
}

void Reactor::evict(const void* key) {
  const auto found = std::find_if(residents_.begin(), residents_.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  if (found == residents_.end()) return;
  const auto resident = std::move(found->second);  // destroyed when it is found no more
  residents_.erase(found);
}

void Reactor::post(Callback callback) {
  bool ring = false;
  {
    const MutexLock lock(&mu_);
    posted_.push_back(std::move(callback));
    // The thread that runs the loop looks at posted_ before it waits.
    ring = !rung_ && !is_here();
    if (ring) rung_ = true;
  }
  if (!ring) return;
  const std::uint64_t one = 1;
  // It can only fail by being full, and then it has been rung.
  [[maybe_unused]] const auto written = ::write(bell_.get(), &one, sizeof one);
}

EventLoop::TimerId Reactor::call_at(Instant when, Callback callback) {
  const std::uint64_t id = next_timer_++;
  const auto at = timers_.emplace(when, std::pair(id, std::move(callback)));
  timer_by_id_.emplace(id, at);
  return static_cast<TimerId>(id);
}

void Reactor::cancel(TimerId timer) {
  const auto found = timer_by_id_.find(static_cast<std::uint64_t>(timer));
  if (found == timer_by_id_.end()) return;
  const auto node = timers_.extract(found->second);  // destroyed last: its callback may own much
  timer_by_id_.erase(found);
}

Result<void> Reactor::watch(int fd, Watcher& watcher) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watcher;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    return fail(ErrorKind::Network, std::string("cannot watch a socket: ") + std::strerror(errno));
  return {};
}

void Reactor::unwatch(int fd, Watcher& watcher) {
  epoll_event ignored{};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, &ignored);
  for (std::size_t i = 0; i < found_count_; ++i)
    if (found_[i].watcher == &watcher) found_[i].watcher = nullptr;
}

bool Reactor::run_posted() {
  {
    const MutexLock lock(&mu_);
    running_.swap(posted_);
    rung_ = false;
  }
  if (running_.empty()) return false;
  for (Callback& callback : running_) callback();
  running_.clear();
  return true;
}

bool Reactor::run_timers() {
  if (timers_.empty()) return false;
  const Instant now = clock_.now();
  bool ran = false;
  while (!timers_.empty() && timers_.begin()->first <= now) {
    auto node = timers_.extract(timers_.begin());
    timer_by_id_.erase(node.mapped().first);
    node.mapped().second();
    ran = true;
  }
  return ran;
}

int Reactor::timeout_ms(Instant until) const {
  const Instant due = timers_.empty() ? until : std::min(until, timers_.begin()->first);
  if (due == Instant::max()) return -1;
  const Instant now = clock_.now();
  if (due <= now) return 0;
  // Rounded up: to wake too early is to wake twice.
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(due - now).count();
  return static_cast<int>(std::min<std::int64_t>(ms, 3'600'000));
}

void Reactor::wait(Instant until) {
  std::array<epoll_event, 256> events;
  const int count =
      ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout_ms(until));
  if (count <= 0) return;  // nothing, or a signal
  found_count_ = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    auto* watcher = static_cast<Watcher*>(event.data.ptr);
    if (!watcher) {
      std::uint64_t rings = 0;
      [[maybe_unused]] const auto read = ::read(bell_.get(), &rings, sizeof rings);
      continue;
    }
    const bool gone = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    found_[found_count_++] = {
        .watcher = watcher,
        .ready = {.readable = gone || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0,
                  .writable = gone || (event.events & EPOLLOUT) != 0,
                  .ended = gone || (event.events & EPOLLRDHUP) != 0}};
  }
  for (std::size_t i = 0; i < found_count_; ++i)
    if (Watcher* watcher = found_[i].watcher) watcher->on_ready(found_[i].ready);
  found_count_ = 0;
}

void Reactor::run_once(Instant until) {
  runner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  // Both, so that neither a chain of posts nor one of timers starves the other.
  const bool posted = run_posted();
  const bool timed = run_timers();
  wait(posted || timed ? clock_.now() : until);
  run_posted();
  run_timers();
  runner_.store({}, std::memory_order_relaxed);
}

void Reactor::run() {
  while (!stopping_.load(std::memory_order_acquire)) run_once(Instant::max());
}

void Reactor::stop() {
  stopping_.store(true, std::memory_order_release);
  post([] {});
}

}  // namespace omnillm::net
