#include "routing/latency_window.h"

#include <algorithm>
#include <chrono>

namespace omnillm::routing {
namespace {

constexpr std::array<std::size_t, kLatencyQuantiles> kPercent{50, 75, 90, 95, 99};

std::uint32_t to_microseconds(Duration elapsed) {
  constexpr Duration longest = std::chrono::hours(1);
  const Duration bounded = std::clamp(elapsed, Duration{0}, longest);
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(bounded).count());
}

}  // namespace

void LatencyWindow::record(Duration elapsed) {
  const std::uint64_t index = recorded_.fetch_add(1, std::memory_order_relaxed);
  samples_[index % kSamples].store(to_microseconds(elapsed) + 1, std::memory_order_relaxed);
  if (index < kRefresh || (index + 1) % kRefresh == 0) refresh();
}

void LatencyWindow::refresh() {
  std::array<std::uint32_t, kSamples> sorted{};
  std::size_t filled = 0;
  for (const auto& sample : samples_)
    if (const std::uint32_t held = sample.load(std::memory_order_relaxed); held != 0)
      sorted[filled++] = held - 1;
  if (filled == 0) return;
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(filled));
  for (std::size_t q = 0; q < kLatencyQuantiles; ++q) {
    // The smallest sample that so many per cent do not exceed.
    const std::size_t rank = (filled * kPercent[q] + 99) / 100;
    quantiles_[q].store(sorted[rank - 1], std::memory_order_relaxed);
  }
}

LatencySummary LatencyWindow::summary() const {
  LatencySummary summary;
  summary.samples = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(recorded_.load(std::memory_order_relaxed), kSamples));
  for (std::size_t q = 0; q < kLatencyQuantiles; ++q)
    summary.at[q] = std::chrono::microseconds(quantiles_[q].load(std::memory_order_relaxed));
  return summary;
}

}  // namespace omnillm::routing
