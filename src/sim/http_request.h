// What a request asks of the simulation itself.

#ifndef OMNILLM_SIM_HTTP_REQUEST_H_
#define OMNILLM_SIM_HTTP_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"
#include "sim/http_faults.h"

namespace omnillm::sim {

// What one request asks for by headers that begin with x-sim-; docs/sim.md lists them.
struct Wishes {
  std::optional<Fault> fault{};
  std::optional<std::int64_t> output_tokens{};
  std::optional<Duration> first_token{};
  std::optional<Duration> per_token{};
  std::optional<std::string> text{};
  std::int64_t cached_tokens = 0;
};
// Errors: BadRequest, for a header that there is not or that cannot be read.
[[nodiscard]] Result<Wishes> read_wishes(const Headers& headers);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_REQUEST_H_
