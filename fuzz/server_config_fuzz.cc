// Configuration files come from operators, and may be half written: whatever stands in one, it is
// read or refused with a place and a reason, within bounds, and no secret comes out in an error.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "server/config_file.h"

namespace {

using namespace omnillm;  // NOLINT(google-build-using-namespace): one small program

constexpr std::string_view kSecret = "canary-8d1f0c";

const Environment& environment() {
  static const FixedEnvironment fixed(
      std::map<std::string, std::string, std::less<>>{{"A", std::string(kSecret)}});
  return fixed;
}

Result<std::optional<Secret>> read_file(const std::string& path) {
  if (path.ends_with("b")) return std::optional(Secret(kSecret));
  return std::optional<Secret>();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = server::parse_config(text, "f.yaml", environment(), read_file);
  if (!config) {
    const std::string message(config.error().message());
    if (message.rfind("f.yaml:", 0) != 0) std::abort();
    if (text.find(kSecret) == std::string_view::npos && message.find(kSecret) != std::string::npos)
      std::abort();
    return 0;
  }
  // What was taken keeps what serving it relies on.
  for (const auto& [name, route] : config->routes)
    if (name.empty() || !route.check()) std::abort();
  if (config->default_route && !config->default_route->check()) std::abort();
  for (const auto& provider : config->providers)
    if (provider.name.empty()) std::abort();
  for (const auto& key : config->keys)
    if (key.label.empty() || key.key.reveal() != kSecret) std::abort();
  if (config->budget && config->budget->limit.is_negative()) std::abort();
  return 0;
}
