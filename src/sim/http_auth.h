// Who sends a request, by the rules of each kind of provider.

#ifndef OMNILLM_SIM_HTTP_AUTH_H_
#define OMNILLM_SIM_HTTP_AUTH_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/protocol.h"
#include "omnillm/transport_form.h"

namespace omnillm::sim {

struct Credential {
  std::string key{};  // of a signature, the access key's id
  bool is_signature = false;
};

// What the request shows; empty when it shows nothing that this kind of provider looks at.
[[nodiscard]] std::optional<Credential> credential_of(
    ProviderKind kind, const Headers& headers,
    const std::vector<std::pair<std::string, std::string>>& query);

// Whether this kind of provider also serves those who show nothing, as long as it has no keys.
[[nodiscard]] bool may_be_keyless(ProviderKind kind);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_AUTH_H_
