// A request as the simulated providers read it: where it goes, what it shows, and what it asks of
// the simulation itself.

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

struct Target {
  std::string path{};  // percent-encoded, as it came
  std::vector<std::pair<std::string, std::string>> query{};

  [[nodiscard]] const std::string* parameter(std::string_view name) const;
};
// Of "/v1/models?limit=2". Escapes of the query that are none stay as they are.
[[nodiscard]] Target read_target(std::string_view target);

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

// The request as codecs take it: a multipart body read, any other as it came.
// Errors: BadRequest.
[[nodiscard]] Result<TransportRequest> to_transport(std::string_view method, Target target,
                                                    Headers headers, std::string body);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_REQUEST_H_
