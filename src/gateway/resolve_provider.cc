#include <span>
#include <string>
#include <utility>

#include "auth/scheme_choice.h"
#include "codec/openai_chat/dialects.h"
#include "gateway/assembly.h"
#include "gateway/provider_credentials.h"

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

// As AWS's own tools look for it.
std::string aws_region(const Environment& environment) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto value = environment.get(variable); value && !value->empty()) return *value;
  return {};
}

std::span<const AuthScheme> ways_of(const ProviderDescriptor* known) {
  return known != nullptr ? std::span<const AuthScheme>(known->auth)
                          : std::span<const AuthScheme>();
}

void fill_in(std::string& address, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  const std::string mark = "{" + std::string(name) + "}";
  // Behind what was put in: a value may look like a mark.
  for (std::size_t at = address.find(mark); at != std::string::npos;
       at = address.find(mark, at + value.size()))
    address.replace(at, mark.size(), value);
}

Result<ProviderEndpoint> endpoint_of(const ProviderConfig& config, const ProviderDescriptor* known,
                                     const Environment& environment) {
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
  } else if (auth::signs_by(AuthScheme::Kind::SigV4, ways_of(known))) {
    fill_in(endpoint.base_url, "region", aws_region(environment));
  }
  const std::size_t open = endpoint.base_url.find('{');
  if (open != std::string::npos)
    return wrong(config, "its address " + endpoint.base_url +
                             " has to be filled in: give the whole with ProviderConfig::at()");
  if (endpoint.base_url.find("://") == std::string::npos)
    return wrong(config, "\"" + endpoint.base_url +
                             "\" is no address; write https://host/path with "
                             "ProviderConfig::at()");
  for (const auto& [name, value] : config.headers) endpoint.default_headers.set(name, value);
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
  auto endpoint = endpoint_of(config, known, environment);
  if (!endpoint) return tl::unexpected(std::move(endpoint.error()));
  auto dialect = dialect_of(config, *endpoint, known);
  if (!dialect) return tl::unexpected(std::move(dialect.error()));

  out.dialect = *std::move(dialect);
  out.scheme = endpoint->auth_scheme();
  if (auto found = find_credentials(config, known, environment, resolver, *endpoint, out); !found)
    return tl::unexpected(std::move(found.error()));
  out.parts = {.name = config.name,
               .price_name = known != nullptr ? known->name : config.name,
               .endpoint = *std::move(endpoint),
               .others = config.others,
               .known = known};
  return out;
}

}  // namespace omnillm::gateway
