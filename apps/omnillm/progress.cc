#include "progress.h"
#include "yaml/quantity.h"

#include <iostream>
#include <string>

namespace omnillm::app {
namespace {

std::string bar(Duration done, Duration whole) {
  constexpr std::size_t kWidth = 30;
  const auto full = whole.count() > 0 ? static_cast<std::size_t>(done * kWidth / whole) : 0;
  std::string out;
  for (std::size_t i = 0; i < kWidth; ++i) out += i < full ? "█" : "░";
  return out;
}

}  // namespace

ProgressLine::~ProgressLine() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
}

void ProgressLine::show(const sim::Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - drawn_at_ < std::chrono::milliseconds(100)) return;
  drawn_ = true;
  drawn_at_ = now;
  std::cerr << "\r\x1b[K  " << bar(progress.done, progress.whole) << "  "
            << yaml::show_duration(progress.done) << "  served "
            << yaml::show_count(progress.served) << ", 429s " << yaml::show_count(progress.limited)
            << ", in line " << yaml::show_count(static_cast<std::int64_t>(progress.waiting))
            << std::flush;
}

}  // namespace omnillm::app
