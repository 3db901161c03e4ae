#ifndef OMNILLM_LISTENER_LIMITS_H_
#define OMNILLM_LISTENER_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "http/head_fields.h"
#include "omnillm/clock.h"

namespace omnillm::listener {

// What a client may make a server hold, and how long it may take over it.
struct Limits {
  http::HeadLimits head{};
  std::uint64_t max_body = std::uint64_t{32} << 20;
  Duration head_time = std::chrono::seconds(10);  // from its first byte
  // A body may take this long, and then a second for every so many bytes that have come.
  Duration body_time = std::chrono::seconds(5);
  std::uint64_t body_bytes_a_second = 1024;
  Duration idle_time = std::chrono::seconds(75);   // between two requests
  Duration stall_time = std::chrono::seconds(60);  // while the client takes nothing of an answer
  std::size_t max_connections = 20'000;
};

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_LIMITS_H_
