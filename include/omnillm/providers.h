// Floor: 2 registry
//
// The providers we know: where they are, what they speak and how well, how requests to them are
// signed, which of their names people write. Compiled in from src/registry/providers.json; a file
// of the same form changes entries and adds others (docs/providers.md).
//
//   const ProviderRegistry& registry = embedded_provider_registry();
//   registry.supports_wire_format(ProviderKind::Anthropic, EndpointKind::Messages,
//                                 WireFormat::AnthropicMessages);          // true
//   auto named = registry.resolve("groq/llama-3.3-70b-versatile");         // groq, llama-3.3-...
//   auto there = registry.at_url("https://me.openai.azure.com/openai/v1"); // azure
//
// Thread safety: a registry is immutable once built; any threads may read it, copies are cheap.
// Lifetime: descriptors live as long as a registry that has them.

#ifndef OMNILLM_PROVIDERS_H_
#define OMNILLM_PROVIDERS_H_

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/auth_scheme.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_endpoint.h"
#include "omnillm/result.h"

namespace omnillm {

enum class SupportLevel : std::uint8_t {
  Native,      // the provider's own protocol, all of it
  Compatible,  // somebody else's protocol, with the deviations of the dialect
  Planned,     // known, and not spoken yet
};
[[nodiscard]] std::string_view to_string(SupportLevel level);
std::ostream& operator<<(std::ostream& out, SupportLevel level);

// What a provider offers for one kind of endpoint.
struct EndpointSupport {
  EndpointKind endpoint = EndpointKind::Responses;
  SupportLevel level = SupportLevel::Compatible;
  std::vector<WireFormat> wire_formats{};  // the preferred one first
  std::string base_url{};                  // where it is not the provider's
  std::vector<AuthScheme> auth{};          // where it is not the provider's
  std::string notes{};

  [[nodiscard]] bool supports_wire_format(WireFormat format) const;
  // Spoken today.
  [[nodiscard]] bool is_enabled() const {
    return level != SupportLevel::Planned && !wire_formats.empty();
  }

  friend bool operator==(const EndpointSupport&, const EndpointSupport&) = default;
};

struct ProviderDescriptor {
  std::string name{};  // "groq"
  ProviderKind kind = ProviderKind::OpenAiCompatible;
  std::string display_name{};
  // Empty where every customer has another; {region} and the like are for the operator to fill in.
  std::string default_base_url{};
  std::vector<AuthScheme> auth{};  // the ways to sign, the usual one first
  Headers default_headers{};
  std::vector<std::string> key_variables{};  // of the environment, in the order to look
  // Looked at after those, and shown to a server on this machine alone: variables that are somebody
  // else's in the first place, as OPENAI_API_KEY is where vLLM is asked.
  std::vector<std::string> local_key_variables{};
  std::string dialect{};
  std::vector<EndpointSupport> endpoints{};
  std::vector<std::string> aliases{};  // other names: "mistralai"
  std::vector<std::string> models{};   // its models' names as patterns: "claude-*"
  std::vector<std::string> hosts{};    // its hosts as patterns: "*.openai.azure.com"
  std::string notes{};

  // Null when it has none.
  [[nodiscard]] const EndpointSupport* endpoint(EndpointKind kind) const;
  [[nodiscard]] bool supports_endpoint(EndpointKind kind) const;  // and is_enabled()
  [[nodiscard]] bool supports_wire_format(EndpointKind kind, WireFormat format) const;
  // Where requests of this format go; empty when it is not spoken here.
  [[nodiscard]] std::optional<ProviderEndpoint> endpoint_for(WireFormat format) const;

  friend bool operator==(const ProviderDescriptor&, const ProviderDescriptor&) = default;
};

// A model at a provider.
struct ResolvedModel {
  const ProviderDescriptor* provider = nullptr;
  std::string model{};
};

class ProviderRegistry {
 public:
  ProviderRegistry() = default;

  // Reads a file of providers. Errors: Configuration; the message begins with a JSON pointer.
  [[nodiscard]] static Result<ProviderRegistry> parse(std::string_view json_text);
  // This registry with a file laid over it: entries change the members they name and add providers,
  // null removes them. Errors as above; this registry stays as it was.
  [[nodiscard]] Result<ProviderRegistry> with_overrides(std::string_view json_text) const;

  [[nodiscard]] std::span<const ProviderDescriptor> providers() const;

  // By name or alias; case, '-', '_', '.' and blanks do not matter. Null when there is none.
  [[nodiscard]] const ProviderDescriptor* provider(std::string_view name) const;
  // The first of that kind.
  [[nodiscard]] const ProviderDescriptor* provider(ProviderKind kind) const;
  [[nodiscard]] bool supports_endpoint(ProviderKind kind, EndpointKind endpoint) const;
  [[nodiscard]] bool supports_wire_format(ProviderKind kind, EndpointKind endpoint,
                                          WireFormat format) const;

  // Which provider a model's name means, surest first: "model@provider", "provider:model",
  // "provider/model", and the bare name by the longest pattern that fits ("claude-*"). Empty when
  // nothing says.
  [[nodiscard]] std::optional<ResolvedModel> resolve(std::string_view model) const;

  // Whose host that is. Null when nobody's.
  [[nodiscard]] const ProviderDescriptor* at_url(std::string_view url) const;

  friend bool operator==(const ProviderRegistry& a, const ProviderRegistry& b);

 private:
  explicit ProviderRegistry(std::vector<ProviderDescriptor> providers);

  std::shared_ptr<const std::vector<ProviderDescriptor>> providers_;
};

// What is compiled in; read once.
[[nodiscard]] const ProviderRegistry& embedded_provider_registry();

// In the form of the file it can be read from.
[[nodiscard]] JsonText to_json(const ProviderRegistry& registry);

}  // namespace omnillm

#endif  // OMNILLM_PROVIDERS_H_
