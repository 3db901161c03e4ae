#include <algorithm>
#include <string>
#include <utility>

#include "codec/openai_chat/dialects.h"
#include "gateway/assembly.h"
#include "gateway/key_lookup.h"

namespace omnillm::gateway {

namespace {

tl::unexpected<Error> wrong(const ProviderConfig& config, std::string_view what) {
  return fail(ErrorKind::Configuration, config.name + ": " + std::string(what));
}

const ProviderDescriptor* known_provider(const ProviderConfig& config,
                                         const ProviderRegistry& registry) {
  if (!config.known_as.empty()) return registry.provider(config.known_as);
  if (const auto* named = registry.provider(config.name)) return named;
  if (!config.endpoint) return nullptr;
  return registry.at_url(config.endpoint->base_url);
}

// The conversations of a provider: its own protocol before OpenAI's Responses, which most of those
// who follow OpenAI have in part.
std::optional<WireFormat> preferred_format(const ProviderDescriptor& known) {
  std::optional<WireFormat> found;
  for (const EndpointSupport& support : known.endpoints) {
    if (!support.is_enabled() || !is_generation(support.wire_formats.front())) continue;
    const WireFormat format = support.wire_formats.front();
    const bool is_partial =
        format == WireFormat::OpenAiResponses && support.level != SupportLevel::Native;
    if (!is_partial) return format;
    if (!found) found = format;
  }
  return found;
}

void fill_in(std::string& address, std::string_view name, std::string_view value) {
  const std::string mark = "{" + std::string(name) + "}";
  for (std::size_t at = address.find(mark); at != std::string::npos; at = address.find(mark))
    address.replace(at, mark.size(), value);
}

Result<ProviderEndpoint> endpoint_of(const ProviderConfig& config,
                                     const ProviderDescriptor* known) {
  ProviderEndpoint endpoint;
  if (config.endpoint) {
    endpoint = *config.endpoint;
  } else if (known != nullptr) {
    const auto format = preferred_format(*known);
    const auto there = format ? known->endpoint_for(*format) : std::nullopt;
    if (there) {
      endpoint = *there;
    } else {
      // No conversations, but perhaps embeddings.
      endpoint = ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, known->default_base_url);
      if (!known->auth.empty()) endpoint.auth = known->auth.front();
    }
  } else {
    return wrong(config,
                 "no provider of the registry is called that; say what it speaks with "
                 "ProviderConfig::speaks(ProviderEndpoint::...), or whom it is like");
  }
  if (!config.address.empty()) endpoint.base_url = config.address;
  if (!config.region.empty()) {
    fill_in(endpoint.base_url, "region", config.region);
    fill_in(endpoint.base_url, "location", config.region);
  }
  const std::size_t open = endpoint.base_url.find('{');
  if (open != std::string::npos)
    return wrong(config, "its address " + endpoint.base_url +
                             " has to be filled in: give the whole with ProviderConfig::at()");
  if (endpoint.base_url.find("://") == std::string::npos)
    return wrong(config, "\"" + endpoint.base_url +
                             "\" is no address; write https://host/path with "
                             "ProviderConfig::at()");
  return endpoint;
}

Result<Dialect> dialect_of(const ProviderConfig& config, const ProviderEndpoint& endpoint,
                           const ProviderDescriptor* known) {
  if (config.dialect) return *config.dialect;
  std::string name = endpoint.dialect;
  const bool is_like_known = known != nullptr && !config.known_as.empty();
  if ((name.empty() && known != nullptr) || is_like_known) name = known->dialect;
  if (name.empty()) return Dialect{};
  if (const Dialect* found = codec::openai_chat::find_dialect(name)) return *found;
  return wrong(config, "there is no dialect called \"" + name + "\"");
}

bool allows_no_key(const ProviderDescriptor* known) {
  return known != nullptr && std::any_of(known->auth.begin(), known->auth.end(), [](const auto& a) {
           return a.kind == AuthScheme::Kind::None;
         });
}

// Keys that were named by variables, and where there are no keys at all, those the registry names.
Result<void> add_keys_of_environment(const ProviderConfig& config, const ProviderDescriptor* known,
                                     std::string_view base_url, const Environment& environment,
                                     std::vector<KeyConfig>& keys) {
  for (const std::string& variable : config.key_variables) {
    const auto value = environment.get(variable);
    if (!value || value->empty())
      return wrong(config, "the environment variable " + variable +
                               " is not set; set it, or give the key with "
                               "ProviderConfig::key()");
    keys.emplace_back(*value, variable);
  }
  if (!keys.empty() || config.needs_no_key || known == nullptr) return {};
  if (const auto found = find_key(*known, base_url, environment))
    keys.emplace_back(found->key.reveal(), found->variable);
  return {};
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

Result<void> add_key_of_resolver(const ProviderConfig& config, const CredentialResolver& resolver,
                                 ResolvedProvider& out) {
  if (!resolver || !out.keys.empty() || config.credentials) return {};
  auto found = resolver("", config.name);
  if (!found) return tl::unexpected(std::move(found.error()));
  if (const auto* key = found->as<credential::ApiKey>())
    out.keys.emplace_back(key->key.reveal(), config.name);
  else if (!found->is_none())
    out.credentials = *std::move(found);
  return {};
}

constexpr bool is_by_key(AuthScheme::Kind kind) {
  return kind == AuthScheme::Kind::Bearer || kind == AuthScheme::Kind::Header ||
         kind == AuthScheme::Kind::Query;
}

}  // namespace

Result<ResolvedProvider> resolve_provider(const ProviderConfig& config,
                                          const ProviderRegistry& registry,
                                          const Environment& environment,
                                          const CredentialResolver& resolver) {
  if (config.name.empty())
    return fail(ErrorKind::Configuration, "a provider needs a name that routes can call it by");
  ResolvedProvider out;
  const ProviderDescriptor* known = known_provider(config, registry);
  if (known == nullptr && !config.known_as.empty())
    return wrong(config, "the registry knows no \"" + config.known_as + "\"");
  auto endpoint = endpoint_of(config, known);
  if (!endpoint) return tl::unexpected(std::move(endpoint.error()));
  auto dialect = dialect_of(config, *endpoint, known);
  if (!dialect) return tl::unexpected(std::move(dialect.error()));

  out.dialect = *std::move(dialect);
  out.scheme = endpoint->auth_scheme();
  out.keys = config.keys;
  if (config.credentials) out.credentials = *config.credentials;
  if (auto added =
          add_keys_of_environment(config, known, endpoint->base_url, environment, out.keys);
      !added)
    return tl::unexpected(std::move(added.error()));
  if (auto added = add_key_of_resolver(config, resolver, out); !added)
    return tl::unexpected(std::move(added.error()));

  const bool is_free = config.needs_no_key || (out.keys.empty() && allows_no_key(known));
  if (is_free) endpoint->auth = out.scheme = AuthScheme::none();
  if (out.keys.empty()) {
    if (is_by_key(out.scheme.kind))
      return wrong(config,
                   "it has no key; give one with ProviderConfig::key() or "
                   "GatewayBuilder::add_key()" +
                       (known != nullptr && !known->key_variables.empty()
                            ? ", or set " + listed(known->key_variables)
                            : std::string()) +
                       ", or say keyless() if it needs none");
    // What a key alone does not sign has one place in the pool all the same: its limits and its
    // health are those of a key.
    KeyConfig place("unused", config.name);
    place.limits = config.needs_no_key ? config.keyless_limits
                                       : KeyLimits{.tpm = 1'000'000'000, .rpm = 10'000'000};
    out.keys.push_back(std::move(place));
  }
  out.parts = {.name = config.name,
               .price_name = known != nullptr ? known->name : config.name,
               .endpoint = *std::move(endpoint),
               .others = config.others,
               .known = known};
  return out;
}

}  // namespace omnillm::gateway
