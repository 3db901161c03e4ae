#include "interrupt_watch.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>

namespace omnillm::app {
namespace {

sigset_t interrupt_alone() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

InterruptWatch::InterruptWatch(std::function<void()> on_interrupt)
    : on_interrupt_(std::move(on_interrupt)) {
  const sigset_t set = interrupt_alone();
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  // Without descriptors SIGINT stays what it was.
  if (signals_ < 0 || stop_ < 0) return;
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { run(); });
}

InterruptWatch::~InterruptWatch() {
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    if (::write(stop_, &one, sizeof one) == static_cast<ssize_t>(sizeof one)) thread_.join();
    const sigset_t set = interrupt_alone();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  }
  if (signals_ >= 0) ::close(signals_);
  if (stop_ >= 0) ::close(stop_);
}

void InterruptWatch::run() const {
  while (true) {
    std::array<pollfd, 2> wait{{{stop_, POLLIN, 0}, {signals_, POLLIN, 0}}};
    if (::poll(wait.data(), wait.size(), -1) < 0) continue;
    if (wait[0].revents != 0) return;
    signalfd_siginfo came{};
    if (::read(signals_, &came, sizeof came) == static_cast<ssize_t>(sizeof came)) on_interrupt_();
  }
}

}  // namespace omnillm::app
