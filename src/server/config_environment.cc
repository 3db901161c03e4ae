// The configuration that an environment amounts to.

#include <utility>

#include "auth/resolver.h"
#include "gateway/key_lookup.h"
#include "server/config_file.h"

namespace omnillm::server {
namespace {

// Whether it can be reached without being told where: some have an address for every customer.
bool has_address(const ProviderDescriptor& provider) {
  return !provider.default_base_url.empty() &&
         provider.default_base_url.find('{') == std::string::npos;
}

// Nothing is looked for on disk: what stands in somebody's home was not meant for a server.
Result<std::optional<Secret>> no_file(const std::string&) { return std::optional<Secret>(); }

// With the address that the environment names beside the key: Azure's endpoint, Bedrock's region.
std::optional<ProviderConfig> at_named_address(const ProviderDescriptor& provider,
                                               const Environment& environment) {
  auto found = auth::resolve_credentials({.environment = &environment, .files = no_file}, provider);
  if (!found) return std::nullopt;
  ProviderConfig config(provider.name);
  if (const auto* key = found->as<credential::ApiKey>()) {
    if (key->base_url.empty()) return std::nullopt;
    return config.at(key->base_url).key(key->key.reveal());
  }
  if (const auto* key = found->as<credential::BedrockKey>()) {
    if (key->region.empty()) return std::nullopt;
    return config.in_region(key->region).key(key->key.reveal());
  }
  if (const auto* keys = found->as<credential::AwsKeys>()) {
    if (keys->region.empty()) return std::nullopt;
    return config.in_region(keys->region).signs_with(*std::move(found));
  }
  return std::nullopt;
}

std::optional<ProviderConfig> from_environment(const ProviderDescriptor& provider,
                                               const Environment& environment) {
  if (!has_address(provider)) return at_named_address(provider, environment);
  // Of its own variables alone: a key of somebody else's does not mean that a server runs here.
  const auto found = gateway::find_key(provider, "", environment);
  if (!found) return std::nullopt;
  return ProviderConfig(provider.name).key(KeyConfig(found->key.reveal(), found->variable));
}

}  // namespace

ServerConfig config_from_environment(const Environment& environment,
                                     const ProviderRegistry& registry) {
  ServerConfig config;
  for (const ProviderDescriptor& provider : registry.providers())
    if (auto found = from_environment(provider, environment))
      config.providers.push_back(*std::move(found));
  return config;
}

}  // namespace omnillm::server
