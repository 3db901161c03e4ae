#include "budget/window_set.h"

#include <algorithm>

namespace omnillm::budget {
namespace {

// Takes a window out of use if nobody pins it. A thread that pins it later sees kRetired.
bool retire(Window& window) {
  std::uint64_t nobody = 0;
  return window.pins.load(std::memory_order_relaxed) == Window::kRetired ||
         window.pins.compare_exchange_strong(nobody, Window::kRetired, std::memory_order_acq_rel,
                                             std::memory_order_relaxed);
}

}  // namespace

WindowSet::WindowSet(Account* account, Period period, absl::TimeZone zone, FirstAlert first_alert)
    : account_(account), period_(period), zone_(zone), first_alert_(first_alert) {
  // Two to begin with: rolling over allocates only while old windows are still pinned.
  for (int i = 0; i < 2; ++i) {
    windows_.push_back(std::make_unique<Window>());
    windows_.back()->account = account_;
    windows_.back()->pins.store(Window::kRetired, std::memory_order_relaxed);
  }
}

Window* WindowSet::pin(WallTime now) {
  for (;;) {
    Window* const window = current(now);
    const std::uint64_t before = window->pins.fetch_add(1, std::memory_order_acq_rel);
    const bool still_current = current_.load(std::memory_order_acquire) == window;
    if (still_current && (before & Window::kRetired) == 0) return window;
    unpin(window);
  }
}

void WindowSet::unpin(Window* window) { window->pins.fetch_sub(1, std::memory_order_release); }

Window* WindowSet::current(WallTime now) {
  Window* const window = current_.load(std::memory_order_acquire);
  if (window != nullptr && now < window->ends_at()) return window;
  return roll_forward(now);
}

Window* WindowSet::roll_forward(WallTime now) {
  MutexLock lock(&mu_);
  Window* const old = current_.load(std::memory_order_relaxed);
  const auto lasts = [now](const Window& window) {
    return now < window.ends_at() || window.ends_at() == WallTime::max();
  };
  if (old != nullptr && lasts(*old)) return old;  // another thread did it
  Window* const next = unused();
  begin(next, now);
  current_.store(next, std::memory_order_release);
  return next;
}

Window* WindowSet::unused() {
  const Window* const current = current_.load(std::memory_order_relaxed);
  for (const auto& window : windows_) {
    if (window.get() != current && retire(*window)) return window.get();
  }
  windows_.push_back(std::make_unique<Window>());
  windows_.back()->account = account_;
  windows_.back()->pins.store(Window::kRetired, std::memory_order_relaxed);
  return windows_.back().get();
}

void WindowSet::begin(Window* window, WallTime now) {
  const WindowSpan span = window_at(period_, zone_, now);
  window->begins.store(span.begins.time_since_epoch().count(), std::memory_order_relaxed);
  window->ends.store(span.ends.time_since_epoch().count(), std::memory_order_relaxed);
  window->committed.store(0, std::memory_order_relaxed);
  window->settled.store(0, std::memory_order_relaxed);
  window->alerts_fired = 0;
  window->alert_at.store(first_alert_(*account_), std::memory_order_relaxed);
  // Keeps the pins of threads that are about to find out that they pinned a retired window.
  window->pins.fetch_and(~Window::kRetired, std::memory_order_release);
}

Nanos WindowSet::reserved_before() const {
  MutexLock lock(&mu_);
  const Window* const current = current_.load(std::memory_order_relaxed);
  Nanos sum = 0;
  for (const auto& window : windows_) {
    if (window.get() == current) continue;
    const Nanos settled = window->settled.load(std::memory_order_acquire);
    const Nanos reserved = window->committed.load(std::memory_order_acquire) - settled;
    sum += std::min(reserved, kMaxNanos - sum);
  }
  return sum;
}

}  // namespace omnillm::budget
