// Floor: 0 base

#ifndef OMNILLM_ERROR_KINDS_H_
#define OMNILLM_ERROR_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "omnillm/error.h"

namespace omnillm {

inline constexpr std::size_t kErrorKinds = static_cast<std::size_t>(ErrorKind::Storage) + 1;

// A set of kinds of errors, in one word.
//
//   ErrorKinds too_long{ErrorKind::ContextLength};
//   if (too_long.contains(error.kind())) ...
//
// Thread safety: a value.
class ErrorKinds {
 public:
  constexpr ErrorKinds() = default;  // none
  constexpr ErrorKinds(std::initializer_list<ErrorKind> kinds) {
    for (const ErrorKind kind : kinds) add(kind);
  }
  [[nodiscard]] static constexpr ErrorKinds from_bits(std::uint32_t bits) {
    ErrorKinds kinds;
    kinds.bits_ = bits & ((1U << kErrorKinds) - 1);
    return kinds;
  }

  constexpr void add(ErrorKind kind) { bits_ |= 1U << static_cast<unsigned>(kind); }
  [[nodiscard]] constexpr bool contains(ErrorKind kind) const {
    return ((bits_ >> static_cast<unsigned>(kind)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }

  // "context_length, content_policy", in the order of the kinds.
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(ErrorKinds, ErrorKinds) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace omnillm

#endif  // OMNILLM_ERROR_KINDS_H_
