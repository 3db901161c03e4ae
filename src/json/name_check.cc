#include "json/name_check.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace omnillm::json {
namespace {

constexpr std::size_t kFew = 16;

// One of 64 bits. Names that differ mostly differ in it, and then need not be compared.
std::uint64_t mark_of(std::string_view name) {
  if (name.empty()) return 1;
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return std::uint64_t{1} << ((name.size() * 7 + first * 5U + last * 3U) & 63U);
}

}  // namespace

std::size_t NameCheck::second() {
  return names_.size() <= kFew ? second_of_few() : second_of_many();
}

std::size_t NameCheck::second_of_few() const {
  std::uint64_t marks = 0;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::uint64_t mark = mark_of(names_[i]);
    const auto before = names_.begin() + static_cast<std::ptrdiff_t>(i);
    if ((marks & mark) != 0 && std::find(names_.begin(), before, names_[i]) != before) return i;
    marks |= mark;
  }
  return npos;
}

std::size_t NameCheck::second_of_many() {
  order_.resize(names_.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto before = [this](std::size_t a, std::size_t b) {
    if (names_[a].size() != names_[b].size()) return names_[a].size() < names_[b].size();
    if (const int order = names_[a].compare(names_[b])) return order < 0;
    return a < b;
  };
  std::sort(order_.begin(), order_.end(), before);
  const auto twice =
      std::adjacent_find(order_.begin(), order_.end(),
                         [this](std::size_t a, std::size_t b) { return names_[a] == names_[b]; });
  return twice == order_.end() ? npos : *(twice + 1);
}

}  // namespace omnillm::json
