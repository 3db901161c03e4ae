#include "provider_status.h"

#include <algorithm>

#include "auth/resolver.h"
#include "gateway/key_lookup.h"
#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"

namespace omnillm::app {
namespace {

using Kind = AuthScheme::Kind;

bool signs_by(const ProviderDescriptor& provider, Kind kind) {
  return std::any_of(provider.auth.begin(), provider.auth.end(),
                     [kind](const AuthScheme& way) { return way.kind == kind; });
}

std::vector<std::string> variables_of(const ProviderDescriptor& provider,
                                      std::string_view address) {
  std::vector<std::string> names = provider.key_variables;
  const auto also = [&names](std::initializer_list<const char*> more) {
    for (const char* name : more)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  if (gateway::is_on_this_machine(address))
    names.insert(names.end(), provider.local_key_variables.begin(),
                 provider.local_key_variables.end());
  if (signs_by(provider, Kind::SigV4))
    also({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"});
  if (signs_by(provider, Kind::Google)) also({"GOOGLE_APPLICATION_CREDENTIALS"});
  if (signs_by(provider, Kind::Entra))
    also({"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_OPENAI_ENDPOINT"});
  return names;
}

void set_region(const std::string& region, ProviderStatus& status) {
  if (region.empty()) return;
  status.config.in_region(region);
  const std::size_t at = status.address.find("{region}");
  if (at != std::string::npos) status.address.replace(at, 8, region);
}

// Puts what is there into the provider's config.
void take(Credentials found, ProviderStatus& status) {
  status.has_credentials = !found.is_none();
  if (const auto* key = found.as<credential::ApiKey>()) {
    status.config.key(KeyConfig(key->key.reveal(), status.name));
    if (!key->base_url.empty() && status.config.address.empty())
      status.config.at(status.address = key->base_url);
  } else if (const auto* bedrock = found.as<credential::BedrockKey>()) {
    set_region(bedrock->region, status);
    status.config.signs_with(std::move(found));
  } else if (const auto* aws = found.as<credential::AwsKeys>()) {
    set_region(aws->region, status);
    status.config.signs_with(std::move(found));
  } else if (status.has_credentials) {
    status.config.signs_with(std::move(found));
  }
}

bool is_unreachable(ErrorKind kind) {
  return kind == ErrorKind::Network || kind == ErrorKind::Timeout;
}

}  // namespace

std::string_view to_string(CheckState state) {
  switch (state) {
    case CheckState::Ok:
      return "ok";
    case CheckState::Refused:
      return "refused";
    case CheckState::Unreachable:
      return "unreachable";
    case CheckState::Unchecked:
      return "unchecked";
  }
  return "unchecked";
}

ProviderStatus status_of(const ProviderDescriptor& known, std::string_view base_url,
                         const Environment& environment) {
  ProviderStatus status{
      .name = known.name,
      .address = base_url.empty() ? known.default_base_url : std::string(base_url),
      .can_do_without = signs_by(known, Kind::None),
      .known = &known,
      .config = ProviderConfig(known.name)};
  if (!base_url.empty()) status.config.at(base_url);
  for (const std::string& name : variables_of(known, status.address)) {
    const auto value = environment.get(name);
    status.variables.emplace_back(name, value && !value->empty());
  }
  auto found =
      auth::resolve_credentials({.environment = &environment, .files = auth::local_files()}, known);
  const bool any_is_set = std::any_of(status.variables.begin(), status.variables.end(),
                                      [](const auto& each) { return each.second; });
  if (found && !found->is_none()) {
    take(*std::move(found), status);
  } else if (auto key = gateway::find_key(known, status.address, environment)) {
    take(credential::ApiKey{.key = std::move(key->key)}, status);
    status.is_guess = true;
  } else if (!found && any_is_set) {
    status.problem = found.error().message();
  }
  return status;
}

ProviderStatus status_of_proxy(std::string_view name, std::string_view base_url) {
  ProviderStatus status{.name = std::string(name),
                        .address = std::string(base_url),
                        .can_do_without = true,
                        .config = Proxy(name)};
  status.config.at(base_url).keyless();
  return status;
}

Check check(const ProviderStatus& provider, const std::shared_ptr<const Environment>& environment,
            Duration patience) {
  if (provider.known != nullptr && !provider.known->supports_endpoint(EndpointKind::Models))
    return {.detail = "it has no list of models to ask for"};
  auto gateway = GatewayBuilder()
                     .provider(provider.config)
                     .environment(environment)
                     .retry({.max_attempts = 1})
                     .request_timeout(patience)
                     .build();
  if (!gateway) return {.state = CheckState::Refused, .error = std::move(gateway.error())};
  const PreciseClock clock;
  const Instant before = clock.now();
  auto models = gateway->list_models();
  Check done{.state = CheckState::Ok, .latency = clock.now() - before};
  if (models) {
    done.models = models->models.size();
  } else {
    done.state =
        is_unreachable(models.error().kind()) ? CheckState::Unreachable : CheckState::Refused;
    done.error = std::move(models.error());
  }
  return done;
}

}  // namespace omnillm::app
