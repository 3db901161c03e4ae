// The names of an enumeration's values, in their order: from value to name and back.
//
//   constexpr EnumNames<MessageRole, 5> kRoles{{"developer", "system", "user", "assistant",
//   "tool"}}; kRoles[MessageRole::User];   // "user" kRoles.find("tool");         //
//   MessageRole::Tool

#ifndef OMNILLM_TYPES_ENUM_NAMES_H_
#define OMNILLM_TYPES_ENUM_NAMES_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace omnillm::types {

// Requires: the values count from 0 without a gap.
template <class Enum, std::size_t N>
struct EnumNames {
  std::array<std::string_view, N> names;

  [[nodiscard]] static constexpr std::size_t size() { return N; }
  [[nodiscard]] constexpr std::string_view operator[](Enum value) const {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? names[index] : std::string_view("unknown");
  }
  [[nodiscard]] constexpr std::optional<Enum> find(std::string_view name) const {
    for (std::size_t i = 0; i < N; ++i)
      if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
  }
};

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_ENUM_NAMES_H_
