// Scenario files come from anybody: whatever stands in one, it is read or refused with a place and
// a reason, within bounds.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/scenario_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = omnillm::sim::parse_scenario(text, "f.yaml");
  if (!scenario) {
    if (scenario.error().message().rfind("f.yaml:", 0) != 0) std::abort();
    return 0;
  }
  // What was read again reads the same, and keeps the bounds that running it relies on.
  const auto again = omnillm::sim::parse_scenario(text, "f.yaml");
  if (!again || again->seed != scenario->seed) std::abort();
  if (omnillm::sim::key_count(*scenario) > omnillm::sim::kMostKeys) std::abort();
  if (scenario->traffic.empty() || scenario->providers.empty()) std::abort();
  for (const auto& stream : scenario->traffic)
    if (stream.prompt_tokens.max > 1e8 || stream.prompt_tokens.min > stream.prompt_tokens.max)
      std::abort();
  return 0;
}
