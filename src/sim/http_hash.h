#ifndef OMNILLM_SIM_HTTP_HASH_H_
#define OMNILLM_SIM_HTTP_HASH_H_

#include <cstdint>
#include <string_view>

namespace omnillm::sim {

// FNV-1a: the same on every machine and in every run, which is all that is asked of it.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_HASH_H_
