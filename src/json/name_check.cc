#include "json/name_check.h"

#include <absl/hash/hash.h>
#include <absl/strings/string_view.h>

#include <algorithm>
#include <bit>

namespace omnillm::json {
namespace {

// Steps through occupied places, over all names, for each name. A fair table needs less than one.
constexpr std::size_t kMostSteps = 8;

std::size_t hash_of(std::string_view name) {
  return absl::HashOf(absl::string_view(name.data(), name.size()));
}

}  // namespace

std::optional<std::uint32_t> NameCheck::second() {
  constexpr std::uint32_t kFree = 0;
  const std::size_t places = std::bit_ceil(names_.size() * 2 + 1);
  std::vector<std::uint32_t> table(places, kFree);  // which name, counted from one
  std::size_t steps_left = names_.size() * kMostSteps;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::size_t at = hash_of(names_[i].name) & (places - 1);
    for (; table[at] != kFree; at = (at + 1) & (places - 1)) {
      if (names_[table[at] - 1].name == names_[i].name) return names_[i].id;
      if (steps_left-- == 0) return second_by_sorting();
    }
    table[at] = i + 1;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> NameCheck::second_by_sorting() {
  std::sort(names_.begin(), names_.end(), [](const Named& a, const Named& b) {
    if (a.name.size() != b.name.size()) return a.name.size() < b.name.size();
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.id < b.id;
  });
  const auto twice =
      std::adjacent_find(names_.begin(), names_.end(),
                         [](const Named& a, const Named& b) { return a.name == b.name; });
  if (twice == names_.end()) return std::nullopt;
  return (twice + 1)->id;
}

}  // namespace omnillm::json
