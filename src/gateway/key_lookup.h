// The key that the environment has for a provider of the registry.

#ifndef OMNILLM_GATEWAY_KEY_LOOKUP_H_
#define OMNILLM_GATEWAY_KEY_LOOKUP_H_

#include <optional>
#include <string>
#include <string_view>

#include "omnillm/environment.h"
#include "omnillm/providers.h"
#include "omnillm/secret.h"

namespace omnillm::gateway {

struct FoundKey {
  std::string variable;
  Secret key;
};

// Of the first variable that is set to something. Those that are for servers on this machine alone
// count where `base_url` is one. Empty when there is none.
[[nodiscard]] std::optional<FoundKey> find_key(const ProviderDescriptor& provider,
                                               std::string_view base_url,
                                               const Environment& environment);

// localhost, 127.0.0.1 or ::1.
[[nodiscard]] bool is_on_this_machine(std::string_view base_url);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_KEY_LOOKUP_H_
