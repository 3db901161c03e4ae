// How names, models and hosts are compared with what the registry knows of them.

#ifndef OMNILLM_REGISTRY_PROVIDER_MATCH_H_
#define OMNILLM_REGISTRY_PROVIDER_MATCH_H_

#include <string>
#include <string_view>

namespace omnillm::registry {

// A provider's name without its spelling: lower case, without '-', '_', '.' and blanks.
[[nodiscard]] std::string plain_provider_name(std::string_view name);

// Whether a pattern fits the whole of a text; '*' stands for any characters, case does not matter.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view text);

// The host of a URL with its port, in lower case: nothing of what stands before '@' or behind the
// host counts. "api.openai.com" of "https://me@api.openai.com:443/v1": a scheme's own port is left
// out.
[[nodiscard]] std::string host_of_url(std::string_view url);

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_PROVIDER_MATCH_H_
