// Floor: 4 gateway
//
// Who a gateway, or an EasyClient, can talk to.

#ifndef OMNILLM_PROVIDER_CONFIG_H_
#define OMNILLM_PROVIDER_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "omnillm/credentials.h"
#include "omnillm/dialect.h"
#include "omnillm/keys.h"
#include "omnillm/pool.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/transport_form.h"

namespace omnillm {

// One provider of a gateway: where it is and who we are there.
//
//   ProviderConfig("anthropic").key(KeyConfig("sk-ant-...", "prod-1"))
//   ProviderConfig("azure").at("https://me.openai.azure.com/openai/v1").key_from_env("AZURE_KEY")
//   ProviderConfig("mine").speaks(ProviderEndpoint::openai_chat_completions_compat(url)).keyless()
//
// A name the registry knows (omnillm registry lists them) brings address, protocol, dialect and the
// way requests are signed; whatever is said here takes the place of that. Without a key, the
// environment variables that the registry names are looked at, and then the resolver.
struct ProviderConfig {
  explicit ProviderConfig(std::string_view what) : name(what) {}

  // Another address of the same protocol.
  ProviderConfig& at(std::string_view base_url) {
    address = std::string(base_url);
    return *this;
  }
  // Another protocol, or a provider nobody knows.
  ProviderConfig& speaks(ProviderEndpoint how) {
    endpoint = std::move(how);
    return *this;
  }
  // Another way for what is not a conversation: embeddings, rerank, ...
  ProviderConfig& also(ProviderEndpoint other) {
    others.push_back(std::move(other));
    return *this;
  }
  // Sent with every request; what the protocol itself writes into a header of that name wins.
  ProviderConfig& with_header(std::string_view header, std::string_view value) {
    headers.set(header, value);
    return *this;
  }
  // It behaves like this provider of the registry: dialect, prices, endpoints.
  ProviderConfig& like(std::string_view known_name) {
    known_as = std::string(known_name);
    return *this;
  }
  ProviderConfig& key(KeyConfig config) {
    keys.push_back(std::move(config));
    return *this;
  }
  // Labelled with the provider's name.
  template <class Credential>
  requires std::is_convertible_v<const Credential&, std::string_view> ProviderConfig& key(
      const Credential& credential) {
    return key(KeyConfig(credential, name));
  }
  // Looked up when the gateway is built; the label is the variable's name.
  ProviderConfig& key_from_env(std::string_view variable) {
    key_variables.emplace_back(variable);
    return *this;
  }
  // Signs requests where a key alone does not: AWS, Google, Entra.
  ProviderConfig& signs_with(Credentials how) {
    credentials = std::move(how);
    return *this;
  }
  // Asks for no key at all. The limits are those of a key.
  ProviderConfig& keyless(KeyLimits own = {.tpm = 1'000'000'000, .rpm = 10'000'000}) {
    needs_no_key = true;
    keyless_limits = own;
    return *this;
  }
  ProviderConfig& in_region(std::string_view where) {
    region = std::string(where);
    return *this;
  }
  ProviderConfig& with_pool(PoolConfig config) {
    pool = config;
    return *this;
  }
  ProviderConfig& with_dialect(Dialect how) {
    dialect = std::move(how);
    return *this;
  }

  std::string name;
  std::string address{};
  std::optional<ProviderEndpoint> endpoint{};
  std::vector<ProviderEndpoint> others{};
  Headers headers{};
  std::string known_as{};
  std::vector<KeyConfig> keys{};
  std::vector<std::string> key_variables{};
  std::optional<Credentials> credentials{};
  bool needs_no_key = false;
  KeyLimits keyless_limits{};
  std::string region{};  // in place of {region} and {location} in the registry's address
  std::optional<PoolConfig> pool{};
  std::optional<Dialect> dialect{};
};

// A server that speaks OpenAI's protocol and is in no registry: a proxy, a gateway of your own, a
// model behind an address. Its name is what records, prices and "name:model" call it.
//
//   auto acme = Proxy("acme").at("https://llm.acme.example/v1").key_from_env("ACME_KEY");
//   GatewayBuilder().provider(acme).build();                 // model "acme:llama-70b"
//   EasyClient client({.providers = {acme}});                // client.generate_text("acme:...",
//   ...)
//
// It is a ProviderConfig that speaks Chat Completions as OpenAI's relatives do (dialect
// "compatible"): say at() and a key, or keyless(), after which no header shows who we are.
// like("openai") makes it deviate, and cost, as that provider does.
struct Proxy : ProviderConfig {
  explicit Proxy(std::string_view what) : ProviderConfig(what) {
    speaks(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, {}));
    endpoint->dialect = "compatible";
  }
};

}  // namespace omnillm

#endif  // OMNILLM_PROVIDER_CONFIG_H_
