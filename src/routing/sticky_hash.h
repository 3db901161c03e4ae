// Rendezvous hashing: each pair of a key and a share has a number of its own, and the share whose
// number wins serves the key. A share that comes, goes or changes its weight moves only the keys
// that it gains or loses.

#ifndef OMNILLM_ROUTING_STICKY_HASH_H_
#define OMNILLM_ROUTING_STICKY_HASH_H_

#include <absl/container/inlined_vector.h>

#include <cstdint>

#include "omnillm/route.h"

namespace omnillm::routing {

// The numbers of one key, share by share.
class StickyDraw {
 public:
  StickyDraw(std::uint64_t seed, const RouteValue& key);

  // In (0, 1), and the same on every machine for ever. A share is known by the first target in it
  // and not by its place; of several shares with the same first target, by which of them it is.
  [[nodiscard]] double unit(const Route& share);

 private:
  std::uint64_t key_;
  absl::InlinedVector<std::uint64_t, 4> seen_;
};

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_STICKY_HASH_H_
