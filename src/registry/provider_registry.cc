#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include "omnillm/providers.h"
#include "registry/provider_match.h"

namespace omnillm {
namespace {

constexpr std::array<std::string_view, 3> kLevels{"native", "compatible", "planned"};

bool is_called(const ProviderDescriptor& provider, std::string_view plain) {
  if (registry::plain_provider_name(provider.name) == plain) return true;
  return std::any_of(
      provider.aliases.begin(), provider.aliases.end(),
      [plain](const std::string& alias) { return registry::plain_provider_name(alias) == plain; });
}

// Of all patterns that fit, the longest says most.
template <class Patterns>
const ProviderDescriptor* best_fit(std::span<const ProviderDescriptor> providers,
                                   Patterns ProviderDescriptor::*patterns, std::string_view text) {
  const ProviderDescriptor* best = nullptr;
  std::size_t longest = 0;
  for (const ProviderDescriptor& provider : providers)
    for (const std::string& pattern : provider.*patterns)
      if (pattern.size() > longest && registry::fits(pattern, text)) {
        best = &provider;
        longest = pattern.size();
      }
  return best;
}

}  // namespace

std::string_view to_string(SupportLevel level) { return kLevels[static_cast<std::size_t>(level)]; }
std::ostream& operator<<(std::ostream& out, SupportLevel level) { return out << to_string(level); }

bool EndpointSupport::supports_wire_format(WireFormat format) const {
  return is_enabled() &&
         std::find(wire_formats.begin(), wire_formats.end(), format) != wire_formats.end();
}

const EndpointSupport* ProviderDescriptor::endpoint(EndpointKind wanted) const {
  for (const EndpointSupport& each : endpoints)
    if (each.endpoint == wanted) return &each;
  return nullptr;
}

bool ProviderDescriptor::supports_endpoint(EndpointKind wanted) const {
  const EndpointSupport* support = endpoint(wanted);
  return support != nullptr && support->is_enabled();
}

bool ProviderDescriptor::supports_wire_format(EndpointKind wanted, WireFormat format) const {
  const EndpointSupport* support = endpoint(wanted);
  return support != nullptr && support->supports_wire_format(format);
}

std::optional<ProviderEndpoint> ProviderDescriptor::endpoint_for(WireFormat format) const {
  for (const EndpointSupport& support : endpoints) {
    if (!support.supports_wire_format(format)) continue;
    auto endpoint = ProviderEndpoint::at(
        format, support.base_url.empty() ? default_base_url : support.base_url);
    for (const auto& [header, value] : default_headers) endpoint.default_headers.set(header, value);
    const std::vector<AuthScheme>& ways = support.auth.empty() ? auth : support.auth;
    if (!ways.empty()) endpoint.auth = ways.front();
    endpoint.dialect = dialect;
    return endpoint;
  }
  return std::nullopt;
}

ProviderRegistry::ProviderRegistry(std::vector<ProviderDescriptor> providers)
    : providers_(std::make_shared<const std::vector<ProviderDescriptor>>(std::move(providers))) {}

std::span<const ProviderDescriptor> ProviderRegistry::providers() const {
  return providers_ ? std::span<const ProviderDescriptor>(*providers_)
                    : std::span<const ProviderDescriptor>();
}

const ProviderDescriptor* ProviderRegistry::provider(std::string_view name) const {
  const std::string plain = registry::plain_provider_name(name);
  for (const ProviderDescriptor& each : providers())
    if (is_called(each, plain)) return &each;
  return nullptr;
}

const ProviderDescriptor* ProviderRegistry::provider(ProviderKind kind) const {
  for (const ProviderDescriptor& each : providers())
    if (each.kind == kind) return &each;
  return nullptr;
}

bool ProviderRegistry::supports_endpoint(ProviderKind kind, EndpointKind endpoint) const {
  const ProviderDescriptor* found = provider(kind);
  return found != nullptr && found->supports_endpoint(endpoint);
}

bool ProviderRegistry::supports_wire_format(ProviderKind kind, EndpointKind endpoint,
                                            WireFormat format) const {
  const ProviderDescriptor* found = provider(kind);
  return found != nullptr && found->supports_wire_format(endpoint, format);
}

std::optional<ResolvedModel> ProviderRegistry::resolve(std::string_view model) const {
  // A part that is no provider's name is part of the model's: "claude-sonnet-4@20250514".
  const auto named = [this](std::string_view name,
                            std::string_view rest) -> std::optional<ResolvedModel> {
    if (name.empty() || rest.empty()) return std::nullopt;
    const ProviderDescriptor* found = provider(name);
    if (found == nullptr) return std::nullopt;
    return ResolvedModel{found, std::string(rest)};
  };
  if (const std::size_t at = model.rfind('@'); at != std::string_view::npos)
    if (auto found = named(model.substr(at + 1), model.substr(0, at))) return found;
  for (const char separator : {':', '/'})
    if (const std::size_t at = model.find(separator); at != std::string_view::npos)
      if (auto found = named(model.substr(0, at), model.substr(at + 1))) return found;
  if (const auto* found = best_fit(providers(), &ProviderDescriptor::models, model))
    return ResolvedModel{found, std::string(model)};
  return std::nullopt;
}

const ProviderDescriptor* ProviderRegistry::at_url(std::string_view url) const {
  return best_fit(providers(), &ProviderDescriptor::hosts, registry::host_of_url(url));
}

bool operator==(const ProviderRegistry& a, const ProviderRegistry& b) {
  return std::equal(a.providers().begin(), a.providers().end(), b.providers().begin(),
                    b.providers().end());
}

}  // namespace omnillm
