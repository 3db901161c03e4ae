#include "gateway/key_lookup.h"

#include <vector>

#include "http/url.h"

namespace omnillm::gateway {

namespace {

std::optional<FoundKey> first_of(const std::vector<std::string>& variables,
                                 const Environment& environment) {
  for (const std::string& variable : variables) {
    if (variable == "GOOGLE_APPLICATION_CREDENTIALS") continue;  // names a file
    if (const auto value = environment.get(variable); value && !value->empty())
      return FoundKey{variable, Secret(*value)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<FoundKey> find_key(const ProviderDescriptor& provider, std::string_view base_url,
                                 const Environment& environment) {
  if (auto found = first_of(provider.key_variables, environment)) return found;
  if (!is_on_this_machine(base_url)) return std::nullopt;
  return first_of(provider.local_key_variables, environment);
}

bool is_on_this_machine(std::string_view base_url) {
  const auto url = http::Url::parse(base_url);
  if (!url) return false;
  const std::string& host = url->origin.host;
  return host == "localhost" || host == "::1" || host == "127.0.0.1";
}

}  // namespace omnillm::gateway
