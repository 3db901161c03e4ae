// What belongs to each of some names that are known when this is compiled, found with one
// comparison whatever their number.
//
//   constexpr NameTable<Reader, 2> kMembers({{{"model", read_model}, {"stop", read_stop}}});
//   if (const Reader* reader = kMembers.find(member.name)) ...
//
// Two entries of one name, or names that agree in length, first, middle and last letter, do not
// compile.

#ifndef OMNILLM_JSON_NAME_TABLE_H_
#define OMNILLM_JSON_NAME_TABLE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace omnillm::json {

template <class T, std::size_t N>
class NameTable {
 public:
  using Entry = std::pair<std::string_view, T>;

  consteval explicit NameTable(const std::array<Entry, N>& entries) : entries_(entries) {
    while (!place_all()) seed_ += 2;
  }

  [[nodiscard]] const T* find(std::string_view name) const {
    if (name.empty()) return nullptr;
    const std::uint8_t place = places_[slot_of(name)];
    if (place == 0) return nullptr;
    const Entry& entry = entries_[place - 1];
    const bool same = entry.first.size() == name.size() &&
                      std::memcmp(entry.first.data(), name.data(), name.size()) == 0;
    return same ? &entry.second : nullptr;
  }

 private:
  static_assert(N > 0 && N < 200);
  static constexpr std::size_t kSlots = std::bit_ceil(N * 4);
  static constexpr int kShift = 32 - std::bit_width(kSlots - 1);
  static constexpr std::uint32_t kLastSeed = 1'000'001;

  [[nodiscard]] constexpr std::size_t slot_of(std::string_view name) const {
    const auto letter = [&](std::size_t at) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(name[at]));
    };
    const std::uint32_t key = static_cast<std::uint32_t>(name.size()) ^ letter(0) << 8 ^
                              letter(name.size() / 2) << 16 ^ letter(name.size() - 1) << 24;
    return key * seed_ >> kShift;
  }

  // Whether every name has a slot of its own.
  consteval bool place_all() {
    if (seed_ >= kLastSeed) throw "no seed keeps these names apart";
    places_ = {};
    for (std::size_t i = 0; i < N; ++i) {
      std::uint8_t& place = places_[slot_of(entries_[i].first)];
      if (place != 0) return false;
      place = static_cast<std::uint8_t>(i + 1);
    }
    return true;
  }

  std::array<Entry, N> entries_;
  std::array<std::uint8_t, kSlots> places_{};  // 0: none; otherwise one more than the entry's index
  std::uint32_t seed_ = 0x9e3779b1U % kLastSeed | 1U;
};

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_NAME_TABLE_H_
