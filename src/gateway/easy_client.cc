#include <algorithm>
#include <string>
#include <utility>

#include "base/mutex.h"
#include "codec/openai_chat/dialects.h"
#include "gateway/key_lookup.h"
#include "omnillm/easy.h"
#include "omnillm/gateway_builder.h"
#include "omnillm/http_transport.h"
#include "omnillm/secret.h"

namespace omnillm {

namespace {

constexpr std::size_t kMostGateways = 64;

// A client holds back nothing: what a provider allows, the provider says.
constexpr KeyLimits kNoLimits{.tpm = 1'000'000'000, .rpm = 10'000'000};

// What the registry says about a provider of the client's options; null when it does not.
const ProviderDescriptor* described(const ProviderConfig& own, const ProviderRegistry& registry) {
  return registry.provider(own.known_as.empty() ? own.name : own.known_as);
}

// Who is meant, before it is known whether they can be reached.
struct Wanted {
  std::string provider;
  std::string model;
  const ProviderDescriptor* known = nullptr;
  const ProviderConfig* own = nullptr;  // of the client's options
};

Result<Wanted> read_model(const std::vector<ProviderConfig>& own, const ProviderRegistry& registry,
                          std::string_view model, const EasyOptions& options) {
  const std::size_t colon = model.find(':');
  for (const ProviderConfig& each : own)
    if (colon != std::string_view::npos && each.name == model.substr(0, colon) &&
        colon + 1 < model.size())
      return Wanted{each.name, std::string(model.substr(colon + 1)), described(each, registry),
                    &each};
  if (colon != std::string_view::npos && colon > 0 && colon + 1 < model.size()) {
    const auto* known = registry.provider(model.substr(0, colon));
    if (known != nullptr) return Wanted{known->name, std::string(model.substr(colon + 1)), known};
  }
  if (const auto found = registry.resolve(model))
    return Wanted{found->provider->name, found->model, found->provider};
  if (!options.base_url.empty() && colon != std::string_view::npos && colon > 0 &&
      colon + 1 < model.size())
    return Wanted{std::string(model.substr(0, colon)), std::string(model.substr(colon + 1))};
  return fail(ErrorKind::Configuration,
              "\"" + std::string(model) +
                  "\" says no provider; write provider:model, as in \"openai:gpt-4.1-mini\" or "
                  "\"vllm:my-model\", and give a base_url for a provider of your own");
}

// Empty when there is none.
Secret find_key(const Wanted& wanted, const EasyOptions& options, const Environment& environment) {
  if (options.keyless) return {};
  if (!options.api_key.empty()) return Secret(options.api_key);
  if (wanted.own != nullptr || wanted.known == nullptr) return {};
  const std::string& address =
      options.base_url.empty() ? wanted.known->default_base_url : options.base_url;
  const auto found = gateway::find_key(*wanted.known, address, environment);
  return found ? found->key : Secret();
}

ProviderConfig config_of(const Wanted& wanted, const EasyOptions& options, const Secret& key) {
  ProviderConfig config = wanted.own != nullptr     ? *wanted.own
                          : wanted.known != nullptr ? ProviderConfig(wanted.provider)
                                                    : Proxy(wanted.provider);
  if (!options.base_url.empty()) config.at(options.base_url);
  if (!key.empty()) {
    KeyConfig only(key.reveal(), wanted.provider);
    only.limits = kNoLimits;
    config.needs_no_key = false;
    config.keys = {std::move(only)};
  } else if (options.keyless || (wanted.own == nullptr && wanted.known == nullptr)) {
    config.keyless(kNoLimits);
    config.keys.clear();
    config.key_variables.clear();
  }
  return config;
}

bool takes_schema(const ProviderDescriptor* known) {
  if (known == nullptr || known->dialect.empty()) return true;
  const Dialect* dialect = codec::openai_chat::find_dialect(known->dialect);
  return dialect == nullptr || dialect->json_schema;
}

}  // namespace

struct EasyClient::State {
  explicit State(EasyClientOptions given)
      : environment(std::move(given.environment)),
        providers(std::move(given.providers)),
        registry(given.registry ? *std::move(given.registry) : embedded_provider_registry()),
        transport(std::move(given.transport)) {
    if (!environment) environment = std::make_shared<const ProcessEnvironment>();
  }

  struct Made {
    std::string provider;
    std::string base_url;
    Secret key;
    bool keyless;
    Gateway gateway;
  };

  Result<Gateway> gateway_for(const Wanted& wanted, const EasyOptions& options) {
    Secret key = find_key(wanted, options, *environment);
    MutexLock lock(&mu);
    const auto found = std::find_if(made.begin(), made.end(), [&](const Made& each) {
      return each.provider == wanted.provider && each.base_url == options.base_url &&
             each.keyless == options.keyless && each.key == key;
    });
    if (found != made.end()) {
      std::rotate(made.begin(), found, found + 1);  // used last, first in the list
      return made.front().gateway;
    }
    auto gateway = make(config_of(wanted, options, key));
    if (!gateway) return gateway;
    if (made.size() >= kMostGateways) made.pop_back();
    made.insert(made.begin(),
                Made{wanted.provider, options.base_url, std::move(key), options.keyless, *gateway});
    return gateway;
  }

  Result<Gateway> make(ProviderConfig config) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    if (!transport) {
      auto http = HttpTransport::create({.environment = environment.get()});
      if (!http) return tl::unexpected(std::move(http.error()));
      transport = *std::move(http);
    }
    return GatewayBuilder()
        .provider(std::move(config))
        .environment(environment)
        .registry(registry)
        .transport(transport)
        .build();
  }

  std::shared_ptr<const Environment> environment;
  const std::vector<ProviderConfig> providers;
  const ProviderRegistry registry;
  Mutex mu;
  std::shared_ptr<Transport> transport ABSL_GUARDED_BY(mu);
  std::vector<Made> made ABSL_GUARDED_BY(mu);
};

EasyClient::EasyClient(EasyClientOptions options)
    : state_(std::make_shared<State>(std::move(options))) {}

Result<ModelTarget> EasyClient::target(std::string_view model, const EasyOptions& options) const {
  auto wanted = read_model(state_->providers, state_->registry, model, options);
  if (!wanted) return tl::unexpected(std::move(wanted.error()));
  auto gateway = state_->gateway_for(*wanted, options);
  if (!gateway) return tl::unexpected(std::move(gateway.error()));
  return ModelTarget{*std::move(gateway), std::move(wanted->provider), std::move(wanted->model),
                     takes_schema(wanted->known)};
}

}  // namespace omnillm
