// Files of simulated providers by anybody: whatever stands in one, it is read or refused with a
// place and a reason, and what was read can be served or is refused with a reason.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/virtual_time.h"
#include "omnillm/sim_server.h"
#include "omnillm/sim_transport.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto options = SimOptions::parse(text, "f.yaml");
  if (!options) {
    if (options.error().message().rfind("f.yaml", 0) != 0) std::abort();
    return 0;
  }
  static const VirtualTime kTime;
  const auto sim = SimTransport::create(*std::move(options), kTime);
  if (!sim && sim.error().message().empty()) std::abort();
  return 0;
}
