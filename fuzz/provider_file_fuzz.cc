// Files of providers by anybody: what is read is the same when it is written and read again, and
// names and addresses are looked up in it whatever they are.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "omnillm/providers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(embedded_provider_registry().at_url(text));
  static_cast<void>(embedded_provider_registry().resolve(text));
  const auto registry = embedded_provider_registry().with_overrides(text);
  if (!registry) {
    if (registry.error().message().front() != '/') std::abort();
    return 0;
  }
  const auto again = ProviderRegistry::parse(to_json(*registry).text());
  if (!again || *again != *registry) std::abort();
  return 0;
}
